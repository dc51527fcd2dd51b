package dev.tiphys.timer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.Runs;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunEvents.Request;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.TimerSet;
import dev.tiphys.log.store.MemoryObjectStore;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class MinuteTimerTest {
  private static final Instant NOW = Instant.parse("2026-11-24T06:00:00Z");
  private static final CloudEvent MINUTE =
      CloudEventBuilder.v1()
          .withId("1")
          .withSource(URI.create("/ping"))
          .withType("dev.knative.sources.ping")
          .build();

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Runs runs = Runs.in(store, InstantSource.fixed(NOW), new Random(1));
  private final TestAlarm alarm = new TestAlarm(NOW);
  private final ConcurrentLinkedQueue<CloudEvent> published = new ConcurrentLinkedQueue<>();
  private final Broker broker = published::addAll;
  private final Timer timer = new Timer(runs.events(), broker, alarm);
  private final MinuteTimer minutes =
      new MinuteTimer(timer, runs.events(), new RunSweep(runs), broker, alarm);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /// A run whose first try has failed, and whose next may begin after `seconds`.
  private RunId backingOff(String uid, int seconds) {
    var run = new RunId("default", "hello", uid);
    handle(run, "start", new StartRun(pinned(run, seconds), NOW));
    handle(run, "end", new EndStep(1, Phase.FAILED, null, Outputs.NONE, null, Map.of(), NOW));
    return run;
  }

  private void handle(RunId run, String id, RunCommand command) {
    runs.handle(runs.events().request(run, id, command));
  }

  private CloudEvent set(int seconds) {
    var news = new TimerSet(0, TimerKind.BACKOFF, NOW.plusSeconds(seconds));
    return runs.events()
        .announcement(new RunId("default", "hello", "a"), "2-3", 2, news, NOW, null);
  }

  private List<String> fired() {
    return published.stream()
        .map(runs.events()::readRequest)
        .map(request -> request.run().uid() + " " + ((FireTimer) request.command()).due())
        .toList();
  }

  private Future<?> answered(CloudEvent event, int waiting) throws Exception {
    var answer = threads.submit(() -> minutes.accept(event));
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (timer.waiting() < waiting && !answer.isDone() && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(timer.waiting()).isEqualTo(waiting);
    return answer;
  }

  @Test
  void a_minute_without_anything_due_is_over_at_once() {
    backingOff("a", 3600);
    minutes.accept(MINUTE);
    assertThat(timer.waiting()).isZero();
    assertThat(published).isEmpty();
  }

  @Test
  void a_step_that_nobody_has_begun_is_announced_again_until_somebody_has() {
    var run = new RunId("default", "hello", "lost");
    handle(run, "start", new StartRun(pinned(run, 1), NOW));
    minutes.accept(MINUTE);
    minutes.accept(MINUTE);
    assertThat(published).extracting(CloudEvent::getType).containsOnly("dev.tiphys.step.ready");
    assertThat(published).hasSize(2).extracting(CloudEvent::getId).containsOnly("1-open-0");
    published.clear();
    handle(run, "begin", new MarkRunning(1, null, null, NOW));
    minutes.accept(MINUTE);
    assertThat(published).isEmpty();
  }

  @Test
  void what_falls_due_within_the_minute_is_announced_at_its_moment() throws Exception {
    backingOff("a", 40);
    backingOff("b", 20);
    backingOff("c", 600);
    var answer = answered(MINUTE, 2);
    assertThat(answer.isDone()).isFalse();

    alarm.passTo(NOW.plusSeconds(30));
    assertThat(fired()).containsExactly("b " + NOW.plusSeconds(20));
    assertThat(answer.isDone()).isFalse();

    alarm.passTo(NOW.plusSeconds(60));
    answer.get(20, TimeUnit.SECONDS);
    assertThat(fired()).containsExactly("b " + NOW.plusSeconds(20), "a " + NOW.plusSeconds(40));
  }

  @Test
  void what_was_due_while_nobody_was_awake_is_announced_now() throws Exception {
    backingOff("a", 10);
    alarm.passTo(NOW.plusSeconds(7200));
    var answer = answered(MINUTE, 1);
    alarm.passTo(NOW.plusSeconds(7200));
    answer.get(20, TimeUnit.SECONDS);
    assertThat(fired()).containsExactly("a " + NOW.plusSeconds(10));
  }

  @Test
  void a_run_that_is_over_has_nothing_due() {
    var run = backingOff("a", 10);
    assertThat(new RunSweep(runs).unmet(NOW.plusSeconds(100))).hasSize(1);
    handle(run, "stop", new StopRun(Shutdown.TERMINATE, "", null, NOW));
    assertThat(new RunSweep(runs).unmet(NOW.plusSeconds(100))).isEmpty();
  }

  @Test
  void a_timer_that_is_due_soon_is_answered_once_it_is_announced() throws Exception {
    var answer = answered(set(5), 1);
    assertThat(answer.isDone()).isFalse();
    alarm.passTo(NOW.plusSeconds(5));
    answer.get(20, TimeUnit.SECONDS);
    assertThat(published.stream().map(runs.events()::readRequest).map(Request::command))
        .containsExactly(
            new FireTimer(0, TimerKind.BACKOFF, NOW.plusSeconds(5), NOW.plusSeconds(5)));
  }

  @Test
  void a_timer_that_is_due_later_is_left_to_the_log() {
    minutes.accept(set(3600));
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void a_run_whose_log_is_broken_does_not_stop_the_clock_of_others() throws Exception {
    backingOff("a", 10);
    backingOff("b", 20);
    store.put(
        "runs/default/hello/a/r/" + "0".repeat(19) + "2.json",
        "x".getBytes(StandardCharsets.UTF_8));
    var fresh = Runs.in(store, InstantSource.fixed(NOW), new Random(2));
    assertThat(new RunSweep(fresh).unmet(NOW.plusSeconds(60)))
        .singleElement()
        .satisfies(event -> assertThat(fresh.events().readNews(event).run().uid()).isEqualTo("b"));
  }

  private static JsonNode pinned(RunId run, int seconds) {
    try {
      return new ObjectMapper()
          .readTree(
              """
              {"workflow": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
                "metadata": {"namespace": "%s", "name": "%s", "uid": "%s"},
                "spec": {"entrypoint": "main", "templates": [{"name": "main",
                  "retryStrategy": {"limit": 2, "backoff": {"duration": "%d"}},
                  "container": {"image": "busybox", "command": ["true"]}}]}}}
              """
                  .formatted(run.namespace(), run.name(), run.uid(), seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
