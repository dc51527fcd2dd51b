package dev.tiphys.events;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Where values lie that are too large for a fact or an event: content-addressed, so that storing
/// one twice is storing it once. The value is durable before the fact that refers to it exists.
public interface LargeValues {
  /// Values up to this many characters (text) or bytes (JSON) stay in the fact.
  int INLINE_MAX = 16 * 1024;

  /// Values above this many characters or bytes are kept apart.
  default int inlineMax() {
    return INLINE_MAX;
  }

  /// Data of events above this many bytes are kept apart.
  default int dataMax() {
    return RunEvents.DATA_BYTES_MAX;
  }

  /// Keeps `bytes` for good.
  ///
  /// @return `sha256:` and the digest in lower-case hex
  String store(byte[] bytes);

  /// What was stored under `dataref`.
  ///
  /// @throws IllegalArgumentException if `dataref` is not of the form that [#store] returns
  /// @throws RuntimeException the store's own failure if it cannot be had, or is not what it was
  byte[] fetch(String dataref);

  /// For who has no store: all values travel in their events, however large.
  static LargeValues none() {
    return new LargeValues() {
      @Override
      public int inlineMax() {
        return Integer.MAX_VALUE;
      }

      @Override
      public int dataMax() {
        return Integer.MAX_VALUE;
      }

      @Override
      public String store(byte[] bytes) {
        throw new IllegalArgumentException("a value has the form of a reference to a stored one");
      }

      @Override
      public byte[] fetch(String dataref) {
        throw new IllegalArgumentException("no value is stored here as %s".formatted(dataref));
      }
    };
  }

  /// Values kept in memory: for tests, and for what lives only as long as the process.
  static LargeValues inMemory() {
    Map<String, byte[]> values = new ConcurrentHashMap<>();
    return new LargeValues() {
      @Override
      public String store(byte[] bytes) {
        var dataref = Digest.of(bytes);
        values.put(dataref, bytes.clone());
        return dataref;
      }

      @Override
      public byte[] fetch(String dataref) {
        var bytes = values.get(Digest.checked(dataref));
        if (bytes == null) {
          throw new IllegalArgumentException("no value is stored as %s".formatted(dataref));
        }
        return bytes.clone();
      }
    };
  }
}
