package dev.tiphys.benchmarks.store;

import dev.tiphys.log.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what reaches a store.
public final class CountingStore implements ObjectStore {
  private final ObjectStore store;
  private final AtomicLong puts = new AtomicLong();
  private final Map<String, AtomicLong> folders = new ConcurrentHashMap<>();
  private final AtomicLong wasted = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong gets = new AtomicLong();
  private final AtomicLong lists = new AtomicLong();

  public CountingStore(ObjectStore store) {
    this.store = store;
  }

  /// Objects that were put, whether or not they came to be.
  public long puts() {
    return puts.get();
  }

  /// The same, of those below a folder of the root, as `renders/`.
  public long puts(String folder) {
    var count = folders.get(folder);
    return count == null ? 0 : count.get();
  }

  /// Puts that found another object, or did not learn what became of them.
  public long wasted() {
    return wasted.get();
  }

  /// Bytes of all objects that were put.
  public long bytes() {
    return bytes.get();
  }

  public long gets() {
    return gets.get();
  }

  public long lists() {
    return lists.get();
  }

  @Override
  public Put putIfAbsent(String key, byte[] value) {
    count(key, value);
    var put = store.putIfAbsent(key, value);
    if (put != Put.CREATED) {
      wasted.incrementAndGet();
    }
    return put;
  }

  @Override
  public void put(String key, byte[] value) {
    count(key, value);
    store.put(key, value);
  }

  private void count(String key, byte[] value) {
    puts.incrementAndGet();
    folders
        .computeIfAbsent(key.substring(0, key.indexOf('/') + 1), _ -> new AtomicLong())
        .incrementAndGet();
    bytes.addAndGet(value.length);
  }

  @Override
  public Optional<byte[]> get(String key) {
    gets.incrementAndGet();
    return store.get(key);
  }

  @Override
  public List<Entry> list(String prefix, String startAfter, int limit) {
    lists.incrementAndGet();
    return store.list(prefix, startAfter, limit);
  }

  @Override
  public void delete(String key) {
    store.delete(key);
  }

  @Override
  public int readsAtOnce() {
    return store.readsAtOnce();
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return store.toString();
  }
}
