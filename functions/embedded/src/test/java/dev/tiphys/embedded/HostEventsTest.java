package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import dev.tiphys.language.validation.Manifests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events over HTTP, from the request to the run.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostEventsTest {
  private static final String AROUND =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: WorkflowTemplate
      metadata: {name: greet}
      spec: {entrypoint: main, templates: [{name: main, suspend: {}}]}
      ---
      apiVersion: argoproj.io/v1alpha1
      kind: WorkflowEventBinding
      metadata: {name: any}
      spec:
        event: {selector: discriminator != "none"}
        submit: {workflowTemplateRef: {name: greet}}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: argo-workflows-webhook-clients}
      stringData:
        github.com: |
          type: github
          secret: "It's a Secret to Everybody"
      """;
  private static final String SIGNED =
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  interface Story {
    void tell(Host host, String server) throws Exception;
  }

  private void with(String token, Story story) throws Exception {
    var settings =
        HostSettings.on("mem:")
            .withWork(folder)
            .withDocuments(
                Manifests.read(AROUND.getBytes(StandardCharsets.UTF_8), "around.yaml").documents());
    var api = ApiSettings.local(0, "test");
    try (var host = Host.open(settings, Instantly.NOTHING);
        var server =
            ApiServer.start(
                host.workflows(),
                host.definitions(),
                host.ingress(),
                token.isEmpty() ? api : api.withToken(token))) {
      story.tell(host, server.uri().toString());
    }
  }

  private int post(String uri, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(uri)).POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return client.send(request.build(), BodyHandlers.ofString()).statusCode();
  }

  private static int runs(Host host) {
    return host.workflows().list("default").size();
  }

  @Test
  void a_post_with_the_token_starts_what_is_bound_to_it() throws Exception {
    with(
        "hush",
        (host, server) -> {
          var events = server + "/api/v1/events/default/";
          assertThat(post(events + "d", "{}", Map.of())).isEqualTo(401);
          assertThat(post(events + "d", "{}", Map.of("Authorization", "Bearer no"))).isEqualTo(401);
          assertThat(runs(host)).isZero();
          var token = Map.of("Authorization", "Bearer hush");
          assertThat(post(events + "d", "{}", token)).isEqualTo(200);
          assertThat(post(events, "{}", token)).isEqualTo(200);
          assertThat(runs(host)).isEqualTo(2);
          assertThat(post(events + "none", "{}", token)).isEqualTo(200);
          assertThat(post(events + "d", "{", token)).isEqualTo(400);
          assertThat(post(events + "a%2Fb", "{}", token)).isEqualTo(400);
          assertThat(runs(host)).isEqualTo(2);
        });
  }

  @Test
  void a_webhook_needs_the_signature_of_a_client_and_no_token() throws Exception {
    with(
        "hush",
        (host, server) -> {
          var events = server + "/api/v1/events/default/d";
          var event = Map.of("X-GitHub-Event", "push", "X-GitHub-Delivery", "1");
          assertThat(post(events, "Hello, World!", event)).isEqualTo(401);
          var wrong =
              Map.of("X-GitHub-Event", "push", "X-Hub-Signature-256", SIGNED.replace('7', '8'));
          assertThat(post(events, "Hello, World!", wrong)).isEqualTo(401);
          // It is believed, and read only then.
          var right = Map.of("X-GitHub-Event", "push", "X-Hub-Signature-256", SIGNED);
          assertThat(post(events, "Hello, World!", right)).isEqualTo(400);
          assertThat(runs(host)).isZero();
        });
  }

  @Test
  void a_webhook_is_checked_by_a_server_without_a_token_too() throws Exception {
    with(
        "",
        (host, server) -> {
          var events = server + "/api/v1/events/default/d";
          assertThat(post(events, "{}", Map.of("X-GitHub-Event", "push"))).isEqualTo(401);
          assertThat(post(events, "{}", Map.of("X-Gitlab-Event", "Push Hook"))).isEqualTo(200);
          assertThat(runs(host)).isEqualTo(1);
        });
  }

  @Test
  void a_delivery_that_comes_again_starts_nothing_more() throws Exception {
    with(
        "",
        (host, server) -> {
          var events = server + "/api/v1/events/default/d";
          var headers = Map.of("X-Gitlab-Event", "Push Hook", "X-Gitlab-Event-UUID", "7");
          assertThat(post(events, "{}", headers)).isEqualTo(200);
          assertThat(post(events, "{}", headers)).isEqualTo(200);
          assertThat(runs(host)).isEqualTo(1);
          var cloudEvent =
              Map.of(
                  "ce-specversion", "1.0", "ce-id", "1", "ce-source", "/shop", "ce-type", "placed");
          assertThat(post(events, "{}", cloudEvent)).isEqualTo(200);
          assertThat(post(events, "{}", cloudEvent)).isEqualTo(200);
          assertThat(runs(host)).isEqualTo(2);
          assertThat(post(server + "/", "{}", cloudEvent)).isEqualTo(202);
          assertThat(post(events, "{}", Map.of("ce-specversion", "0.3", "ce-id", "1")))
              .isEqualTo(400);
        });
  }

  @Test
  void a_body_of_more_than_two_megabytes_is_too_large() throws Exception {
    with(
        "",
        (host, server) ->
            assertThat(
                    post(
                        server + "/api/v1/events/default/d",
                        "\"" + "a".repeat(2 * 1024 * 1024) + "\"",
                        Map.of()))
                .isEqualTo(413));
  }
}
