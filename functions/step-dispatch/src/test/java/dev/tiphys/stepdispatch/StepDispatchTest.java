package dev.tiphys.stepdispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.PodsCollected;
import dev.tiphys.events.RunNews.RunStarted;
import dev.tiphys.events.RunNews.StepCancelled;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.stepdispatch.runner.Runner;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StepDispatchTest {
  private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");
  private static final RunId RUN = new RunId("default", "hello", "0c5a-1");
  private static final EndStep END =
      new EndStep(0, Phase.SUCCEEDED, null, Outputs.NONE, AT, Map.of(), AT);

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Runs runs = Runs.in(store, InstantSource.fixed(AT), new Random(1));
  private final RunEvents events = runs.events();
  private final List<CloudEvent> published = new ArrayList<>();
  private final Remembering runner = new Remembering();
  private int brokerFailures;
  private final StepDispatch dispatch =
      new StepDispatch(runs, this::publish, runner, InstantSource.fixed(AT));

  private void publish(List<CloudEvent> all) {
    if (brokerFailures-- > 0) {
      throw new Unavailable("the broker is full");
    }
    published.addAll(all);
  }

  /// Starts nothing, and remembers what it was told to.
  private static final class Remembering implements Runner {
    final List<Step> started = new ArrayList<>();
    final List<Integer> cancelled = new ArrayList<>();
    final List<Integer> forgotten = new ArrayList<>();
    final List<UnderWay> underWay = new ArrayList<>();
    Consumer<RunCommand> reports = _ -> {};

    @Override
    public void start(Step step, Consumer<RunCommand> to) {
      started.add(step);
      reports = to;
    }

    @Override
    public void cancel(RunId run, int node) {
      cancelled.add(node);
    }

    @Override
    public List<UnderWay> underWay() {
      return underWay;
    }

    @Override
    public byte[] log(RunId run, String pod, String container, long offset, int max) {
      return new byte[0];
    }

    @Override
    public long logSize(RunId run, String pod, String container) {
      return 0;
    }

    @Override
    public void forget(RunId run) {}

    @Override
    public void forget(RunId run, int node) {
      forgotten.add(node);
    }

    @Override
    public void close() {}
  }

  private static JsonNode pinned() {
    try {
      return new ObjectMapper()
          .readTree(
              """
              {"workflow": {
                "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
                "metadata": {"namespace": "default", "name": "hello", "uid": "0c5a-1"},
                "spec": {"entrypoint": "hello",
                  "arguments": {"parameters": [{"name": "who", "value": "you"}]},
                  "templates": [{"name": "hello",
                    "inputs": {"parameters": [{"name": "who"}]},
                    "container": {"image": "busybox", "command": ["echo"],
                      "args": ["hello {{inputs.parameters.who}}"]}}]}}}
              """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts the run and returns the news that its step is ready.
  private CloudEvent ready() {
    return runs.handle(events.request(RUN, "start", new StartRun(pinned(), AT))).stream()
        .filter(event -> event.getType().equals("dev.tiphys.step.ready"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_ready_step_is_started_with_its_tags_filled_in() {
    dispatch.accept(ready());

    assertThat(runner.started).hasSize(1);
    var step = runner.started.getFirst();
    assertThat(step.run()).isEqualTo(RUN);
    assertThat(step.template().at("/container/args/0").asText()).isEqualTo("hello you");
  }

  @Test
  void what_the_runner_tells_is_published_under_ids_that_a_second_host_uses_too() {
    var ready = ready();
    for (var host = 0; host < 2; host++) {
      dispatch.accept(ready);
      runner.reports.accept(new MarkRunning(0, "here", "127.0.0.1", AT));
      runner.reports.accept(END);
    }

    assertThat(published)
        .extracting(CloudEvent::getId)
        .containsExactly("0-started", "0-ended", "0-started", "0-ended");
    assertThat(events.readRequest(published.getLast()).command()).isEqualTo(END);
    assertThat(events.readRequest(published.getLast()).run()).isEqualTo(RUN);
  }

  @Test
  void an_end_is_told_until_the_broker_takes_it() {
    dispatch.accept(ready());
    brokerFailures = 1;

    runner.reports.accept(END);

    assertThat(published).extracting(CloudEvent::getId).containsExactly("0-ended");
  }

  @Test
  void a_step_that_ended_meanwhile_is_not_started() {
    var ready = ready();
    runs.handle(events.request(RUN, "0-ended", END));

    dispatch.accept(ready);

    assertThat(runner.started).isEmpty();
    assertThat(published).isEmpty();
  }

  /// Another process on the same store, whose doings are not in the memory of this one.
  private void elsewhere(RunCommand command) {
    Runs.in(store, InstantSource.fixed(AT), new Random(2))
        .handle(events.request(RUN, "elsewhere", command));
  }

  @Test
  void a_step_that_ended_in_another_process_is_not_started() {
    var ready = ready();
    elsewhere(END);

    dispatch.accept(ready);

    assertThat(runner.started).isEmpty();
  }

  @Test
  void a_sweep_takes_back_what_no_run_wants_any_more() {
    ready();
    runner.underWay.add(new Runner.UnderWay(RUN, 0));
    runner.underWay.add(new Runner.UnderWay(new RunId("default", "of-another-store", "1"), 7));

    dispatch.sweep();
    assertThat(runner.cancelled).isEmpty();

    elsewhere(new StopRun(Shutdown.TERMINATE, "", null, AT));
    dispatch.sweep();
    assertThat(runner.cancelled).containsExactly(0);
  }

  @Test
  void a_cancelled_step_is_taken_back() {
    ready();
    var cancelled = events.announcement(RUN, "1-9", 1, new StepCancelled(0), AT, null);

    dispatch.accept(cancelled);

    assertThat(runner.cancelled).containsExactly(0);
  }

  @Test
  void what_a_step_left_is_forgotten_once_it_is_collected() {
    ready();
    dispatch.accept(events.announcement(RUN, "1-9", 1, new PodsCollected(0), AT, null));
    assertThat(runner.forgotten).containsExactly(0);
    var deleted = new RunId("default", "deleted", "1");
    dispatch.accept(events.announcement(deleted, "1-9", 1, new PodsCollected(-1), AT, null));
    assertThat(runner.forgotten).hasSize(1);
  }

  @Test
  void other_news_are_refused() {
    var other = events.announcement(RUN, "1-9", 1, new RunStarted(), AT, null);

    assertThatThrownBy(() -> dispatch.accept(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found dev.tiphys.run.started");
  }
}
