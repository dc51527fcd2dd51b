package dev.tiphys.log.projection;

import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.Keys;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStore.Put;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Values that show a stream at a version. Each version is an object of its own, created only if
/// absent, and a reader takes the highest: so a late writer of an old version changes nothing that
/// anybody sees. Older versions are deleted when a newer one is written.
public final class Projections {
  private static final String ROOT = "projections/";
  private static final int DIGITS = 20;
  private static final int READS_MAX = 5;

  private final ObjectStore store;

  /// Projections below `projections/` in `store`.
  public Projections(ObjectStore store) {
    this.store = store;
  }

  /// Which version of which key is the newest.
  public record Entry(String key, long version) {}

  /// A value and the version that it shows.
  public record Projection(long version, byte[] bytes) {}

  /// Stores `bytes` as what `key` shows at `version` (from 1), unless that or a newer version is
  /// there. No key may lie below another (`a` and `a/b`).
  public void put(String key, long version, byte[] bytes) {
    if (version < 1) {
      throw new IllegalArgumentException("a version is 1 or more: " + version);
    }
    var versions = versions(key);
    if (!versions.isEmpty() && versions.getLast() >= version) {
      return;
    }
    if (store.putIfAbsent(path(key, version), bytes) == Put.NO_REPLY) {
      throw new Unavailable("no reply to storing projection %s at %d".formatted(key, version));
    }
    for (var older : versions) {
      store.delete(path(key, older));
    }
  }

  /// The newest value, or empty where there is none.
  public Optional<Projection> get(String key) {
    for (var reads = 0; reads < READS_MAX; reads++) {
      var versions = versions(key);
      if (versions.isEmpty()) {
        return Optional.empty();
      }
      var version = versions.getLast();
      var bytes = store.get(path(key, version));
      if (bytes.isPresent()) {
        return Optional.of(new Projection(version, bytes.get()));
      }
      // It was replaced by a newer one between the listing and the read.
    }
    throw new Unavailable("projection " + key + " was replaced faster than it could be read");
  }

  /// The keys that begin with `prefix` and are greater than `startAfter` (empty: from the start),
  /// in order, at most `limit`, each with its newest version. Reads no values.
  public List<Entry> list(String prefix, String startAfter, int limit) {
    var found = new ArrayList<Entry>();
    var after = startAfter.isEmpty() ? "" : ROOT + startAfter + "/" + "9".repeat(DIGITS);
    while (true) {
      var page = store.list(ROOT + prefix, after, ObjectStore.LIST_MAX);
      for (var object : page) {
        var slash = object.key().lastIndexOf('/');
        var key = object.key().substring(ROOT.length(), slash);
        var version = Long.parseLong(object.key().substring(slash + 1));
        if (!found.isEmpty() && found.getLast().key().equals(key)) {
          found.removeLast();
        } else if (found.size() == limit) {
          return found;
        }
        found.add(new Entry(key, version));
      }
      if (page.size() < ObjectStore.LIST_MAX) {
        return found;
      }
      after = page.getLast().key();
    }
  }

  /// Removes every version of `key`. A writer that still has one may bring it back.
  public void delete(String key) {
    versions(key).forEach(version -> store.delete(path(key, version)));
  }

  private List<Long> versions(String key) {
    var folder = ROOT + Keys.requireKey(key) + "/";
    return store.list(folder, "", ObjectStore.LIST_MAX).stream()
        .map(object -> object.key().substring(folder.length()))
        .filter(name -> name.matches("\\d{" + DIGITS + "}"))
        .map(Long::parseLong)
        .toList();
  }

  private static String path(String key, long version) {
    var digits = Long.toString(version);
    return ROOT + Keys.requireKey(key) + "/" + "0".repeat(DIGITS - digits.length()) + digits;
  }
}
