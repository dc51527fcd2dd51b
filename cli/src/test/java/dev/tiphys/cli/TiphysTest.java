package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TiphysTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int tiphys(String... arguments) {
    return Tiphys.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @Test
  void help_names_every_command_and_the_exit_codes() {
    assertThat(tiphys("--help")).isZero();
    assertThat(out.toString()).contains("lint", "eval", "completion", "version", "Exit codes:");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void help_loads_neither_Jackson_nor_the_language() throws Exception {
    var urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.contains("picocli") || entry.endsWith(classes()))
            .map(TiphysTest::url)
            .toArray(URL[]::new);
    assertThat(urls).hasSize(2);
    try (var loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      var type = loader.loadClass("dev.tiphys.cli.Tiphys");
      var execute =
          type.getDeclaredMethod("execute", PrintWriter.class, PrintWriter.class, String[].class);
      execute.setAccessible(true);
      var code =
          execute.invoke(null, new PrintWriter(out), new PrintWriter(err), new String[] {"--help"});
      assertThat(code).as(err.toString()).isEqualTo(0);
    } catch (InvocationTargetException e) {
      throw new AssertionError("a class that --help must not need was loaded", e.getCause());
    }
  }

  private static String classes() {
    return Path.of("cli", "target", "classes").toString();
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_unknown_option_is_one_line_and_a_hint_and_exit_code_2() {
    assertThat(tiphys("lint", "--loud")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            """
            tiphys lint: Missing required parameter: 'FILE'
            Try 'tiphys lint --help'.
            """);
  }

  @Test
  void no_command_at_all_is_a_mistake() {
    assertThat(tiphys()).isEqualTo(2);
    assertThat(err.toString()).startsWith("tiphys: Missing required subcommand");
  }

  @Test
  void completion_is_a_script_for_bash() {
    assertThat(tiphys("completion", "bash")).isZero();
    assertThat(out.toString()).startsWith("#!/usr/bin/env bash").contains("complete -F");
  }
}
