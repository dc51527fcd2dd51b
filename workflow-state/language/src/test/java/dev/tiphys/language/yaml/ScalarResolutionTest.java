package dev.tiphys.language.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ScalarResolutionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          yes      | true
          Yes      | true
          YES      | true
          yEs      | "yEs"
          on       | true
          off      | false
          y        | true
          N        | false
          true     | true
          ~        | null
          Null     | null
          nULL     | "nULL"
          0        | 0
          -0       | 0
          010      | 8
          -010     | -8
          08       | 8.0
          0o17     | 15
          0O17     | 15
          0x1F     | 31
          -0x1f    | -31
          0x       | "0x"
          0xg      | "0xg"
          0b101    | 5
          0b12     | "0b12"
          1_000    | 1000
          1__0_    | 10
          _1       | "_1"
          +12      | 12
          1e3      | 1000.0
          1E+3     | 1000.0
          1e-3     | 0.001
          1.       | 1.0
          .5       | 0.5
          .5_0     | ".5_0"
          +.5      | 0.5
          1.5.2    | "1.5.2"
          1e400    | "1e400"
          12:30    | "12:30"
          2001-01-01 | "2001-01-01"
          2001-12-14T21:59:43Z | "2001-12-14T21:59:43Z"
          9223372036854775807  | 9223372036854775807
          9223372036854775808  | 9223372036854775808
          18446744073709551615 | 18446744073709551615
          18446744073709551616 | 1.8446744073709552E19
          -9223372036854775808 | -9223372036854775808
          -9223372036854775809 | -9.223372036854776E18
          +                    | "+"
          -x                   | "-x"
          0x_1F                | 31
          !!str 12             | "12"
          !!int "12"           | 12
          !!float 3            | 3.0
          """)
  void a_plain_scalar_means_what_go_makes_of_it(String text, String json) {
    assertThat(read("v: " + text)).isEqualTo("{\"v\":" + json + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          on: 1   | {"true":1}
          n: 1    | {"false":1}
          010: 1  | {"8":1}
          1.50: 1 | {"1.5":1}
          """)
  void a_key_is_text_after_it_was_resolved(String text, String json) {
    assertThat(read(text)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource({".nan, NaN", ".Inf, Infinity", "-.INF, -Infinity"})
  void numbers_that_json_has_not_are_read_as_such(String text, Double expected) {
    var root = (YamlNode.Mapping) YamlReader.read(bytes("v: " + text), "f").getFirst();
    assertThat(((YamlNode.Scalar) root.get("v")).value().doubleValue()).isEqualTo(expected);
  }

  private static String read(String text) {
    return YamlReader.read(bytes(text), "f").getFirst().toJson().toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
