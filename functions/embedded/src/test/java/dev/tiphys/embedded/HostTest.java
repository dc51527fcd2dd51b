package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Refusal;
import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunId;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.stepdispatch.runner.Runner;
import dev.tiphys.trigger.Submission;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HostTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  static RunId start(Host host, String manifest) {
    var documents =
        Manifests.read(manifest.getBytes(StandardCharsets.UTF_8), "test.yaml").documents();
    return host.start(host.trigger().submit(documents.getFirst(), Submission.NONE, host.birth()));
  }

  /// The Workflow once it is over.
  static ObjectNode end(Host host, RunId run) throws InterruptedException {
    var over = new CountDownLatch(1);
    var stop =
        host.listen(
            changed -> {
              if (changed.equals(run) && host.load(run).state().finished()) {
                over.countDown();
              }
            });
    if (!host.load(run).state().finished()) {
      assertThat(over.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("%s is over", run).isTrue();
    }
    stop.run();
    return host.workflows().get(run.namespace(), run.name()).orElseThrow();
  }

  private static final String HELLO =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {generateName: hello-}
      spec:
        entrypoint: main
        templates:
        - name: main
          container: {image: busybox, command: [echo], args: [hello world]}
      """;

  @Test
  void a_workflow_runs_through_the_whole_chain() throws Exception {
    try (var host = Host.open(HostSettings.on("mem:").withWork(folder).withRunner("process"))) {
      var run = start(host, HELLO);
      var workflow = end(host, run);
      assertThat(workflow.path("status").path("phase").asText())
          .isEqualTo(Phase.SUCCEEDED.toString());
      assertThat(new String(host.workflows().log(run, run.name(), "main", 0, 100)))
          .isEqualTo("hello world\n");
    }
  }

  @Test
  void a_chain_of_steps_leaves_one_record_each() throws Exception {
    var steps = new StringBuilder();
    for (var i = 0; i < 50; i++) {
      steps.append("    - - {name: s%d, template: echo}\n".formatted(i));
    }
    var manifest =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: chain}
        spec:
          entrypoint: main
          templates:
          - name: echo
            container: {image: busybox, command: [echo]}
          - name: main
            steps:
        """
            + steps;
    try (var host = Host.open(HostSettings.on("mem:"), Instantly.NOTHING)) {
      var run = start(host, manifest);
      end(host, run);
      assertThat(host.load(run).version()).isEqualTo(51);
      // The end is seen before the delivery that led to it is over.
      awaitDeliveries(host);
      assertThat(host.waiting()).isZero();
    }
  }

  @Test
  void of_many_that_ask_for_one_name_at_once_one_gets_it() throws Exception {
    try (var host = Host.open(HostSettings.on("mem:"), Instantly.NOTHING);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var workflow =
          Manifests.read(named("one", 0).getBytes(StandardCharsets.UTF_8), "one.yaml")
              .documents()
              .getFirst()
              .json();
      Callable<Boolean> creating =
          () -> {
            try {
              host.workflows().create("default", workflow.deepCopy());
              return true;
            } catch (Refusal e) {
              return false;
            }
          };
      var created = 0;
      for (var answer : threads.invokeAll(Collections.nCopies(32, creating))) {
        created += answer.get() ? 1 : 0;
      }
      assertThat(created).isOne();
      assertThat(host.workflows().list("default")).hasSize(1);
    }
  }

  private HostSettings directory() {
    return HostSettings.on(folder.resolve("store").toString()).unsynced();
  }

  @Test
  void a_run_whose_host_is_gone_goes_on_in_the_next_one() throws Exception {
    var never = new CountDownLatch(1);
    RunId run;
    try (var host =
        Host.open(
            directory(),
            new Instantly(
                step -> {
                  never.countDown();
                  throw new IllegalStateException("the host is gone before this is told");
                }))) {
      run = start(host, HELLO);
      assertThat(never.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    try (var host = Host.open(directory(), Instantly.NOTHING)) {
      assertThat(host.resume()).isEqualTo(1);
      assertThat(end(host, run).path("status").path("phase").asText()).isEqualTo("Succeeded");
    }
    try (var host = Host.open(directory(), Instantly.NOTHING)) {
      assertThat(host.resume()).isZero();
      assertThat(host.workflows().list("default")).hasSize(1);
    }
  }

  /// Has a step of `run` left from an earlier host, and executes nothing.
  private record Leftover(RunId run, CountDownLatch cancelled) implements Runner {
    @Override
    public void start(Step step, Consumer<RunCommand> reports) {}

    @Override
    public void cancel(RunId of, int node) {
      cancelled.countDown();
    }

    @Override
    public List<UnderWay> underWay() {
      return List.of(new UnderWay(run, 0));
    }

    @Override
    public byte[] log(RunId of, String pod, String container, long offset, int max) {
      return new byte[0];
    }

    @Override
    public long logSize(RunId of, String pod, String container) {
      return 0;
    }

    @Override
    public void forget(RunId of) {}

    @Override
    public void forget(RunId of, int node) {}

    @Override
    public void close() {}
  }

  @Test
  void a_step_that_nobody_wants_any_more_is_cancelled_when_a_host_starts() throws Exception {
    RunId run;
    try (var host = Host.open(directory(), Instantly.NOTHING)) {
      run = start(host, HELLO);
      end(host, run);
    }
    var cancelled = new CountDownLatch(1);
    try (var host = Host.open(directory(), new Leftover(run, cancelled))) {
      host.resume();
      assertThat(cancelled.getCount()).isZero();
    }
  }

  @Test
  void a_deleted_run_is_gone_and_its_name_is_free() throws Exception {
    try (var host = Host.open(directory(), Instantly.NOTHING)) {
      var manifest = HELLO.replace("generateName: hello-", "name: hello");
      var first = start(host, manifest);
      end(host, first);
      assertThat(host.workflows().delete("default", "hello")).isTrue();
      assertThat(host.workflows().get("default", "hello")).isEmpty();
      var second = start(host, manifest);
      assertThat(second).isNotEqualTo(first);
      end(host, second);
    }
    try (var host = Host.open(directory(), Instantly.NOTHING)) {
      host.resume();
      assertThat(host.workflows().list("")).hasSize(1);
    }
  }

  @Test
  void a_mutex_lets_one_step_after_the_other_begin() throws Exception {
    var manifest =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: mutex}
        spec:
          entrypoint: main
          templates:
          - name: main
            steps: [[{name: a, template: door, withSequence: {count: "20"}}]]
          - name: door
            synchronization: {mutexes: [{name: door}]}
            container: {image: busybox, command: [echo]}
        """;
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var runner =
        new Instantly(
            step -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
              return Outputs.NONE;
            });
    try (var host = Host.open(HostSettings.on("mem:"), runner)) {
      var workflow = end(host, start(host, manifest));
      assertThat(workflow.path("status").path("phase").asText()).isEqualTo("Succeeded");
      assertThat(most).hasValue(1);
    }
  }

  private static final String MEMOIZED =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {generateName: memo-}
      spec:
        entrypoint: main
        templates:
        - name: main
          memoize: {key: same, maxAge: 1h, cache: {configMap: {name: cache}}}
          outputs: {parameters: [{name: out, valueFrom: {path: /out}}]}
          container: {image: busybox, command: [echo]}
      """;

  @Test
  void a_step_that_a_run_before_has_memoized_does_not_run_in_this_host_or_the_next()
      throws Exception {
    var runs = new AtomicInteger();
    var runner =
        new Instantly(step -> Outputs.of(Map.of("out", "of run " + runs.incrementAndGet())));
    try (var host = Host.open(directory(), runner)) {
      assertThat(memo(end(host, start(host, MEMOIZED)))).isEqualTo("false of run 1");
      // What is kept is kept after the end was seen.
      awaitDeliveries(host);
      assertThat(memo(end(host, start(host, MEMOIZED)))).isEqualTo("true of run 1");
    }
    try (var host = Host.open(directory(), runner)) {
      assertThat(memo(end(host, start(host, MEMOIZED)))).isEqualTo("true of run 1");
      assertThat(memo(end(host, start(host, MEMOIZED.replace("name: cache", "name: other")))))
          .isEqualTo("false of run 2");
    }
    assertThat(runs).hasValue(2);
  }

  static void awaitDeliveries(Host host) {
    var until = System.nanoTime() + LIMIT.toNanos();
    while (host.waiting() > 0 && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static String memo(ObjectNode workflow) {
    var node = workflow.path("status").path("nodes").elements().next();
    return node.path("memoizationStatus").path("hit").asText()
        + " "
        + node.path("outputs").path("parameters").path(0).path("value").asText();
  }

  @Test
  void a_config_map_that_is_no_cache_is_not_used_as_one() throws Exception {
    var map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: mine, namespace: default}}";
    var settings =
        HostSettings.on("mem:")
            .withDocuments(
                Manifests.read(map.getBytes(StandardCharsets.UTF_8), "map.yaml").documents());
    try (var host = Host.open(settings, Instantly.NOTHING)) {
      var workflow = end(host, start(host, MEMOIZED.replace("name: cache", "name: mine")));
      assertThat(workflow.path("status").path("phase").asText()).isEqualTo("Error");
      assertThat(workflow.path("status").path("message").asText())
          .isEqualTo(
              "memoization configmap doesn't have workflows.argoproj.io/configmap-type: Cache"
                  + " label, refusing to use it");
    }
  }

  private static final String SEMAPHORE =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {generateName: semaphore-}
      spec:
        entrypoint: main
        synchronization: {semaphores: [{database: {key: some}}]}
        templates:
        - name: main
          container: {image: busybox, command: [echo]}
      """;

  @Test
  void the_limit_of_a_semaphore_of_the_database_is_in_the_configuration() throws Exception {
    var config =
        new ObjectMapper().readTree("{\"synchronization\":{\"limits\":{\"default/some\":1}}}");
    try (var host = Host.open(HostSettings.on("mem:").withConfig(config), Instantly.NOTHING)) {
      assertThat(end(host, start(host, SEMAPHORE)).path("status").path("phase").asText())
          .isEqualTo("Succeeded");
    }
  }

  @Test
  void a_semaphore_that_nobody_knows_is_an_error_and_not_an_endless_wait() throws Exception {
    try (var host = Host.open(HostSettings.on("mem:"), Instantly.NOTHING)) {
      var status = end(host, start(host, SEMAPHORE)).path("status");
      assertThat(status.path("phase").asText()).isEqualTo("Error");
      assertThat(status.path("message").asText())
          .startsWith(
              "Failed to acquire the synchronization lock. default/Database/some: expected a"
                  + " number");
    }
  }

  @Test
  void only_as_many_runs_go_on_as_the_configuration_allows() throws Exception {
    var config = new ObjectMapper().readTree("{\"parallelism\":1,\"namespaceParallelism\":2}");
    var release = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var order = new java.util.concurrent.ConcurrentLinkedQueue<String>();
    var runner =
        new Instantly(
            step -> {
              order.add(step.run().name());
              begun.countDown();
              awaitUninterruptibly(step.run().name().equals("first") ? release : null);
              return Outputs.NONE;
            });
    try (var host = Host.open(HostSettings.on("mem:").withConfig(config), runner)) {
      var first = start(host, named("first", 0));
      awaitUninterruptibly(begun);
      var second = start(host, named("second", 0));
      var third = start(host, named("third", 7));
      assertThat(host.workflows().get("default", "second").orElseThrow().path("status").toString())
          .contains("\"phase\":\"Pending\"")
          .contains("postponed because too many workflows are already running");
      release.countDown();
      end(host, first);
      end(host, second);
      end(host, third);
      assertThat(order.peek()).isEqualTo("first");
      assertThat(order).hasSize(3);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      if (latch != null && !latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the test does not let this step go on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String named(String name, int priority) {
    return HELLO
        .replace("generateName: hello-", "name: " + name)
        .replace("spec:", "spec:\n  priority: " + priority);
  }
}
