package dev.tiphys.lock;

import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A store in memory where every create goes as the test says.
final class FaultyStore implements ObjectStore {
  /// What becomes of one create.
  enum Fate {
    DONE,
    REPLY_LOST,
    REFUSED,
    DONE_AND_CRASHED
  }

  private final MemoryObjectStore objects = new MemoryObjectStore();
  Supplier<Fate> fate = () -> Fate.DONE;

  @Override
  public Put putIfAbsent(String key, byte[] value) {
    return switch (fate.get()) {
      case DONE -> objects.putIfAbsent(key, value);
      case REPLY_LOST -> {
        objects.putIfAbsent(key, value);
        yield Put.NO_REPLY;
      }
      case REFUSED -> throw new Unavailable("refused: " + key);
      case DONE_AND_CRASHED -> {
        objects.putIfAbsent(key, value);
        throw new Unavailable("crashed after " + key);
      }
    };
  }

  @Override
  public void put(String key, byte[] value) {
    objects.put(key, value);
  }

  @Override
  public Optional<byte[]> get(String key) {
    return objects.get(key);
  }

  @Override
  public List<Entry> list(String prefix, String startAfter, int limit) {
    return objects.list(prefix, startAfter, limit);
  }

  @Override
  public void delete(String key) {
    objects.delete(key);
  }
}
