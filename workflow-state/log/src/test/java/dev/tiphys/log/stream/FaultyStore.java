package dev.tiphys.log.stream;

import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.store.ObjectStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A store that counts, and does what the next fault says before or instead of a create.
class FaultyStore implements ObjectStore {
  /// Decides what a create does, given the store that would do it.
  interface Fault {
    Put putIfAbsent(ObjectStore store, String key, byte[] value);
  }

  static final Fault LOST_REQUEST = (store, key, value) -> Put.NO_REPLY;
  static final Fault LOST_REPLY =
      (store, key, value) -> {
        store.putIfAbsent(key, value);
        return Put.NO_REPLY;
      };

  final ObjectStore store = new MemoryObjectStore();
  final Deque<Fault> faults = new ArrayDeque<>();
  int puts;
  int gets;
  int lists;
  boolean readsFail;

  @Override
  public Put putIfAbsent(String key, byte[] value) {
    puts++;
    var fault = faults.poll();
    return fault == null ? store.putIfAbsent(key, value) : fault.putIfAbsent(store, key, value);
  }

  @Override
  public void put(String key, byte[] value) {
    store.put(key, value);
  }

  @Override
  public Optional<byte[]> get(String key) {
    gets++;
    if (readsFail) {
      throw new Unavailable("the store is down");
    }
    return store.get(key);
  }

  @Override
  public List<Entry> list(String prefix, String startAfter, int limit) {
    lists++;
    return store.list(prefix, startAfter, limit);
  }

  @Override
  public void delete(String key) {
    store.delete(key);
  }
}
