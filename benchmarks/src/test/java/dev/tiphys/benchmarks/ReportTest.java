package dev.tiphys.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.benchmarks.Contender.Done;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReportTest {
  private static final Interleaved TWICE =
      new Interleaved(2, Duration.ZERO, Duration.ofSeconds(20), line -> {});

  private static Benchmark benchmark(Contender ours, Contender peer) {
    return new Benchmark(
        "B0",
        "mem",
        "nothing",
        Measure.BYTES_PER_STEP,
        ours,
        peer,
        "the peer",
        List.of(Target.atMost(10), Target.ratio(3), Target.atMost("lost", 0)));
  }

  @Test
  void ours_and_the_peers_take_turns_after_a_warm_up() {
    var order = new ArrayList<String>();
    TWICE.run(
        benchmark(
            () ->
                () -> {
                  order.add("ours");
                  return Done.of(1);
                },
            () ->
                () -> {
                  order.add("peer");
                  return Done.of(1);
                }));
    assertThat(order).containsExactly("ours", "peer", "ours", "peer", "ours", "peer");
  }

  @Test
  void the_table_says_which_targets_are_met() {
    var result =
        TWICE.run(benchmark(() -> () -> new Done(8, Map.of("lost", 1.0)), () -> () -> Done.of(16)));
    assertThat(Report.table(List.of(result)))
        .contains("| 8 / 8 B/step", "| 16 / 16 B/step", "| 2 / 2 ")
        .contains("≤ 10: met, ratio ≥ 3: NOT met, lost ≤ 0: NOT met")
        .contains("peer the peer; lost 1");
    assertThat(Report.json(List.of(result))).contains("\"ratioMedian\" : 2.0");
  }

  @Test
  void a_contender_that_fails_is_told_of() {
    var result =
        TWICE.run(
            benchmark(
                () -> {
                  throw new IllegalStateException("no room");
                },
                () -> () -> Done.of(1)));
    assertThat(Report.table(List.of(result))).contains("FAILED").contains("no room");
  }

  @Test
  void the_middle_of_an_even_number_is_between_two() {
    assertThat(Result.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    assertThat(Result.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2.0);
  }
}
