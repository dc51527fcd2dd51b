package dev.tiphys.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliverySimulationTest {
  private static final int WORLDS = 150;

  static LongStream seeds() {
    var one = Long.getLong("sim.seed");
    return one == null ? LongStream.range(0, WORLDS) : LongStream.of(one);
  }

  @ParameterizedTest(name = "-Dsim.seed={0}")
  @MethodSource("seeds")
  void whatever_happens_the_last_revision_is_delivered_in_order(long seed) {
    new DeliveryWorld(seed).run();
  }

  @Test
  void the_same_seed_gives_the_same_world() {
    for (var seed = 1000; seed < 1005; seed++) {
      var first = new DeliveryWorld(seed).run();
      var second = new DeliveryWorld(seed).run();
      assertThat(first.events()).isGreaterThan(20);
      assertThat(second.hash()).as("-Dsim.seed=%d", seed).isEqualTo(first.hash());
    }
  }
}
