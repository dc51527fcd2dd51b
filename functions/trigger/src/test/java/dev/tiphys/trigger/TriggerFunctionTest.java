package dev.tiphys.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.doorway.CloudEventServer;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Settings;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The function as its image runs it, with real HTTP on both sides.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TriggerFunctionTest {
  private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

  private final List<CloudEvent> published = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private CloudEventServer broker;
  private FunctionHost function;

  @BeforeEach
  void start(@TempDir Path store) {
    broker = CloudEventServer.start(ANY_PORT, published::add);
    var sink = URI.create("http://127.0.0.1:" + broker.port() + "/");
    function =
        FunctionHost.start(
            TriggerFunction.class, "trigger", new Settings(0, sink, store.toString()));
  }

  @AfterEach
  void stop() {
    function.close();
    broker.close();
    client.close();
  }

  @Test
  void an_applied_workflow_is_asked_to_run_and_the_same_run_when_told_again() throws Exception {
    var workflow = workflow("{\"name\": \"main\", \"suspend\": {}}");
    assertThat(post(workflow).statusCode()).isEqualTo(204);
    assertThat(post(workflow).statusCode()).isEqualTo(204);
    assertThat(published).hasSize(2);
    assertThat(published)
        .allSatisfy(
            event -> {
              assertThat(event.getType()).isEqualTo("dev.tiphys.run.requested");
              assertThat(event.getSource()).hasToString("/runs/team/own/u-1");
              assertThat(event.getId()).isEqualTo("start");
            });
  }

  @Test
  void an_invalid_workflow_is_put_aside_with_what_is_wrong() throws Exception {
    var reply = post(workflow("{\"name\": \"other\", \"suspend\": {}}"));
    assertThat(reply.statusCode()).isEqualTo(422);
    assertThat(reply.body()).contains("spec.entrypoint template name 'main' undefined");
    assertThat(published).isEmpty();
  }

  @Test
  void a_workflow_whose_templates_are_out_of_reach_has_to_wait() throws Exception {
    var reply =
        post(
            workflow(
                "{\"name\": \"main\", \"steps\": [[{\"name\": \"s\", \"templateRef\": {\"name\":"
                    + " \"lib\", \"template\": \"t\"}}]]}"));
    assertThat(reply.statusCode()).isEqualTo(503);
    assertThat(reply.body()).contains("cannot look up WorkflowTemplate 'lib'");
    assertThat(published).isEmpty();
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + function.port() + "/"))
            .header("Ce-Specversion", "1.0")
            .header("Ce-Id", "42")
            .header("Ce-Source", "https://10.0.0.1:443")
            .header("Ce-Type", Trigger.RESOURCE_ADDED)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static String workflow(String template) {
    return """
    {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
     "metadata": {"name": "own", "namespace": "team", "uid": "u-1"},
     "spec": {"entrypoint": "main", "templates": [%s]}}
    """
        .formatted(template);
  }
}
