package dev.tiphys.benchmarks.store;

import dev.tiphys.log.store.DirectoryObjectStore;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// Where a log is kept in a benchmark; each opening is empty, and gone when closed.
public enum Storage {
  /// In the heap.
  MEM,
  /// A directory, every file synced to the disk (fdatasync) before it counts.
  DISK,
  /// In the heap, and as far away as S3.
  S3SIM;

  private static final long SEED = 20_261_124;

  /// An empty store.
  public CountingStore open() {
    return new CountingStore(
        switch (this) {
          case MEM -> new MemoryObjectStore();
          case DISK -> disk();
          case S3SIM -> new SlowStore(new MemoryObjectStore(), SlowStore.S3, SEED);
        });
  }

  @Override
  public String toString() {
    return switch (this) {
      case MEM -> "mem";
      case DISK -> "disk";
      case S3SIM -> "s3sim";
    };
  }

  /// Below the working directory, since `/tmp` may be memory.
  private static ObjectStore disk() {
    try {
      var parent = Files.createDirectories(Path.of("target", "disk").toAbsolutePath());
      var root = Files.createTempDirectory(parent, "log-");
      return new Swept(new DirectoryObjectStore(root, true), root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sweep(Path root) {
    try (var paths = Files.walk(root)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes the directory when it is closed.
  private record Swept(ObjectStore store, Path root) implements ObjectStore {
    @Override
    public Put putIfAbsent(String key, byte[] value) {
      return store.putIfAbsent(key, value);
    }

    @Override
    public void put(String key, byte[] value) {
      store.put(key, value);
    }

    @Override
    public java.util.Optional<byte[]> get(String key) {
      return store.get(key);
    }

    @Override
    public java.util.List<Entry> list(String prefix, String startAfter, int limit) {
      return store.list(prefix, startAfter, limit);
    }

    @Override
    public void delete(String key) {
      store.delete(key);
    }

    @Override
    public void close() {
      store.close();
      sweep(root);
    }
  }
}
