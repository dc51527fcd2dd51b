package dev.tiphys.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.artifacts.archive.ArchiveLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every kind of storage promises, seen through [Transfer].
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class StoreContract {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String NAMESPACE = "argo";

  @TempDir Path folder;

  /// The stores of the kind.
  abstract ArtifactStores stores();

  /// Where an artifact of that key lies.
  abstract Location at(String key);

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final Transfer transfer() {
    return new Transfer(stores(), TransferLimits.DEFAULT);
  }

  final void save(String key, String artifact, Path source) throws IOException {
    transfer().save(NAMESPACE, at(key), json(artifact), Transfer.Saved.all(source), folder);
  }

  final Path load(String key, String artifact) throws IOException {
    var to = Files.createTempDirectory(folder, "in").resolve("artifact");
    transfer().load(NAMESPACE, at(key), json(artifact), to);
    return to;
  }

  final Path file(String name, String content) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  final Path tree() throws IOException {
    file("tree/a.txt", "a");
    file("tree/sub/b c.txt", "b");
    return folder.resolve("tree");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'archive': {'tar': {'compressionLevel': 0}}}",
        "{'archive': {'tar': {'compressionLevel': 9}}}",
        "{'archive': {'zip': {}}}",
        "{'archive': {'none': {}}}"
      })
  void a_file_comes_back_whatever_its_packing(String artifact) throws IOException {
    var key = "file" + artifact.hashCode();
    save(key, artifact.replace('\'', '"'), file("hello.txt", "hello"));
    assertThat(load(key, "{}")).hasContent("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'archive': {'zip': {}}}", "{'archive': {'none': {}}}"})
  void a_directory_comes_back_whatever_its_packing(String artifact) throws IOException {
    var key = "tree" + artifact.hashCode();
    save(key, artifact.replace('\'', '"'), tree());
    var loaded = load(key, "{}");
    assertThat(loaded.resolve("a.txt")).hasContent("a");
    assertThat(loaded.resolve("sub/b c.txt")).hasContent("b");
  }

  @Test
  void an_archive_kept_as_it_is_comes_back_as_it_is() throws IOException {
    save("kept", "{}", file("hello.txt", "hello"));
    var archive = load("kept", "{\"archive\": {\"none\": {}}}");
    assertThat(Files.readAllBytes(archive)).startsWith(0x1f, 0x8b);
  }

  @Test
  void part_of_a_directory_can_be_had() throws IOException {
    save("part/tree", "{\"archive\": {\"none\": {}}}", tree());
    assertThat(load("part/tree/sub", "{}").resolve("b c.txt")).hasContent("b");
    assertThat(load("part/tree/a.txt", "{}")).hasContent("a");
  }

  @Test
  void an_object_is_replaced() throws IOException {
    save("again", "{}", file("one", "one"));
    save("again", "{}", file("two", "two"));
    assertThat(load("again", "{}")).hasContent("two");
  }

  @Test
  void what_is_not_there_is_missing() {
    assertThatThrownBy(() -> load("nowhere/at/all", "{}"))
        .isInstanceOf(ArtifactFailure.Missing.class)
        .hasMessageContaining("nowhere/at/all");
  }

  @Test
  void keys_are_listed_by_their_beginning() throws IOException {
    save("list/tree", "{\"archive\": {\"none\": {}}}", tree());
    save("list/other", "{}", file("other", ""));
    assertThat(list("list/tree")).containsExactly("list/tree/a.txt", "list/tree/sub/b c.txt");
    assertThat(list("list/tr")).containsExactly("list/tree/a.txt", "list/tree/sub/b c.txt");
    assertThat(list("nothing")).isEmpty();
    assertThatThrownBy(() -> transfer().list(NAMESPACE, at("list"), 2))
        .hasMessage("more than 2 artifacts have keys like 'list…'");
  }

  private List<String> list(String prefix) throws IOException {
    return transfer().list(NAMESPACE, at(prefix), 100);
  }

  @Test
  void what_is_deleted_is_gone_with_all_below_it() throws IOException {
    save("gone/tree", "{\"archive\": {\"none\": {}}}", tree());
    save("gone/file", "{}", file("f", ""));
    save("gone/files", "{}", file("f", ""));
    transfer().delete(NAMESPACE, at("gone/tree"));
    transfer().delete(NAMESPACE, at("gone/file"));
    transfer().delete(NAMESPACE, at("gone/file"));
    assertThat(list("gone/")).containsExactly("gone/files");
  }

  @Test
  void keys_need_no_letters() throws IOException {
    for (var key : List.of("ä ö/ü#?&=+%2f", "100%/~x", "'quoted' \"too\"")) {
      save(key, "{}", file("f", key));
      assertThat(load(key, "{}")).hasContent(key);
      transfer().delete(NAMESPACE, at(key));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../../x", "//etc/passwd", "a//b", ".", "a/./b", "a\0b", ""})
  void a_key_that_leads_elsewhere_is_refused(String key) throws IOException {
    var file = file("f", "");
    assertThatThrownBy(() -> save(key, "{}", file)).isInstanceOf(ArtifactFailure.class);
    assertThatThrownBy(() -> load(key, "{}")).isInstanceOf(ArtifactFailure.class);
    assertThatThrownBy(() -> transfer().delete(NAMESPACE, at(key)))
        .isInstanceOf(ArtifactFailure.class);
  }

  @Test
  void modes_are_set() throws IOException {
    save("modes", "{}", tree());
    var one = load("modes", "{\"mode\": 493}");
    assertThat(mode(one)).isEqualTo("rwxr-xr-x");
    var all = load("modes", "{\"mode\": 448, \"recurseMode\": true}");
    assertThat(mode(all)).isEqualTo("rwx------");
    assertThat(mode(all.resolve("sub/b c.txt"))).isEqualTo("rwx------");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void more_bytes_than_allowed_are_not_loaded() throws IOException {
    save("large", "{\"archive\": {\"none\": {}}}", file("large", "x".repeat(1001)));
    var limits = new TransferLimits(new ArchiveLimits(1000, 10, 10), Duration.ofMinutes(1));
    var to = folder.resolve("large-in");
    assertThatThrownBy(
            () -> new Transfer(stores(), limits).load(NAMESPACE, at("large"), json("{}"), to))
        .hasMessage("more than 1000 bytes (artifacts.bytesMax)");
    assertThat(to).doesNotExist();
    try (var left = Files.list(folder)) {
      assertThat(left.filter(f -> f.getFileName().toString().startsWith(".tiphys"))).isEmpty();
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  static Secrets secrets(JsonNode values) {
    return (namespace, name, key) -> {
      var value = values.path(namespace).path(name).get(key);
      return value == null ? null : utf8(value.asText());
    };
  }
}
