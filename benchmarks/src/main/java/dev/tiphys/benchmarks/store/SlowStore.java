package dev.tiphys.benchmarks.store;

import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// A store as far away as S3: every request takes a time from a lognormal distribution, from a
/// seed.
public final class SlowStore implements ObjectStore {
  /// S3 Standard: half of all requests within 30 ms, 99 of 100 within 120 ms.
  public static final Latency S3 = new Latency(30, 120);

  private static final double Z99 = 2.3263;
  private static final int READS_AT_ONCE = 16;

  private final ObjectStore store;
  private final Latency latency;
  private final Random random;

  /// Milliseconds of the median and of the 99th percentile.
  public record Latency(double p50, double p99) {
    Duration next(Random random) {
      var sigma = Math.log(p99 / p50) / Z99;
      var millis = p50 * Math.exp(sigma * random.nextGaussian());
      return Duration.ofNanos(Math.round(millis * 1e6));
    }
  }

  public SlowStore(ObjectStore store, Latency latency, long seed) {
    this.store = store;
    this.latency = latency;
    this.random = new Random(seed);
  }

  private void travel() {
    var until = System.nanoTime() + latency.next(random).toNanos();
    for (var left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new Unavailable("interrupted on the way to the store");
      }
    }
  }

  @Override
  public Put putIfAbsent(String key, byte[] value) {
    travel();
    return store.putIfAbsent(key, value);
  }

  @Override
  public void put(String key, byte[] value) {
    travel();
    store.put(key, value);
  }

  @Override
  public Optional<byte[]> get(String key) {
    travel();
    return store.get(key);
  }

  @Override
  public List<Entry> list(String prefix, String startAfter, int limit) {
    travel();
    return store.list(prefix, startAfter, limit);
  }

  @Override
  public void delete(String key) {
    travel();
    store.delete(key);
  }

  @Override
  public int readsAtOnce() {
    return READS_AT_ONCE;
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return store + " as far away as S3";
  }
}
