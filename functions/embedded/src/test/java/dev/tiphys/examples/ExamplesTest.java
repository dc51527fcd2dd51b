package dev.tiphys.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Validation;
import dev.tiphys.trigger.Submission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/// Runs Argo's examples, unmodified, through the embedded host as processes of this machine.
///
/// It needs bash, python3, node, curl, nginx and influxd, and ports 80 and 8086 for the last two.
/// What is missing skips an example, except where `CI` is set. `-Dexample=coinflip` runs those
/// whose name that regular expression finds.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.CONCURRENT)
class ExamplesTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /// What no one Linux machine can give them; docs/compatibility.md says more.
  private static final Set<String> NOT_HERE =
      Set.of(
          "artifact-passing-explicit-plugin.yaml",
          "ci-output-artifact.yaml",
          "ci.yaml",
          "daemoned-stateful-set-with-service.yaml",
          "fun-with-gifs.yaml",
          "hello-hybrid.yaml",
          "hello-windows.yaml",
          "influxdb-ci.yaml",
          "input-artifact-http.yaml",
          "k8s-resource-log-selector.yaml",
          "sidecar-dind.yaml",
          "sidecar.yaml",
          "webhdfs-input-output-artifacts.yaml");

  /// Whose artifacts lie in a bucket that all have.
  private static final Set<String> IN_A_BUCKET = Set.of("data-transformations.yaml");

  /// Whose steps have to outlast a time limit, which is not shortened.
  private static final Set<String> UNHURRIED =
      Set.of("dag-task-level-timeout.yaml", "step-level-timeout.yaml");

  /// Whose number of nodes is that of a lucky run.
  private static final Set<String> LUCKY =
      Set.of("retry-container-to-completion.yaml", "retry-conditional.yaml");

  /// What waits longest begins first.
  private static final List<String> LONGEST =
      List.of(
          "timeouts-workflow.yaml",
          "dag-task-level-timeout.yaml",
          "forever.yaml",
          "retry-backoff.yaml",
          "step-level-timeout.yaml",
          "timeouts-step.yaml");

  @TempDir private static Path folder;

  private static Path programs;
  private static HelloPlugin plugin;
  private static JobController jobs;
  private static Host hurried;
  private static Host unhurried;
  private static Host withBucket;
  private static StandIns servers;

  @BeforeAll
  static void open() throws Exception {
    // Each step has a /tmp of its own, so programs must lie elsewhere.
    programs = Files.createTempDirectory(Path.of("/var/tmp"), "tiphys-examples-");
    plugin = new HelloPlugin();
    var ours = new Programs(programs);
    servers = new StandIns(Files.createDirectory(folder.resolve("servers")));
    var library = Stream.concat(Example.library().stream(), servers.secrets().stream()).toList();
    withBucket = host("with-bucket", ours, library);
    hurried = host("hurried", ours, library);
    jobs = new JobController(hurried.sandbox().orElseThrow());
    unhurried = host("unhurried", ours, library);
    // Time limits that are not shortened should not have to bear with a cold start as well.
    for (var host : List.of(hurried, unhurried)) {
      run(host, Example.of("hello-world.yaml"));
    }
  }

  private static Host host(String name, Programs programs, List<Document> library) {
    return Host.open(
        HostSettings.on(folder.resolve(name).resolve("store").toString())
            .withWork(folder.resolve(name).resolve("work"))
            .withRunner("process")
            .withConfig(config(name, programs))
            .withDocuments(library)
            .unsynced());
  }

  private static ObjectNode config(String name, Programs programs) {
    var config = programs.config(!name.equals("unhurried"), plugin.url(), servers.google());
    if (name.equals("with-bucket")) {
      config.set("artifactRepository", servers.repository());
    }
    return config;
  }

  @AfterAll
  static void close() throws Exception {
    jobs.close();
    hurried.close();
    unhurried.close();
    withBucket.close();
    servers.close();
    plugin.close();
    try (var files = Files.walk(programs)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  static Stream<Example> runs() {
    return chosen()
        .filter(example -> !example.isDefinition() && example.needsOneMachine())
        .filter(example -> !NOT_HERE.contains(example.file()))
        .sorted(Comparator.comparing(example -> !LONGEST.contains(example.file())));
  }

  static Stream<Example> definitions() {
    return chosen().filter(Example::isDefinition);
  }

  private static Stream<Example> chosen() {
    var chosen = Pattern.compile(System.getProperty("example", "")).asPredicate();
    return Example.all().filter(e -> chosen.test(e.file()));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("definitions")
  void a_definition_is_valid(Example example) {
    var documents = example.documents();
    assertThat(documents).isNotEmpty();
    assertThat(
            Validation.check(
                Stream.concat(documents.stream(), Example.library().stream()).toList()))
        .isEmpty();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("runs")
  void a_run_ends_as_expected(Example example) throws Exception {
    demand(example);
    try (var _ = Port.of(example)) {
      var ended = run(hostOf(example), example);
      assertThat(ended.phase()).as(ended.picture()).isIn(example.phases());
      if (example.deterministic()
          && !example.nodes().equals("-")
          && !LUCKY.contains(example.file())) {
        assertThat(ended.nodes()).as(ended.picture()).hasSize(Integer.parseInt(example.nodes()));
      }
      Notable.of(example.file()).accept(ended);
    }
  }

  private static Host hostOf(Example example) {
    if (IN_A_BUCKET.contains(example.file())) {
      return withBucket;
    }
    return UNHURRIED.contains(example.file()) ? unhurried : hurried;
  }

  private static void demand(Example example) {
    var missing = Programs.missing(example.images());
    if (!missing.isEmpty()) {
      throw unmet("%s needs %s, which this machine lacks".formatted(example, missing));
    }
  }

  /// Ends a test for want of something: nothing is left out on CI.
  static RuntimeException unmet(String message) {
    if (System.getenv("CI") != null) {
      return fail(message);
    }
    return new TestAbortedException(message);
  }

  private static Ended run(Host host, Example example) throws InterruptedException {
    var workflow =
        example.documents(servers::moved).stream()
            .filter(document -> document.json().path("kind").asText().equals("Workflow"))
            .findFirst()
            .orElseThrow();
    var run = host.start(host.trigger().submit(workflow, named(workflow), host.birth()));
    var over = new CountDownLatch(1);
    var stop =
        host.listen(
            changed -> {
              if (changed.equals(run) && isOver(host, run)) {
                over.countDown();
              }
            });
    try {
      if (!isOver(host, run) && !over.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        var picture = Ended.of(host, run).picture();
        host.request(run, new StopRun(Shutdown.TERMINATE, "", null, host.birth().at()));
        throw new AssertionError("%s is not over after %s: %s".formatted(run, LIMIT, picture));
      }
    } finally {
      stop.run();
    }
    return Ended.of(host, run);
  }

  /// One of the examples has no name at all.
  private static Submission named(Document workflow) {
    var metadata = workflow.json().path("metadata");
    return metadata.has("name") || metadata.has("generateName")
        ? Submission.NONE
        : Submission.builder().generateName("nameless-").build();
  }

  private static boolean isOver(Host host, RunId run) {
    return host.load(run).state().finished();
  }
}
