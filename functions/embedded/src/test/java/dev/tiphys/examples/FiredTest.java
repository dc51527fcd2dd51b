package dev.tiphys.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Definitions.Kind;
import dev.tiphys.api.Ingress;
import dev.tiphys.api.Trust;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunId;
import dev.tiphys.trigger.Submission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What needs the world outside among Argo's examples: CronWorkflows, each brought forward to this
/// second, bindings of events, and runs that wait for somebody.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FiredTest {
  private static final int LIMIT_SECONDS = 60;

  @TempDir private static Path folder;
  private static Path programs;
  private static Host host;

  @BeforeAll
  static void open() throws Exception {
    programs = Files.createTempDirectory(Path.of("/var/tmp"), "tiphys-fired-");
    var config = new Programs(programs).config(true, "http://127.0.0.1:1", "http://127.0.0.1:1");
    host =
        Host.open(
            HostSettings.on(folder.resolve("store").toString())
                .withWork(folder.resolve("work"))
                .withRunner("process")
                .withConfig(config)
                .withDocuments(
                    Example.library().stream()
                        .filter(
                            document ->
                                !document.json().path("kind").asText().equals("CronWorkflow"))
                        .toList())
                .unsynced());
    host.resume();
  }

  @AfterAll
  static void close() throws IOException {
    host.close();
    try (var files = Files.walk(programs)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  /// The first run that is wanted, once it is over.
  private static ObjectNode ended(Predicate<ObjectNode> wanted, Action action) throws Exception {
    var over = new CountDownLatch(1);
    var stop =
        host.listen(
            run -> {
              if (host.finished(run) && finished(wanted).isPresent()) {
                over.countDown();
              }
            });
    action.run();
    if (finished(wanted).isEmpty()) {
      assertThat(over.await(LIMIT_SECONDS, TimeUnit.SECONDS)).as("a run is over").isTrue();
    }
    stop.run();
    return finished(wanted).orElseThrow();
  }

  private interface Action {
    void run() throws Exception;
  }

  private static Optional<ObjectNode> finished(Predicate<ObjectNode> wanted) {
    return host.workflows().list("default").stream()
        .filter(wanted)
        .filter(workflow -> workflow.at("/status/finishedAt").isTextual())
        .findFirst();
  }

  private static Predicate<ObjectNode> named(String pattern) {
    return workflow -> workflow.at("/metadata/name").asText().matches(pattern);
  }

  private static Optional<ObjectNode> of(String file, String kind) {
    return Example.of(file).documents().stream()
        .map(document -> (ObjectNode) document.json().deepCopy())
        .filter(json -> json.path("kind").asText().equals(kind))
        .findFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cron-backfill.yaml",
        "cron-when.yaml",
        "cron-workflow-multiple-schedules.yaml",
        "cron-workflow.yaml",
        "dag-inline-cronworkflow.yaml"
      })
  void a_cron_workflow_starts_a_run_that_succeeds(String file) throws Exception {
    of(file, "WorkflowTemplate")
        .ifPresent(
            template -> host.definitions().create(Kind.WORKFLOW_TEMPLATE, "default", template));
    var cron = of(file, "CronWorkflow").orElseThrow();
    cron.withObjectProperty("spec").putArray("schedules").add("@every 1s");
    cron.withObjectProperty("spec").put("concurrencyPolicy", "Forbid");
    var name = "fired-" + file.replace(".yaml", "");
    var metadata = cron.withObjectProperty("metadata");
    metadata.remove("generateName");
    metadata.put("name", name);
    var run =
        ended(
            named(name + "-[0-9]+"),
            () -> host.definitions().create(Kind.CRON_WORKFLOW, "default", cron));
    host.definitions().delete(Kind.CRON_WORKFLOW, "default", name);
    assertThat(run.at("/status/phase").asText()).isEqualTo("Succeeded");
    assertThat(run.path("metadata").path("labels").path("workflows.argoproj.io/cron-workflow"))
        .hasToString("\"%s\"".formatted(name));
  }

  private static void post(String discriminator, Map<String, List<String>> headers, String body) {
    host.ingress()
        .receive(
            new Ingress.Post(
                "default",
                discriminator,
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                Trust.TOKEN,
                () -> null));
  }

  @Test
  void an_event_with_a_name_is_greeted() throws Exception {
    var run =
        ended(
            workflow ->
                workflow.at("/spec/arguments").toString().contains("\"value\":\"environment\""),
            () -> post("any", Map.of(), "{\"appellation\": \"environment\"}"));
    assertThat(run.at("/status/phase").asText()).isEqualTo("Succeeded");
  }

  @Test
  void only_a_push_to_certain_folders_starts_a_run() throws Exception {
    var push = Map.of("x-github-event", List.of("push"));
    var body = "{\"commits\": [{\"added\": [\"%s/x\"], \"removed\": [], \"modified\": []}]}";
    post("github-path-filter", push, body.formatted("elsewhere"));
    post("another", push, body.formatted("subpath/A"));
    assertThat(names()).noneMatch(name -> name.startsWith("github-path-filter"));
    var run =
        ended(
            named("github-path-filter.*"),
            () -> post("github-path-filter", push, body.formatted("subpath/A")));
    assertThat(run.at("/status/phase").asText()).isEqualTo("Succeeded");
  }

  private static RunId start(String file) {
    var workflow = Example.of(file).documents().getFirst();
    return host.start(host.trigger().submit(workflow, Submission.NONE, host.birth()));
  }

  /// The run once it is as wanted.
  private static ObjectNode until(RunId run, Predicate<ObjectNode> wanted) throws Exception {
    var so = new CountDownLatch(1);
    var stop =
        host.listen(
            changed -> {
              if (changed.equals(run) && wanted.test(get(run))) {
                so.countDown();
              }
            });
    if (!wanted.test(get(run))) {
      assertThat(so.await(LIMIT_SECONDS, TimeUnit.SECONDS)).as("%s", run).isTrue();
    }
    stop.run();
    return get(run);
  }

  private static ObjectNode get(RunId run) {
    return host.workflows().get(run.namespace(), run.name()).orElseThrow();
  }

  private static Predicate<ObjectNode> waitsAt(String node) {
    return workflow ->
        workflow
            .at("/status/nodes")
            .valueStream()
            .anyMatch(
                one ->
                    one.path("displayName").asText().equals(node)
                        && one.path("type").asText().equals("Suspend")
                        && one.path("phase").asText().equals("Running"));
  }

  private static ObjectNode over(RunId run) throws Exception {
    return until(run, workflow -> workflow.at("/status/finishedAt").isTextual());
  }

  private static void resume(RunId run) {
    host.request(run, new ResumeRun("", host.birth().at()));
  }

  private static void supply(RunId run, String parameter, String value) {
    host.request(run, new SetNodes("", null, null, Map.of(parameter, value), host.birth().at()));
  }

  @Test
  void somebody_approves_and_the_delay_ends_by_itself_or_is_ended() throws Exception {
    var run = start("suspend-template.yaml");
    until(run, waitsAt("approve"));
    resume(run);
    until(run, waitsAt("delay"));
    resume(run);
    var end = over(run);
    assertThat(end.at("/status/phase").asText()).isEqualTo("Succeeded");
    assertThat(end.at("/status/nodes")).hasSize(9);
  }

  @Test
  void an_output_has_to_be_supplied_before_somebody_resumes() throws Exception {
    var run = start("suspend-template-outputs.yaml");
    until(run, waitsAt("approve"));
    assertThatThrownBy(() -> resume(run))
        .hasMessageContaining(
            "raw output parameter 'message' has not been set and does not have a default value");
    supply(run, "message", "hello");
    resume(run);
    var end = over(run);
    assertThat(end.at("/status/phase").asText()).isEqualTo("Succeeded");
    assertThat(end.at("/status/nodes")).hasSize(5);
  }

  private static Stream<String> names() {
    return host.workflows().list("default").stream()
        .map(workflow -> workflow.at("/metadata/name").asText());
  }
}
