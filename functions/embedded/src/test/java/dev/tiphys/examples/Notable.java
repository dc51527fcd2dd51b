package dev.tiphys.examples;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What else is known of single examples: the column `notable` of `examples.tsv`, where it can be
/// seen once the run is over.
final class Notable {
  private static final Map<String, Consumer<Ended>> OF =
      Map.ofEntries(
          entry("arguments-parameters-from-configmap.yaml", prints("wf", "hello world\n")),
          entry("arguments-parameters.yaml", prints("wf", "hello world\n")),
          entry("arguments-artifacts.yaml", prints("wf", "kubectl version\n")),
          entry("artifactory-artifact.yaml", prints("wf[1].consume-artifact", "hello world\n")),
          entry("hdfs-artifact.yaml", prints("wf[1].consume-artifact", "hello world\n")),
          entry(
              "input-artifact-git.yaml",
              run -> assertThat(run.log("wf")).contains("VERSION\n2.1.1")),
          entry(
              "data-transformations.yaml",
              run -> {
                var logs = run.in("Succeeded").stream().filter(n -> n.contains("process-logs("));
                assertThat(logs.map(run::log))
                    .containsExactlyInAnyOrder(
                        "one/main.log\nthe first log", "two-main.log\nthe second log");
              }),
          entry(
              "http-hello-world.yaml",
              run ->
                  assertThat(run.message("wf[0].bad"))
                      .isEqualTo("received non-2xx response code: 404")),
          entry(
              "coinflip.yaml",
              run -> {
                assertThat(run.in("Skipped")).hasSize(1);
                assertThat(run.message(run.in("Skipped").getFirst()))
                    .matches("when '(heads|tails) == (heads|tails)' evaluated false");
              }),
          entry("conditional-parameters.yaml", run -> sideOfTheCoin(run, "wf[0].flip-coin")),
          entry("conditionals-complex.yaml", run -> assertThat(run.nodes()).hasSize(12)),
          entry("conditionals.yaml", run -> assertThat(run.in("Skipped")).isEmpty()),
          entry(
              "container-set-template/outputs-result-workflow.yaml",
              run -> assertThat(run.result("wf.a")).isEqualTo("hi")),
          entry("continue-on-fail.yaml", run -> assertThat(run.in("Failed")).hasSize(1)),
          entry("dag-conditional-parameters.yaml", run -> sideOfTheCoin(run, "wf.flip-coin")),
          entry(
              "dag-continue-on-fail.yaml",
              run -> {
                assertThat(run.in("Succeeded")).containsExactly("wf.A", "wf.C", "wf.D", "wf.F");
                assertThat(run.in("Failed")).containsExactly("wf", "wf.B", "wf.E");
                assertThat(run.phase("wf.G")).isEqualTo("Omitted");
                assertThat(run.message("wf.G")).isEqualTo("omitted: depends condition not met");
              }),
          entry(
              "dag-disable-failFast.yaml",
              run -> {
                assertThat(run.message("wf.C")).isEqualTo("No more retries left");
                assertThat(run.in("Failed"))
                    .containsExactly("wf", "wf.C", "wf.C(0)", "wf.C(1)", "wf.C(2)", "wf.C(3)");
              }),
          entry(
              "dag-enhanced-depends.yaml",
              run -> {
                assertThat(run.in("Failed")).containsExactly("wf.C");
                assertThat(run.in("Omitted")).containsExactly("wf.should-not-execute");
              }),
          entry(
              "dag-targets.yaml",
              run -> assertThat(run.nodes()).containsOnlyKeys("wf", "wf.A", "wf.C", "wf.E")),
          entry(
              "dag-task-level-timeout.yaml",
              run -> {
                assertThat(run.in("Succeeded")).containsExactly("wf.A", "wf.C");
                assertThat(run.in("Failed")).containsExactly("wf", "wf.B");
              }),
          entry(
              "exit-code-output-variable.yaml",
              run -> {
                assertThat(run.phase("wf[0].failing-container")).isEqualTo("Failed");
                assertThat(run.log("wf[1].echo-container")).isEqualTo("Exit code was: 123\n");
              }),
          entry("exit-handler-with-param.yaml", prints("wf[0].step-1.onExit", "hello world\n")),
          entry(
              "exit-handlers.yaml",
              run -> {
                assertThat(run.message("wf")).isEqualTo("Error (exit code 1)");
                assertThat(run.in("Skipped")).containsExactly("wf.onExit[0].celebrate");
                assertThat(run.log("wf.onExit[0].notify"))
                    .startsWith("send e-mail: %s Failed ".formatted(run.run().name()));
              }),
          entry(
              "expression-destructure-json-complex.yaml",
              prints(
                  "wf", "[43][43][{\"age\":43,\"name\":\"Baris\"}][\"Baris\",\"Mo\",\"Jai\"]\n")),
          entry("expression-destructure-json.yaml", prints("wf", "123\n")),
          entry(
              "expression-reusing-verbose-snippets.yaml",
              prints(
                  "wf",
                  "The week's average temperature was 35.8 with a minimum of 15 and a maximum of"
                      + " 57.\n")),
          entry(
              "expression-tag-template-workflow.yaml",
              run ->
                  assertThat(run.output("wf.task-0(0:3)", "output"))
                      .isEqualTo("hello 30 @ %s".formatted(Year.now(ZoneOffset.UTC)))),
          entry("global-parameters-from-configmap.yaml", prints("wf", "hello world\n")),
          entry("global-parameters.yaml", prints("wf", "hello world\n")),
          entry(
              "hello-world.yaml",
              run -> {
                assertThat(run.log("wf")).isEqualTo("hello world\n");
                assertThat(run.node("wf").path("id").asText()).isEqualTo(run.run().name());
              }),
          entry("input-artifact-raw.yaml", prints("wf", "this is\nthe raw file\ncontents\n")),
          entry(
              "label-value-from-workflow.yaml",
              run ->
                  assertThat(run.workflow().at("/metadata/labels/foo").asText()).isEqualTo("bar")),
          entry(
              "loops-arbitrary-sequential-steps.yaml",
              run -> {
                assertThat(run.in("Failed"))
                    .containsExactly(
                        "wf",
                        "wf[0]",
                        "wf[0].unit-step(3:exit_code:1,message:will fail and stop here)");
                assertThat(run.message("wf"))
                    .isEqualTo("template has failed or errored children and failFast enabled");
              }),
          entry(
              "loops-dag.yaml",
              run -> {
                assertThat(run.node("wf.B").path("type").asText()).isEqualTo("TaskGroup");
                assertThat(run.nodes()).containsKeys("wf.B(0:foo)", "wf.B(1:bar)", "wf.B(2:baz)");
              }),
          entry(
              "loops-maps.yaml",
              run ->
                  assertThat(run.nodes())
                      .containsKeys(
                          "wf[0].test-linux(0:image:debian,tag:9.1)",
                          "wf[0].test-linux(3:image:ubuntu,tag:17.10)")),
          entry(
              "loops-param-argument.yaml",
              run ->
                  assertThat(run.nodes().values())
                      .extracting(node -> node.path("displayName").asText())
                      .contains(
                          "os-debian-9.1", "os-debian-8.9", "os-alpine-3.6", "os-ubuntu-17.10")),
          entry(
              "loops-param-result.yaml",
              run ->
                  assertThat(run.nodes()).containsKeys("wf[1].sleep(0:20)", "wf[1].sleep(10:30)")),
          entry(
              "loops-sequence.yaml",
              run ->
                  assertThat(run.nodes())
                      .containsKeys(
                          "wf[0].sequence-count(4:4)",
                          "wf[0].sequence-start-end(5:105)",
                          "wf[0].sequence-param(2:202)",
                          "wf[0].sequence-negative(0:5)",
                          "wf[0].sequence-format(4:testuser04)")),
          entry(
              "loops.yaml",
              run ->
                  assertThat(run.nodes())
                      .containsKeys(
                          "wf[0].print-message-loop(0:hello world)",
                          "wf[0].print-message-loop(1:goodbye world)")),
          entry(
              "output-parameter.yaml",
              run -> {
                assertThat(run.output("wf[0].generate-parameter", "hello-param"))
                    .isEqualTo("hello world");
                assertThat(run.log("wf[1].consume-parameter")).isEqualTo("hello world\n");
              }),
          entry("parallelism-limit.yaml", atMost(2)),
          entry("parallelism-nested-workflow.yaml", atMost(2)),
          entry("parallelism-template-limit.yaml", atMost(2)),
          entry(
              "parameter-aggregation-dag.yaml",
              run -> {
                assertThat(run.nodes()).hasSize(16);
                assertThat(run.log("wf.print-nums")).isEqualTo("[\"1\",\"2\",\"3\",\"4\"]\n");
                assertThat(run.in("Skipped")).hasSize(2);
              }),
          entry(
              "parameter-aggregation-script.yaml",
              run -> {
                assertThat(run.nodes()).hasSize(11);
                assertThat(run.in("Skipped")).hasSize(2);
              }),
          entry(
              "parameter-aggregation.yaml",
              run -> {
                assertThat(run.nodes()).hasSize(18);
                assertThat(run.log("wf[1].print-nums")).isEqualTo("[\"1\",\"2\",\"3\",\"4\"]\n");
                assertThat(run.log("wf[2].print-evenness"))
                    .isEqualTo("[\"odd\",\"even\",\"odd\",\"even\"]\n");
                assertThat(run.in("Skipped")).hasSize(2);
                assertThat(run.nodes()).containsKeys("wf[4].print(0:1)", "wf[4].print(1:2)");
              }),
          entry("recursive-for-loop.yaml", run -> assertThat(run.in("Skipped")).hasSize(1)),
          entry(
              "retry-conditional.yaml",
              run ->
                  assertThat(run.message("wf[1].retry"))
                      .isIn("retryStrategy.expression evaluated to false", "No more retries left")),
          entry(
              "retry-container-to-completion.yaml",
              run -> {
                assertThat(run.node("wf").path("type").asText()).isEqualTo("Retry");
                assertThat(run.phase("wf(%d)".formatted(run.nodes().size() - 2)))
                    .isEqualTo("Succeeded");
              }),
          entry(
              "skipped-output-defaults/consumer-input-default.yaml",
              run -> {
                assertThat(run.phase("wf.producer")).isEqualTo("Skipped");
                assertThat(run.input("wf.consumer", "in")).isEqualTo("fallback-from-input");
              }),
          entry(
              "skipped-output-defaults/expression-fallback.yaml",
              run -> assertThat(run.output("wf", "result")).isEqualTo("expr-fallback")),
          entry(
              "skipped-output-defaults/producer-output-default.yaml",
              run -> assertThat(run.input("wf.consumer", "in")).isEqualTo("hello-from-producer")),
          entry(
              "status-reference.yaml",
              run -> {
                assertThat(run.in("Failed")).containsExactly("wf[0].flakey-container");
                assertThat(run.phase("wf[1].failed")).isEqualTo("Succeeded");
                assertThat(run.phase("wf[1].succeeded")).isEqualTo("Skipped");
              }),
          entry(
              "step-level-timeout.yaml",
              run ->
                  assertThat(run.in("Failed"))
                      .containsExactly("wf", "wf[0]", "wf[0].sleep1", "wf[0].sleep2")),
          entry(
              "fibonacci-seq-conditional-param.yaml",
              run -> {
                assertThat(run.log("wf[1].printresult")).isEqualTo("5\n");
                assertThat(run.node("wf[0].fibonaccimain").path("memoizationStatus").toString())
                    .isEqualTo("{\"hit\":false,\"key\":\"5\",\"cacheName\":\"fibonacci-m\"}");
                assertThat(run.nodes().values())
                    .anyMatch(node -> node.path("memoizationStatus").path("hit").asBoolean());
              }),
          entry(
              "memoize-simple.yaml",
              run -> {
                assertThat(run.output("wf", "hello")).isEqualTo("world");
                assertThat(run.node("wf").path("memoizationStatus").path("hit").asBoolean(true))
                    .isFalse();
              }),
          entry("synchronization-db-mutex-tmpl-level.yaml", atMost(2)),
          entry("synchronization-db-tmpl-level.yaml", atMost(2)),
          entry("synchronization-mutex-tmpl-level.yaml", atMost(2)),
          entry("synchronization-tmpl-level.yaml", atMost(2)),
          entry(
              "workflow-level-executor-plugin.yaml",
              run -> {
                assertThat(run.node("wf").path("type").asText()).isEqualTo("Plugin");
                assertThat(run.message("wf"))
                    .isEqualTo("Hello from a workflow-level executor plugin!");
              }),
          entry(
              "timeouts-workflow.yaml",
              run ->
                  assertThat(List.of(0, 1, 2))
                      .allSatisfy(
                          item -> {
                            var sleep = "wf[0].sleep-one-day(%d:%d)".formatted(item, item + 1);
                            assertThat(run.phase(sleep)).isEqualTo("Failed");
                            assertThat(run.message(sleep)).isEqualTo("Step exceeded its deadline");
                          })));

  private Notable() {}

  static Consumer<Ended> of(String file) {
    return OF.getOrDefault(file, run -> {});
  }

  private static Consumer<Ended> prints(String node, String text) {
    return run -> assertThat(run.log(node)).isEqualTo(text);
  }

  private static void sideOfTheCoin(Ended run, String flip) {
    assertThat(run.output("wf", "stepresult")).isEqualTo(run.result(flip)).isIn("heads", "tails");
  }

  private static Consumer<Ended> atMost(int pods) {
    return run -> assertThat(run.mostAtOnce()).isLessThanOrEqualTo(pods);
  }
}
