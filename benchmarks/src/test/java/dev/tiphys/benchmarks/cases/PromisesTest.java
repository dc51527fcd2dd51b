package dev.tiphys.benchmarks.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.benchmarks.store.CountingStore;
import dev.tiphys.benchmarks.store.SlowStore;
import dev.tiphys.benchmarks.tiphys.Shapes;
import dev.tiphys.log.store.MemoryObjectStore;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What the design promises by count, so that no clock is needed to hold it to that.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PromisesTest {
  private static final double GROWTH_MAX = 1.1;
  private static final double PUTS_MAX = 0.1;
  private static final SlowStore.Latency NEAR = new SlowStore.Latency(3, 12);
  private static final long SEED = 10;

  @Test
  void the_record_of_a_task_does_not_grow_with_the_run() throws Exception {
    assertThat(Bytes.growth(Bytes.perStep(Bytes::chained, Bytes.SIZES)))
        .isLessThanOrEqualTo(GROWTH_MAX);
  }

  @Test
  void the_record_of_a_step_does_not_grow_with_the_run() throws Exception {
    assertThat(Bytes.growth(Bytes.perStep(Shapes::chain, List.of(10, 100, 1_000))))
        .isLessThanOrEqualTo(GROWTH_MAX);
  }

  @Test
  void completers_of_one_log_share_puts_and_lose_nothing() throws Exception {
    completers(new Completers.Load(1, 1, 3_200));
  }

  @Test
  void completers_in_two_processes_share_puts_and_lose_nothing() throws Exception {
    completers(new Completers.Load(2, 1, 1_600));
  }

  @Test
  void a_commit_renders_what_it_touches_and_a_look_writes_nothing() throws Exception {
    try (var world = new Fleets.World(12)) {
      assertThat(world.touchOne(2).notes()).containsEntry(Fleets.RENDERS, 1.0);
      assertThat(world.writesOfLook()).containsEntry("store", 0L).containsEntry("cluster", 0L);
    }
  }

  private static void completers(Completers.Load load) throws Exception {
    var store = new CountingStore(new SlowStore(new MemoryObjectStore(), NEAR, SEED));
    var notes = Completers.run(load, store).notes();
    assertThat(notes.get(Completers.PUTS)).as("PUTs per event").isLessThanOrEqualTo(PUTS_MAX);
    assertThat(notes.get(Completers.LOST)).as("lost").isZero();
    assertThat(notes.get(Completers.DUPLICATES)).as("recorded twice").isZero();
  }
}
