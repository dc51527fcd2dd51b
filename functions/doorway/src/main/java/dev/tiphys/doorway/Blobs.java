package dev.tiphys.doorway;

import dev.tiphys.events.LargeValues;
import dev.tiphys.log.LogFailure.CorruptLog;
import dev.tiphys.log.blob.BlobStore;
import dev.tiphys.log.blob.Digest;
import dev.tiphys.log.store.ObjectStore;

/// Large values as blobs beside the log.
public final class Blobs implements LargeValues {
  private final BlobStore blobs;

  public Blobs(ObjectStore store) {
    blobs = new BlobStore(store);
  }

  @Override
  public String store(byte[] bytes) {
    return blobs.put(bytes).toString();
  }

  @Override
  public byte[] fetch(String dataref) {
    var digest = Digest.parse(dev.tiphys.events.Digest.checked(dataref));
    return blobs
        .get(digest)
        .orElseThrow(() -> new CorruptLog("value %s is not in the store".formatted(digest)));
  }
}
