package dev.tiphys.log.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// Objects in this process's heap, gone with it: for tests, benchmarks and throw-away runs.
public final class MemoryObjectStore implements ObjectStore {
  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

  @Override
  public Put putIfAbsent(String key, byte[] value) {
    Keys.requireKey(key);
    ObjectLimit.require(key, value.length);
    return objects.putIfAbsent(key, value.clone()) == null ? Put.CREATED : Put.EXISTS;
  }

  @Override
  public void put(String key, byte[] value) {
    Keys.requireKey(key);
    ObjectLimit.require(key, value.length);
    objects.put(key, value.clone());
  }

  @Override
  public Optional<byte[]> get(String key) {
    return Optional.ofNullable(objects.get(Keys.requireKey(key))).map(byte[]::clone);
  }

  @Override
  public List<Entry> list(String prefix, String startAfter, int limit) {
    Keys.requirePrefix(prefix);
    ObjectLimit.requireListLimit(limit);
    var after =
        startAfter.compareTo(prefix) < 0
            ? objects.tailMap(prefix, true)
            : objects.tailMap(startAfter, false);
    var page = new ArrayList<Entry>();
    for (var object : after.entrySet()) {
      if (page.size() == limit || !object.getKey().startsWith(prefix)) {
        break;
      }
      page.add(new Entry(object.getKey(), object.getValue().length));
    }
    return page;
  }

  @Override
  public void delete(String key) {
    objects.remove(Keys.requireKey(key));
  }

  @Override
  public String toString() {
    return "mem:";
  }
}
