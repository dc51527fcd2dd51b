package dev.tiphys.gitpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.gitpoll.PollSchedule.Rhythm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PollScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final Rhythm PLAIN =
      new Rhythm(Duration.ofSeconds(120), Duration.ZERO, Duration.ofMinutes(10));

  @Test
  void what_was_never_asked_is_due() {
    assertThat(PollSchedule.NEW.due(List.of("a", "b"), NOW, PLAIN)).containsExactly("a", "b");
  }

  @Test
  void what_answered_is_due_again_after_the_interval() {
    var schedule = PollSchedule.NEW.after(Map.of("a", true), List.of("a"), NOW);
    assertThat(schedule.due(List.of("a"), NOW.plusSeconds(119), PLAIN)).isEmpty();
    assertThat(schedule.due(List.of("a"), NOW.plusSeconds(120), PLAIN)).containsExactly("a");
  }

  @Test
  void what_does_not_answer_is_asked_less_and_less_often_up_to_a_limit() {
    var schedule = PollSchedule.NEW;
    for (var failures = 1; failures <= 40; failures++) {
      schedule = schedule.after(Map.of("a", false), List.of("a"), NOW);
      var wait = Duration.between(NOW, schedule.dueAt("a", PLAIN));
      assertThat(wait.toSeconds()).isEqualTo(Math.min(600, 120L << Math.min(failures, 20)));
    }
  }

  @Test
  void an_answer_ends_the_back_off() {
    var schedule =
        PollSchedule.NEW
            .after(Map.of("a", false), List.of("a"), NOW)
            .after(Map.of("a", true), List.of("a"), NOW);
    assertThat(schedule.dueAt("a", PLAIN)).isEqualTo(NOW.plusSeconds(120));
  }

  @Test
  void jitter_spreads_repositories_and_stays_below_its_limit() {
    var rhythm = new Rhythm(Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ofHours(1));
    var keys = java.util.stream.IntStream.range(0, 100).mapToObj(i -> "repository-" + i).toList();
    var all = new java.util.HashMap<String, Boolean>();
    keys.forEach(key -> all.put(key, true));
    var schedule = PollSchedule.NEW.after(all, keys, NOW);
    assertThat(keys)
        .allSatisfy(
            key ->
                assertThat(Duration.between(NOW, schedule.dueAt(key, rhythm)))
                    .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(180)));
    assertThat(keys.stream().map(key -> schedule.dueAt(key, rhythm)).distinct().count())
        .isGreaterThan(80);
  }

  @Test
  void what_nobody_reads_any_more_is_forgotten() {
    var schedule = PollSchedule.NEW.after(Map.of("a", true), List.of("a"), NOW);
    assertThat(schedule.after(Map.of(), List.of("b"), NOW).polls()).isEmpty();
  }
}
