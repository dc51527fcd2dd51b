package dev.tiphys.log.store;

import java.util.List;
import java.util.Optional;

/// Objects under keys, with one atomic operation: create if absent. Everything the log promises
/// rests on [#putIfAbsent].
///
/// Keys obey [Keys]; objects have at most [#OBJECT_BYTES_MAX] bytes. An object is seen whole or not
/// at all, and every read and list that starts after a put returned sees that put. Where an
/// operation cannot be carried out now, it throws [dev.tiphys.log.LogFailure.Unavailable]; a bad
/// key or an object above the limit is [dev.tiphys.log.LogFailure.Rejected]. Safe for use by many
/// threads and many processes.
public interface ObjectStore extends AutoCloseable {
  /// The most bytes of one object: 128 MiB.
  int OBJECT_BYTES_MAX = 128 << 20;

  /// The most entries of one [#list]: 1000, as S3 has it.
  int LIST_MAX = 1000;

  /// Creates the object, or leaves the one that is there as it is.
  ///
  /// Among any number of racing callers at most one is told [Put#CREATED].
  Put putIfAbsent(String key, byte[] value);

  /// Creates or replaces the object. Never used for what must be ordered.
  void put(String key, byte[] value);

  /// The bytes of the object, or empty where there is none.
  Optional<byte[]> get(String key);

  /// The first `limit` (1 to [#LIST_MAX]) objects whose key begins with `prefix` and is greater
  /// than `startAfter` (empty: from the start), in the order of their keys' bytes. Fewer than
  /// `limit` means that there are no more.
  List<Entry> list(String prefix, String startAfter, int limit);

  /// Removes the object; one that is not there is fine.
  void delete(String key);

  /// How many reads at a time are worth it. With 1 everything happens in the caller's thread, one
  /// after the other, which is also what a deterministic simulation needs.
  default int readsAtOnce() {
    return 1;
  }

  @Override
  default void close() {}

  /// How a create-if-absent ended.
  enum Put {
    /// This call created the object, and it is durable.
    CREATED,
    /// There already was one; it may be our own, if an earlier reply was lost.
    EXISTS,
    /// Not known: it may have been created, now or a little later. Read to find out.
    NO_REPLY
  }

  /// One line of a listing: the key, and the size of the object in bytes.
  record Entry(String key, long size) {}
}
