package dev.tiphys.stepdispatch.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.stepdispatch.runner.PodFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The companion holds Secrets, and the step may write where its outputs are kept.
@DisplayNameGeneration(ReplaceUnderscores.class)
class KeptOutputsTest {
  private static final Path FILE = Path.of("/tmp/file");
  private static final Path TREE = Path.of("/tmp/tree");

  @TempDir Path root;
  private Path folder;
  private Path secret;

  @BeforeEach
  void make() throws IOException {
    folder = root.resolve("ctr/main");
    Files.createDirectories(folder.resolve("outputs"));
    secret = Files.writeString(root.resolve("secret"), "hidden");
  }

  private KeptOutputs outputs() {
    return new KeptOutputs(
        folder,
        List.of(new SharedFolder.Kept(FILE, false), new SharedFolder.Kept(TREE, true)),
        root.resolve("scratch"),
        TransferLimits.DEFAULT.archive());
  }

  @Test
  void a_file_that_was_kept_is_found() throws Exception {
    Files.writeString(folder.resolve("outputs/0"), "it");
    assertThat(outputs().output(FILE))
        .get()
        .satisfies(f -> assertThat(f).content().isEqualTo("it"));
    assertThat(outputs().output(TREE)).isEmpty();
    assertThat(outputs().output(Path.of("/other"))).isEmpty();
  }

  @Test
  void a_link_in_place_of_a_file_is_not_followed() throws Exception {
    Files.createSymbolicLink(folder.resolve("outputs/0"), secret);
    Files.createSymbolicLink(folder.resolve("outputs/1.tar"), secret);
    assertThat(outputs().output(FILE)).isEmpty();
    assertThat(outputs().output(TREE)).isEmpty();
  }

  @Test
  void a_link_in_place_of_a_folder_is_not_followed() throws Exception {
    var elsewhere = Files.createDirectories(root.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("0"), "hidden");
    Files.delete(folder.resolve("outputs"));
    Files.createSymbolicLink(folder.resolve("outputs"), elsewhere);
    assertThat(outputs().output(FILE)).isEmpty();
  }

  @Test
  void a_link_in_place_of_the_container_s_folder_is_not_followed() throws Exception {
    var elsewhere = Files.createDirectories(root.resolve("elsewhere/outputs"));
    Files.writeString(elsewhere.resolve("0"), "hidden");
    Files.delete(folder.resolve("outputs"));
    Files.delete(folder);
    Files.createSymbolicLink(folder, elsewhere.getParent());
    assertThat(outputs().output(FILE)).isEmpty();
  }

  @Test
  void what_kept_a_file_from_being_kept_is_said() throws Exception {
    Files.writeString(folder.resolve("outputs/0.error"), "/tmp/file: it is no file");
    assertThatThrownBy(() -> outputs().output(FILE))
        .isInstanceOf(PodFailure.class)
        .hasMessage("output /tmp/file: it is no file");
  }

  @Test
  void a_tar_that_is_none_is_an_error() throws Exception {
    Files.writeString(folder.resolve("outputs/1.tar"), "x".repeat(2000));
    assertThatThrownBy(() -> outputs().output(TREE)).isInstanceOf(PodFailure.class);
  }
}
