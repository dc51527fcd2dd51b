package dev.tiphys.log.stream;

import java.util.Arrays;

/// In which records a command id may have been committed: 16 bytes per commit, so a stream's whole
/// history is remembered.
///
/// It keeps hashes, not ids: whoever finds a version reads that record to make sure. Two ids with
/// one hash are both kept. The seed differs per process, so that nobody can choose ids that
/// collide.
final class CommitIndex {
  private final long seed;
  private long[] hashes = new long[16];
  private long[] versions = new long[16];
  private int size;

  CommitIndex(long seed) {
    this.seed = seed;
  }

  void add(String id, long version) {
    if (size * 2 >= versions.length) {
      var oldHashes = hashes;
      var oldVersions = versions;
      hashes = new long[oldHashes.length * 2];
      versions = new long[oldVersions.length * 2];
      for (var i = 0; i < oldVersions.length; i++) {
        if (oldVersions[i] != 0) {
          insert(oldHashes[i], oldVersions[i]);
        }
      }
    }
    insert(hash(id), version);
    size++;
  }

  /// The versions of records that may hold `id`, oldest insertion first; mostly none or one.
  long[] find(String id) {
    var hash = hash(id);
    var found = new long[0];
    for (var i = slot(hash); versions[i] != 0; i = i + 1 & versions.length - 1) {
      if (hashes[i] == hash) {
        found = Arrays.copyOf(found, found.length + 1);
        found[found.length - 1] = versions[i];
      }
    }
    return found;
  }

  private void insert(long hash, long version) {
    var i = slot(hash);
    while (versions[i] != 0) {
      i = i + 1 & versions.length - 1;
    }
    hashes[i] = hash;
    versions[i] = version;
  }

  private int slot(long hash) {
    return (int) (hash >>> 32) & versions.length - 1;
  }

  private long hash(String id) {
    var hash = seed;
    for (var i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
