package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SettingsFilesTest {
  @TempDir private Path folder;
  private final LinkedBlockingQueue<List<ObjectNode>> told = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> problems = new LinkedBlockingQueue<>();

  private static String map(String value) {
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: argocd-cm}, data: {k: %s}}"
        .formatted(value);
  }

  private String next() throws InterruptedException {
    var objects = told.poll(60, TimeUnit.SECONDS);
    assertThat(objects).isNotNull();
    return objects.stream().map(object -> object.at("/data/k").asText()).toList().toString();
  }

  @Test
  void what_is_changed_or_added_is_told_again() throws Exception {
    var file = Files.writeString(folder.resolve("a.yaml"), map("1"));
    try (var _ = SettingsFiles.follow(List.of(folder.toString()), told::add, problems::add)) {
      assertThat(next()).isEqualTo("[1]");

      Files.writeString(file, map("2"));
      assertThat(next()).isEqualTo("[2]");
      Files.writeString(folder.resolve("b.yaml"), map("3"));
      assertThat(next()).isEqualTo("[2, 3]");
    }
  }

  @Test
  void what_cannot_be_read_is_said_and_told_once_it_can() throws Exception {
    var file = Files.writeString(folder.resolve("a.yaml"), map("1"));
    try (var _ = SettingsFiles.follow(List.of(file.toString()), told::add, problems::add)) {
      next();
      Files.writeString(file, "{");
      assertThat(problems.poll(60, TimeUnit.SECONDS)).contains("a.yaml:1");

      Files.writeString(file, map("2"));
      assertThat(next()).isEqualTo("[2]");
    }
  }

  @Test
  void a_file_that_is_not_there_is_bad_input() {
    var missing = folder.resolve("none").resolve("a.yaml").toString();
    assertThatThrownBy(() -> SettingsFiles.follow(List.of(missing), told::add, problems::add))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no such file");
  }
}
