package dev.tiphys.benchmarks.cases;

import dev.tiphys.log.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Adds up what the steps of the one run in a store cost: its records but the first, which holds
/// the manifest, and their packs.
final class StepBytes implements ObjectStore {
  private final ObjectStore store;
  private final AtomicLong bytes = new AtomicLong();

  StepBytes(ObjectStore store) {
    this.store = store;
  }

  double ofSteps() {
    return bytes.get();
  }

  private void count(String key, byte[] value) {
    var first = key.endsWith("/" + "0".repeat(19) + "1.json");
    if (key.startsWith("runs/") && !first) {
      bytes.addAndGet(value.length);
    }
  }

  @Override
  public Put putIfAbsent(String key, byte[] value) {
    count(key, value);
    return store.putIfAbsent(key, value);
  }

  @Override
  public void put(String key, byte[] value) {
    count(key, value);
    store.put(key, value);
  }

  @Override
  public Optional<byte[]> get(String key) {
    return store.get(key);
  }

  @Override
  public List<Entry> list(String prefix, String startAfter, int limit) {
    return store.list(prefix, startAfter, limit);
  }

  @Override
  public void delete(String key) {
    store.delete(key);
  }

  @Override
  public void close() {
    store.close();
  }
}
