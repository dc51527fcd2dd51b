package dev.tiphys.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.doorway.Broker;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunEvents.Request;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews;
import dev.tiphys.events.RunNews.TimerSet;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class TimerTest {
  private static final Instant NOW = Instant.parse("2026-11-24T06:00:00Z");
  private static final RunId RUN = new RunId("default", "hello", "0c5a-1");

  private final RunEvents events = new RunEvents(LargeValues.inMemory());
  private final TestAlarm alarm = new TestAlarm(NOW);
  private final List<CloudEvent> published = new ArrayList<>();
  private boolean brokerAway;
  private int attempts;
  private final Broker broker =
      announced -> {
        attempts++;
        if (brokerAway) {
          throw new Unavailable("the broker is away");
        }
        published.addAll(announced);
      };
  private final Timer timer = new Timer(events, broker, alarm);

  private CloudEvent set(int node, int seconds) {
    return set(node, NOW.plusSeconds(seconds));
  }

  private CloudEvent set(int node, Instant due) {
    var news = new TimerSet(node, TimerKind.BACKOFF, due);
    return events.announcement(RUN, "3-" + node, 3, news, NOW, null);
  }

  private List<FireTimer> fired() {
    return published.stream()
        .map(events::readRequest)
        .map(Request::command)
        .map(FireTimer.class::cast)
        .toList();
  }

  private static FireTimer fire(int node, int seconds) {
    var due = NOW.plusSeconds(seconds);
    return new FireTimer(node, TimerKind.BACKOFF, due, due);
  }

  @Test
  void a_timer_is_announced_at_its_moment_and_not_before() {
    var announced = timer.set(set(4, 60));
    alarm.passTo(NOW.plusSeconds(60).minusMillis(1));
    assertThat(published).isEmpty();
    assertThat(announced).isNotDone();
    alarm.passTo(NOW.plusSeconds(60));
    assertThat(fired()).containsExactly(fire(4, 60));
    assertThat(announced).isDone();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void timers_are_announced_in_the_order_of_their_moments() {
    List.of(30, 10, 20, 40).forEach(seconds -> timer.set(set(seconds, seconds)));
    alarm.passTo(NOW.plusSeconds(30));
    assertThat(fired()).containsExactly(fire(10, 10), fire(20, 20), fire(30, 30));
    assertThat(timer.waiting()).isOne();
  }

  @Test
  void what_was_due_long_ago_is_announced_at_once_and_says_when() {
    timer.set(set(4, -3600));
    alarm.passTo(NOW);
    assertThat(fired())
        .containsExactly(new FireTimer(4, TimerKind.BACKOFF, NOW.minusSeconds(3600), NOW));
  }

  @Test
  void a_timer_that_is_set_many_times_is_announced_once() {
    for (var i = 0; i < 1000; i++) {
      timer.set(set(4, 60));
    }
    alarm.passTo(NOW.plusSeconds(61));
    assertThat(fired()).hasSize(1);
    assertThat(alarm.alarms).isOne();
  }

  @Test
  void a_timer_announced_twice_is_the_same_command() {
    timer.set(set(4, 60));
    alarm.passTo(NOW.plusSeconds(60));
    timer.set(set(4, 60));
    alarm.passTo(NOW.plusSeconds(90));
    assertThat(published.stream().map(events::readRequest).map(Request::commandId))
        .containsExactly(" 4-backoff-1795500060000", " 4-backoff-1795500060000");
  }

  @Test
  void a_timer_set_to_another_moment_is_another_one() {
    timer.set(set(4, 60));
    timer.set(set(4, 30));
    alarm.passTo(NOW.plusSeconds(60));
    assertThat(fired()).containsExactly(fire(4, 30), fire(4, 60));
  }

  @Test
  void what_the_broker_does_not_take_is_announced_again() {
    brokerAway = true;
    var first = timer.set(set(4, 10));
    timer.set(set(5, 11));
    alarm.passTo(NOW.plusSeconds(20));
    assertThat(first).isNotDone();
    assertThat(attempts).as("about one attempt a second").isBetween(10, 13);
    brokerAway = false;
    alarm.passTo(NOW.plusSeconds(22));
    assertThat(fired()).extracting(FireTimer::node).containsExactly(4, 5);
    assertThat(first).isDone();
  }

  @Test
  void a_trace_goes_on() {
    timer.set(CloudEventBuilder.v1(set(4, 1)).withExtension("traceparent", "00-1-2-01").build());
    alarm.passTo(NOW.plusSeconds(1));
    assertThat(published.getFirst().getExtension("traceparent")).isEqualTo("00-1-2-01");
  }

  @Test
  void other_news_are_refused() {
    var ready = events.announcement(RUN, "1-1", 1, new RunNews.StepReady(1), NOW, null);
    assertThatThrownBy(() -> timer.set(ready))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected an event of type dev.tiphys.timer.set");
  }

  @Test
  void a_hundred_thousand_timers_are_no_hardship() {
    for (var i = 0; i < 100_000; i++) {
      timer.set(set(i, 100_000 - i % 1000));
    }
    assertThat(alarm.alarms).as("one per earlier moment").isLessThanOrEqualTo(1000);
    alarm.passTo(NOW.plusSeconds(100_000));
    assertThat(published).hasSize(100_000);
  }

  @Test
  void the_clock_of_the_machine_wakes_when_it_is_time() throws InterruptedException {
    try (var system = new SystemAlarm()) {
      var called = new CountDownLatch(2);
      var moment = Instant.now().plus(Duration.ofMillis(30));
      system.at(
          moment,
          () -> {
            assertThat(Instant.now()).isAfterOrEqualTo(moment);
            called.countDown();
          });
      system.at(Instant.EPOCH, called::countDown);
      assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
