package dev.tiphys.memo;

import dev.tiphys.log.LogFailure.CorruptLog;
import dev.tiphys.log.store.Keys;
import dev.tiphys.log.store.ObjectStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The caches of a store: each entry is an object, and the newest counts.
public final class Caches {
  /// The most bytes of an entry: 64 MiB. Argo has 1 MB for a whole cache.
  static final int ENTRY_BYTES_MAX = 64 << 20;

  private static final System.Logger LOG = System.getLogger(Caches.class.getName());
  private static final String PREFIX = "caches/";

  private final ObjectStore store;

  public Caches(ObjectStore store) {
    this.store = store;
  }

  private static String key(String namespace, String cache, String key) {
    return PREFIX
        + String.join("/", Keys.segment(namespace), Keys.segment(cache), Keys.segment(key));
  }

  /// What is known under a key and not older than `maxAge`; remembers that somebody asked.
  Optional<Entry> find(
      String namespace, String cache, String key, Optional<Duration> maxAge, Instant now) {
    var name = key(namespace, cache, key);
    var found =
        store
            .get(name)
            .flatMap(bytes -> readable(name, bytes))
            .filter(entry -> maxAge.isEmpty() || !now.isAfter(entry.created().plus(maxAge.get())));
    found.ifPresent(entry -> store.put(name, entry.hit(now).bytes()));
    return found;
  }

  /// An entry that cannot be read is as good as none: the next one replaces it.
  private static Optional<Entry> readable(String name, byte[] bytes) {
    try {
      return Optional.of(Entry.read(bytes));
    } catch (IllegalArgumentException | CorruptLog e) {
      LOG.log(Level.WARNING, "{0}: {1}", name, e.getMessage());
      return Optional.empty();
    }
  }

  /// Keeps an entry in place of any other. One that is too large is not kept: whoever asks for it
  /// does the work again.
  void keep(String namespace, String cache, String key, Entry entry) {
    var name = key(namespace, cache, key);
    var bytes = entry.bytes();
    if (bytes.length > ENTRY_BYTES_MAX) {
      LOG.log(
          Level.WARNING,
          "{0} is not kept: {1} bytes, the limit ENTRY_BYTES_MAX is {2}",
          name,
          bytes.length,
          ENTRY_BYTES_MAX);
      return;
    }
    store.put(name, bytes);
  }

  /// Deletes what nobody has asked for since `then` (F188).
  ///
  /// @return how many entries are gone
  public int forgetUnused(Instant then) {
    var gone = 0;
    var after = "";
    for (var page = page(after); !page.isEmpty(); page = page(after)) {
      for (var object : page) {
        after = object.key();
        var unused =
            store
                .get(object.key())
                .flatMap(bytes -> readable(object.key(), bytes))
                .filter(entry -> entry.lastHit().isBefore(then));
        if (unused.isPresent()) {
          store.delete(object.key());
          gone++;
        }
      }
    }
    return gone;
  }

  private java.util.List<ObjectStore.Entry> page(String after) {
    return store.list(PREFIX, after, ObjectStore.LIST_MAX);
  }
}
