package dev.tiphys.artifacts.store;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// One text, which stands in the template itself (F073).
public record RawStore(String data) implements ArtifactStore {
  @Override
  public InputStream open(String key) {
    return new ByteArrayInputStream(data.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void save(String key, Path file) {
    throw new ArtifactFailure("raw artifacts are for input only");
  }

  @Override
  public List<String> list(String prefix, int max) {
    return List.of();
  }

  @Override
  public void delete(String key) {
    // It lies in the template.
  }

  @Override
  public void close() {}
}
