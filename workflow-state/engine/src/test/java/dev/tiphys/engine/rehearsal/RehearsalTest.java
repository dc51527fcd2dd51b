package dev.tiphys.engine.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RehearsalTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final String CHAIN =
      """
      entrypoint: main
      templates:
        - name: main
          dag:
            tasks:
              - {name: a, template: work}
              - {name: b, template: work, depends: a}
              - {name: c, template: work, depends: a}
        - name: work
          container: {image: busybox}
      """;

  private static StartRun start(String spec) {
    var pinned = JsonNodeFactory.instance.objectNode();
    var workflow = pinned.putObject("workflow");
    workflow.put("apiVersion", "argoproj.io/v1alpha1").put("kind", "Workflow");
    workflow.putObject("metadata").put("name", "wf").put("namespace", "default").put("uid", "u1");
    workflow.set(
        "spec",
        YamlReader.read(spec.getBytes(StandardCharsets.UTF_8), "spec.yaml").getFirst().toJson());
    pinned.putObject("configMaps").putObject("limits").put("two", "2");
    return new StartRun(pinned, START);
  }

  private static Performance play(String spec, Script script, Cue... cues) {
    return Rehearsal.of(start(spec), script, List.of(cues));
  }

  private static Act takes(String time) {
    return Act.SUCCEEDS.taking(Duration.parse("PT" + time));
  }

  private static Part part(Performance performance, String name) {
    return performance.parts().stream()
        .filter(part -> part.name().full().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(performance.parts().toString()));
  }

  @Test
  void steps_take_their_time_and_those_beside_each_other_take_it_together() {
    var performance =
        play(CHAIN, scene -> Optional.of(takes(scene.name().path().equals("b") ? "2h" : "1h")));
    assertThat(performance.problems()).isEmpty();
    assertThat(performance.run().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(performance.duration()).isEqualTo(Duration.ofHours(3));
    assertThat(part(performance, "c").over()).isEqualTo(Duration.ofHours(2));
    assertThat(part(performance, "b").begin()).isGreaterThan(part(performance, "a").end());
  }

  @Test
  void a_try_follows_the_one_before_it_after_the_back_off() {
    var performance =
        play(
            """
            entrypoint: flaky
            templates:
              - name: flaky
                retryStrategy: {limit: 3, backoff: {duration: 1h, factor: 2}}
                container: {image: busybox}
            """,
            scene -> Optional.of(scene.attempt() < 2 ? takes("1m").exiting(7) : takes("1m")));
    assertThat(performance.run().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(performance.duration()).isEqualTo(Duration.parse("PT3H3M"));
    assertThat(part(performance, "(1)").message()).isEqualTo("Error (exit code 7)");
    assertThat(part(performance, "(2)").attempt()).isEqualTo(2);
  }

  @Test
  void a_step_without_an_answer_is_a_problem_that_names_it() {
    var performance = play(CHAIN, _ -> Optional.empty());
    assertThat(performance.problems())
        .containsExactly("a (template work, attempt 1) has no answer");
    assertThat(performance.run().finished()).isTrue();
  }

  @Test
  void a_step_that_another_has_memoized_takes_no_time() {
    var performance =
        play(
            """
            entrypoint: main
            templates:
              - name: main
                steps:
                  - - {name: first, template: work}
                  - - {name: second, template: work}
              - name: work
                memoize: {key: same, cache: {configMap: {name: cache}}}
                container: {image: busybox}
            """,
            _ -> Optional.of(takes("1h")));
    assertThat(performance.problems()).isEmpty();
    assertThat(performance.run().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(performance.duration()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void a_semaphore_lets_in_as_many_as_its_ConfigMap_says() {
    var performance =
        play(
            """
            entrypoint: main
            templates:
              - name: main
                steps:
                  - - name: s
                      template: one
                      withItems: [1, 2, 3, 4, 5]
              - name: one
                synchronization:
                  semaphores: [{configMapKeyRef: {name: limits, key: two}}]
                container: {image: busybox}
            """,
            _ -> Optional.of(takes("1h")));
    assertThat(performance.run().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(performance.duration()).isEqualTo(Duration.ofHours(3));
    assertThat(part(performance, "[0].s(4:5)").began()).isEqualTo(Duration.ofHours(2));
    assertThat(part(performance, "[0].s(4:5)").name().step()).isEqualTo("s");
  }

  private static final String APPROVAL =
      """
      entrypoint: main
      templates:
        - name: main
          steps:
            - - {name: ask, template: approve}
            - - name: go
                template: work
                arguments: {parameters: [{name: who, value: "{{steps.ask.outputs.parameters.who}}"}]}
        - name: approve
          suspend: {}
          outputs: {parameters: [{name: who, valueFrom: {supplied: {}}}]}
        - name: work
          inputs: {parameters: [{name: who}]}
          container: {image: busybox, args: ["{{inputs.parameters.who}}"]}
      """;

  @Test
  void somebody_resumes_what_is_suspended_with_what_the_script_says() {
    var performance =
        play(
            APPROVAL,
            scene ->
                Optional.of(
                    scene.name().step().equals("ask")
                        ? takes("24h").leaving("who", "Ada")
                        : takes("1h")));
    assertThat(performance.run().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(part(performance, "[1].go").inputs()).containsEntry("who", "Ada");
    assertThat(performance.duration()).isEqualTo(Duration.ofHours(25));
  }

  @Test
  void what_nobody_resumes_is_a_problem() {
    var performance = play(APPROVAL, _ -> Optional.empty());
    assertThat(performance.problems())
        .containsExactly("the run waits for ever: nobody resumes [0].ask");
  }

  @Test
  void a_run_that_is_stopped_ends_then() {
    var performance =
        play(
            CHAIN,
            _ -> Optional.of(takes("1h")),
            new Cue(Duration.ofMinutes(90), at -> new StopRun(Shutdown.STOP, "", null, at)));
    assertThat(performance.problems()).isEmpty();
    assertThat(performance.run().phase()).isEqualTo(Phase.FAILED);
    assertThat(performance.duration()).isEqualTo(Duration.ofMinutes(90));
  }

  @Test
  void a_step_past_its_deadline_fails_then() {
    var performance =
        play(
            """
            entrypoint: slow
            templates:
              - name: slow
                activeDeadlineSeconds: 60
                container: {image: busybox}
            """,
            _ -> Optional.of(takes("1h")));
    assertThat(performance.run().phase()).isEqualTo(Phase.FAILED);
    assertThat(performance.run().message())
        .isEqualTo("Pod was active on the node longer than the specified deadline");
    assertThat(performance.duration()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void an_output_that_is_declared_and_not_given_is_a_problem() {
    var performance =
        play(
            """
            entrypoint: one
            templates:
              - name: one
                container: {image: busybox}
                outputs: {parameters: [{name: answer, valueFrom: {path: /answer}}]}
            """,
            _ -> Optional.of(Act.SUCCEEDS));
    assertThat(performance.problems()).hasSize(1);
    assertThat(performance.problems().getFirst()).contains("output parameter 'answer'");
  }

  @Test
  void a_response_is_judged_by_the_condition_of_the_template() {
    var spec =
        """
        entrypoint: call
        templates:
          - name: call
            http: {url: "http://example.com", successCondition: 'response.statusCode == 404'}
        """;
    var found = play(spec, _ -> Optional.of(status(200)));
    assertThat(found.run().message())
        .isEqualTo("successCondition 'response.statusCode == 404' evaluated false");
    assertThat(play(spec, _ -> Optional.of(status(404))).run().phase()).isEqualTo(Phase.SUCCEEDED);
  }

  private static Act status(int code) {
    return new Act(
        Duration.ZERO,
        Duration.ZERO,
        false,
        null,
        null,
        null,
        "",
        java.util.Map.of(),
        java.util.Map.of(),
        code,
        java.util.Map.of());
  }

  @Test
  void a_cache_answers_until_its_entry_is_too_old() {
    var performance =
        play(
            """
            entrypoint: main
            templates:
              - name: main
                steps:
                  - - {name: first, template: work}
                  - - {name: second, template: work}
                  - - {name: pause, template: pause}
                  - - {name: third, template: work}
              - name: pause
                suspend: {duration: 2h}
              - name: work
                memoize: {key: k, maxAge: 1h, cache: {configMap: {name: c}}}
                container: {image: busybox}
                outputs: {parameters: [{name: o, valueFrom: {path: /o}}]}
            """,
            scene ->
                scene.type() == NodeType.SUSPEND
                    ? Optional.empty()
                    : Optional.of(takes("10m").leaving("o", "v")));
    assertThat(performance.run().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(part(performance, "[1].second").outputs().parameters()).containsEntry("o", "v");
    assertThat(performance.duration()).isEqualTo(Duration.parse("PT2H20M"));
  }

  @Test
  void many_tries_take_no_time_of_ours() {
    var performance =
        play(
            """
            entrypoint: flaky
            templates:
              - name: flaky
                retryStrategy: {backoff: {duration: 1h}}
                container: {image: busybox}
            """,
            scene -> Optional.of(takes("1m").exiting(scene.attempt() < 50 ? 1 : 0)));
    assertThat(performance.run().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(performance.duration()).isEqualTo(Duration.parse("PT50H51M"));
  }
}
