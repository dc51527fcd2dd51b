package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ViewTest {
  @TempDir Path folder;
  private View view;
  private Path tmp;

  @BeforeEach
  void open() throws IOException {
    tmp = Files.createDirectory(folder.resolve("tmp"));
    view = new View(folder.resolve("shadows"));
    view.bind(tmp, Path.of("/tmp"), false);
  }

  @Test
  void a_path_under_a_bind_lies_in_its_source() throws IOException {
    Files.writeString(tmp.resolve("a"), "x");

    assertThat(view.onHost(Path.of("/tmp/a"))).contains(tmp.resolve("a"));
    assertThat(view.onHost(Path.of("/tmp/b"))).isEmpty();
    assertThat(view.onHost(Path.of("/usr/bin/env"))).isPresent();
  }

  @Test
  void links_lead_to_what_the_container_would_see() throws IOException {
    Files.writeString(tmp.resolve("a"), "x");
    Files.createSymbolicLink(tmp.resolve("absolute"), Path.of("/tmp/a"));
    Files.createSymbolicLink(tmp.resolve("relative"), Path.of("../tmp/a"));
    Files.createSymbolicLink(tmp.resolve("round"), Path.of("/tmp/round"));

    assertThat(view.onHost(Path.of("/tmp/absolute"))).contains(tmp.resolve("a"));
    assertThat(view.onHost(Path.of("/tmp/relative"))).contains(tmp.resolve("a"));
    assertThat(view.onHost(Path.of("/tmp/round"))).isEmpty();
  }

  @Test
  void dots_do_not_lead_out_of_a_bind() throws IOException {
    Files.writeString(folder.resolve("secret"), "x");

    assertThat(view.onHost(Path.of("/tmp/../secret"))).isEmpty();
    Files.createSymbolicLink(tmp.resolve("up"), Path.of("../secret"));
    assertThat(view.onHost(Path.of("/tmp/up"))).isEmpty();
  }

  @Test
  void a_directory_that_does_not_exist_makes_its_parent_a_mirror() {
    var place = view.privately(Path.of("/nowhere/at/all"));

    assertThat(place).isDirectory().startsWith(folder);
    assertThat(view.mirrors()).hasSize(1);
    assertThat(view.mirrors().getFirst().original()).isEqualTo(Path.of("/"));
    assertThat(view.onHost(Path.of("/nowhere/at/all"))).contains(place);
    assertThat(view.onHost(Path.of("/tmp"))).contains(tmp);
    assertThat(Path.of("/nowhere")).doesNotExist();
  }
}
