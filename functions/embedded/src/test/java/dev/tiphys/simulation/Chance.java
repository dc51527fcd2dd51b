package dev.tiphys.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The only source of randomness of a world.
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  /// True `perMille` times in a thousand.
  boolean of(int perMille) {
    return perMille > 0 && random.nextInt(1000) < perMille;
  }

  /// From 0 to `bound` - 1.
  int below(int bound) {
    return random.nextInt(bound);
  }

  /// From `from` to `to`, both included.
  int between(int from, int to) {
    return random.nextInt(from, to + 1);
  }

  Duration upTo(Duration limit) {
    return Duration.ofMillis(random.nextLong(1, limit.toMillis() + 1));
  }

  <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /// Some of `all`, in their order, at most `limit`.
  <T> List<T> some(List<T> all, int limit) {
    var some = new ArrayList<T>();
    for (var one : all) {
      if (some.size() < limit && random.nextBoolean()) {
        some.add(one);
      }
    }
    return some;
  }

  RandomGenerator generator() {
    return random.split();
  }
}
