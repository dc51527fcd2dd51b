package dev.tiphys.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// Brings objects of a store to this machine.
final class Loading {
  private static final int BUFFER = 1 << 16;

  private final ArtifactStore store;
  private final TransferLimits limits;
  private final long end;
  private long bytes;

  Loading(ArtifactStore store, TransferLimits limits) {
    this.store = store;
    this.limits = limits;
    end = System.nanoTime() + limits.time().toNanos();
  }

  boolean load(String key, Path to) throws IOException {
    try {
      one(key, to);
      return true;
    } catch (ArtifactFailure.Missing e) {
      if (!store.isDirectory(key)) {
        throw e;
      }
      var below =
          store.list(key + "/", (int) Math.min(Integer.MAX_VALUE, limits.archive().entries()));
      Files.createDirectories(to);
      for (var object : below) {
        // A key that ends in a slash is how some tools mark an empty directory.
        if (!object.endsWith("/")) {
          var place = ArtifactKey.below(to, object.substring(key.length() + 1));
          Files.createDirectories(place.getParent());
          one(object, place);
        }
      }
      return false;
    }
  }

  private void one(String key, Path to) throws IOException {
    try (var in = store.open(key)) {
      copy(in, to);
    }
  }

  private void copy(InputStream in, Path to) throws IOException {
    try (var out =
        Files.newOutputStream(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var buffer = new byte[BUFFER];
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
        limits.archive().requireBytes(bytes);
        if (System.nanoTime() > end) {
          throw new ArtifactFailure(
              "not there after %s (artifacts.secondsMax)", Duration.from(limits.time()));
        }
        out.write(buffer, 0, read);
      }
    }
  }
}
