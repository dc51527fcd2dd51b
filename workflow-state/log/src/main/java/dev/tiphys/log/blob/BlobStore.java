package dev.tiphys.log.blob;

import dev.tiphys.log.LogFailure.CorruptLog;
import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStore.Put;
import java.util.Optional;

/// Content-addressed values: storing the same bytes twice stores them once.
public final class BlobStore {
  /// The most bytes of a blob: 64 MiB.
  public static final int BLOB_BYTES_MAX = 64 << 20;

  private static final int PUTS_MAX = 3;

  private final ObjectStore store;

  /// Blobs below `blobs/` in `store`.
  public BlobStore(ObjectStore store) {
    this.store = store;
  }

  /// Stores `bytes` durably. Throws [Rejected] above the limit.
  public Digest put(byte[] bytes) {
    if (bytes.length > BLOB_BYTES_MAX) {
      throw new Rejected(
          "a value has %d bytes; the limit of a blob is %d"
              .formatted(bytes.length, BLOB_BYTES_MAX));
    }
    var digest = Digest.of(bytes);
    for (var puts = 0; puts < PUTS_MAX; puts++) {
      // Whoever created it: under this name there can only be these bytes.
      if (store.putIfAbsent(key(digest), bytes) != Put.NO_REPLY) {
        return digest;
      }
    }
    throw new Unavailable("no reply to storing blob " + digest);
  }

  /// The bytes with this digest, verified, or empty. Throws [CorruptLog] if what is stored has
  /// another digest.
  public Optional<byte[]> get(Digest digest) {
    var bytes = store.get(key(digest));
    bytes.ifPresent(
        found -> {
          var actual = Digest.of(found);
          if (!actual.equals(digest)) {
            throw new CorruptLog(
                "blob %s: its %d bytes have the digest %s".formatted(digest, found.length, actual));
          }
        });
    return bytes;
  }

  private static String key(Digest digest) {
    return "blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex();
  }
}
