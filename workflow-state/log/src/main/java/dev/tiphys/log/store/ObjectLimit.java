package dev.tiphys.log.store;

import dev.tiphys.log.LogFailure.Rejected;

/// The limits of [ObjectStore], checked alike by every store.
final class ObjectLimit {
  private ObjectLimit() {}

  static void require(String key, long bytes) {
    if (bytes > ObjectStore.OBJECT_BYTES_MAX) {
      throw new Rejected(
          "object %s has %d bytes; the limit is %d"
              .formatted(key, bytes, ObjectStore.OBJECT_BYTES_MAX));
    }
  }

  static void requireListLimit(int limit) {
    if (limit < 1 || limit > ObjectStore.LIST_MAX) {
      throw new IllegalArgumentException("limit is 1 to " + ObjectStore.LIST_MAX + ": " + limit);
    }
  }
}
