package dev.tiphys.stepdispatch.pod;

import dev.tiphys.artifacts.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The Secrets that are mounted into this container, a directory for each.
///
/// @param root the directory of those
record MountedSecrets(Path root) implements Secrets {
  private static final int BYTES_MAX = 1 << 20;

  @Override
  public byte @Nullable [] value(String namespace, String name, String key) {
    var file = root.resolve(name).resolve(key).normalize();
    if (!file.startsWith(root) || !Files.isRegularFile(file)) {
      return null;
    }
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(BYTES_MAX);
    } catch (IOException e) {
      return null;
    }
  }
}
