package dev.tiphys.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelmParametersTest {
  private static final Path CASES =
      Path.of(
          System.getProperty("tiphys.root"), "../shared/cases/delivery/repo/helm-set-escaping.tsv");

  static Stream<String[]> cases() throws IOException {
    return Files.readAllLines(CASES).stream().skip(1).map(line -> line.split("\t", -1));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void commas_are_escaped_once(String input, String expected) {
    assertThat(HelmParameters.escaped(input)).isEqualTo(expected);
  }
}
