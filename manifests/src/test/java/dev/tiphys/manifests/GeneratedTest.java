package dev.tiphys.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// With `-Dmanifests.write` the files are written instead of compared.
@DisplayNameGeneration(ReplaceUnderscores.class)
class GeneratedTest {
  private static final Path ROOT = Path.of(System.getProperty("tiphys.root"), "manifests");

  @Test
  void what_is_committed_follows_from_the_code() throws IOException {
    for (var file : Manifests.files().entrySet()) {
      var path = ROOT.resolve(file.getKey());
      if (System.getProperty("manifests.write") != null) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      assertThat(path)
          .as("run mvn -pl manifests test -Dtest=GeneratedTest -Dmanifests.write")
          .exists();
      assertThat(Files.readString(path)).as(file.getKey()).isEqualTo(file.getValue());
    }
  }
}
