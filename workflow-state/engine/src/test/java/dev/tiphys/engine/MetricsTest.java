package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.MetricSample;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunFact.TimerKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What workflows and templates measure (F184), and what is said to have been taken (F207).
@DisplayNameGeneration(ReplaceUnderscores.class)
class MetricsTest {
  private static String step(String metric) {
    return """
        entrypoint: main
        arguments: {parameters: [{name: who, value: ann}]}
        templates:
        - name: main
          inputs: {parameters: [{name: who}]}
          outputs: {parameters: [{name: n, valueFrom: {path: /n}}]}
          metrics: {prometheus: [%s]}
          container: {image: busybox, command: [echo]}
        """
        .formatted(metric);
  }

  private static Story ended(String metric, Phase phase) {
    var story = Story.of(step(metric));
    story.when(new MarkRunning(0, null, null, story.now())).after(Duration.ofMillis(1500));
    return story.ends("wf", phase, null, new Outputs(Map.of("n", "7"), "out", "3", Map.of()));
  }

  @Test
  void a_counter_is_told_when_its_node_ends() {
    ended(
            "{name: played, help: h, labels: [{key: who, value: '{{inputs.parameters.who}}'}],"
                + " counter: {value: '2'}}",
            Phase.SUCCEEDED)
        .then("wf Succeeded", "wf metrics COUNTER played{who=ann} 2.0", "run Succeeded");
  }

  @Test
  void a_metric_knows_how_its_node_went() {
    ended(
            "{name: m, help: h, labels: [{key: all, value: '{{status}} {{exitCode}} {{outputs.result}}"
                + " {{outputs.parameters.n}} {{workflow.name}} {{retries}}'}], gauge: {value: '{{duration}}'}}",
            Phase.FAILED)
        .thenAmong("wf metrics GAUGE_SET m{all=Failed 3 out 7 wf 0} 1.5");
  }

  @Test
  void gauges_are_set_added_to_and_subtracted_from_and_histograms_have_buckets() {
    ended("{name: m, help: h, gauge: {value: '1', operation: Add}}", Phase.SUCCEEDED)
        .thenAmong("wf metrics GAUGE_ADD m 1.0");
    ended("{name: m, help: h, gauge: {value: '1', operation: Sub}}", Phase.SUCCEEDED)
        .thenAmong("wf metrics GAUGE_SUB m 1.0");
    var story =
        ended(
            "{name: m, help: h, histogram: {value: '{{outputs.parameters.n}}', buckets: [5, 10.5]}}",
            Phase.SUCCEEDED);
    assertThat(story.history())
        .contains(
            new dev.tiphys.events.RunFact.MetricsEmitted(
                0,
                List.of(
                    new MetricSample(
                        "m", "h", MetricSample.Kind.HISTOGRAM, Map.of(), 7, List.of(5.0, 10.5))),
                null));
  }

  @Test
  void a_metric_whose_condition_does_not_hold_is_not_told() {
    var metric = "{name: m, help: h, when: '{{status}} == Failed', counter: {value: '1'}}";
    ended(metric, Phase.SUCCEEDED).then("wf Succeeded", "run Succeeded");
    ended(metric, Phase.FAILED).thenAmong("wf metrics COUNTER m 1.0");
  }

  @Test
  void what_cannot_be_computed_is_a_condition_and_keeps_no_other_from_being_told() {
    var story =
        ended(
            "{name: bad, help: h, counter: {value: '{{outputs.result}}'}},"
                + " {name: good, help: h, counter: {value: '1'}}",
            Phase.SUCCEEDED);
    story.thenAmong(
        "wf metrics COUNTER good 1.0: unable to compute metric 'bad': expected a number, found 'out'");
    assertThat(WorkflowView.summary(story.run(), 1).at("/status/conditions").toString())
        .contains("\"type\":\"MetricsError\",\"status\":\"True\"", "metric 'bad'");
    ended("{name: bad, help: h, counter: {value: '-1'}}", Phase.SUCCEEDED)
        .thenAmong(
            "wf metrics: unable to compute metric 'bad': a counter cannot go down, and -1.0 would");
  }

  @Test
  void a_run_tells_its_own_when_it_is_over() {
    var story =
        Story.of(
            """
            entrypoint: main
            metrics:
              prometheus:
              - name: done
                help: h
                labels: [{key: phase, value: "{{workflow.status}}"}]
                gauge: {value: "{{workflow.duration}}"}
            templates:
            - name: main
              container: {image: busybox, command: [echo]}
            """);
    story.after(Duration.ofSeconds(3));
    story.fails("wf").thenAmong("run metrics GAUGE_SET done{phase=Failed} 3.0");
  }

  @Test
  void all_tries_of_a_node_are_one() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              retryStrategy: {limit: "1"}
              metrics: {prometheus: [{name: tries, help: h, counter: {value: "{{retries}}"}}]}
              container: {image: busybox, command: [echo]}
            """);
    story.fails("wf(0)").then("wf(0) Failed: Error (exit code 1)", "+ wf(1) Pod Pending");
    story.succeeds("wf(1)").thenAmong("wf metrics COUNTER tries 1.0");
  }

  @Test
  void what_is_skipped_has_no_metrics() {
    Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps: [[{name: a, template: a, when: "1 == 2"}]]
            - name: a
              metrics: {prometheus: [{name: m, help: h, counter: {value: "1"}}]}
              container: {image: busybox, command: [echo]}
            """)
        .isOver(Phase.SUCCEEDED)
        .thenAmong("+ wf[0].a Skipped Skipped: when '1 == 2' evaluated false");
  }

  @Test
  void a_gauge_in_real_time_tells_how_long_a_node_has_been_going_on() {
    var story =
        Story.of(step("{name: m, help: h, gauge: {realtime: true, value: '{{duration}}'}}"));
    story.after(Duration.ofSeconds(4));
    assertThat(story.run().realtime(story.now()))
        .containsExactly(
            new MetricSample("m", "h", MetricSample.Kind.GAUGE_SET, Map.of(), 4, List.of()));
    story.succeeds("wf").thenAmong("wf metrics GAUGE_SET m 4.0");
    assertThat(story.run().realtime(story.now())).isEmpty();
  }

  @Test
  void a_timer_that_comes_twice_tells_nothing_twice() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              metrics: {prometheus: [{name: m, help: h, counter: {value: "1"}}]}
              suspend: {duration: 10s}
            """);
    var due = story.now().plusSeconds(10);
    story.fires("wf", TimerKind.SUSPEND).thenAmong("wf metrics COUNTER m 1.0");
    story.when(new FireTimer(0, TimerKind.SUSPEND, due, due)).thenNothing();
  }

  @Test
  void what_was_requested_is_counted_in_seconds_of_cores_and_of_memory() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              steps: [[{name: a, template: a}, {name: b, template: b}]]
            - name: a
              container:
                {image: busybox, command: [echo], resources: {requests: {cpu: 500m, memory: 1Gi}}}
            - name: b
              container: {image: busybox, command: [echo]}
            """);
    story.after(Duration.ofSeconds(20)).succeeds("wf[0].a", "wf[0].b");
    var status = WorkflowView.of(story.run(), 1).path("status");
    assertThat(status.path("resourcesDuration").toString())
        .isEqualTo("{\"cpu\":12,\"memory\":225}");
    assertThat(status.at("/nodes/wf/resourcesDuration").toString())
        .isEqualTo("{\"cpu\":12,\"memory\":225}");
  }
}
