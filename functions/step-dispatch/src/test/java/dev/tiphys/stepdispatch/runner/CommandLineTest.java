package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CommandLineTest {
  @TempDir Path folder;

  @Test
  void a_script_can_be_run_as_a_program_too() throws Exception {
    var script = new CommandLine.Files(folder, folder).script("exit 7");
    assertThat(new ProcessBuilder("sh", "-c", script).start().waitFor()).isEqualTo(7);
  }

  @Test
  void only_an_argument_that_is_too_long_is_put_into_a_file() throws Exception {
    var files = new CommandLine.Files(Path.of("/seen"), folder);
    var most = "x".repeat(128 * 1024 - 1);
    assertThat(files.argument(most)).isEqualTo(most);
    assertThat(files.argument(most + "x")).isEqualTo("@/seen/argo_arg_0.txt");
    assertThat(Files.readString(folder.resolve("argo_arg_0.txt"))).isEqualTo(most + "x");
  }
}
