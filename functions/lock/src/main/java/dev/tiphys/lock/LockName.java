package dev.tiphys.lock;

import dev.tiphys.events.Digest;
import dev.tiphys.log.store.Keys;
import dev.tiphys.log.stream.StreamName;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// The name of a lock: `ns/Mutex/name`, `ns/ConfigMap/cm/key` or `ns/Database/key`; and
/// `ns/Parallelism/…` for room among other runs.
///
/// @param name all that follows the kind; for a ConfigMap its name, a slash, and the key
public record LockName(String namespace, String kind, String name) {
  private static final Set<String> KINDS = Set.of("Mutex", "ConfigMap", "Database", "Parallelism");
  private static final int SHOWN_MAX = 80;

  public LockName {
    if (namespace.isEmpty() || !KINDS.contains(kind) || name.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' is not a lock: expected ns/Mutex/name, ns/ConfigMap/name/key or ns/Database/key"
              .formatted(shown(namespace + "/" + kind + "/" + name)));
    }
  }

  /// @throws IllegalArgumentException if `text` is not the name of a lock
  public static LockName parse(String text) {
    var parts = text.split("/", 3);
    return parts.length == 3
        ? new LockName(parts[0], parts[1], parts[2])
        : new LockName("", "", text);
  }

  private static String shown(String text) {
    return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
  }

  /// Whether only one may ever hold it.
  public boolean mutex() {
    return kind.equals("Mutex");
  }

  /// The stream of the lock. The name is one segment of it, so that no lock's stream lies within
  /// another's.
  StreamName stream() {
    return new StreamName("locks/" + segment(namespace) + "/" + kind + "/" + segment(name));
  }

  /// Names may be longer than a segment of a key: those are known by their digest. `%s` begins no
  /// escape, so no other name has such a segment.
  private static String segment(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length * 3 <= Keys.SEGMENT_CHARS_MAX) {
      return Keys.segment(text);
    }
    var digest = Digest.of(text.getBytes(StandardCharsets.UTF_8));
    return "%" + digest.replace(':', '-');
  }

  @Override
  public String toString() {
    return namespace + "/" + kind + "/" + name;
  }
}
