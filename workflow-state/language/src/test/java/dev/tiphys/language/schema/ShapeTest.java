package dev.tiphys.language.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Attack case 38: scalars where a field wants another type.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ShapeTest {
  @ParameterizedTest
  @CsvSource({
    "1.0, 1",
    "1e3, 1000",
    "1e21, 1000000000000000000000",
    "0.000001, 0.000001",
    "010, 8",
    "yes, true",
    "20200219, 20200219",
    "-0.5, -0.5",
    "2001-01-01, 2001-01-01",
    "9007199254740993, 9007199254740992"
  })
  void a_parameter_value_is_text_without_exponent(String written, String text) {
    assertThat(value("{name: p, value: " + written + "}", "Parameter", "value")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1",
    "100000.5, 100000.5",
    "1234567.5, 1.2345675e+06",
    "1e21, 1e+21",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "12345678, 12345678",
    "on, true",
    ".inf, +Inf",
    ".nan, NaN"
  })
  void any_other_string_is_what_go_prints(String written, String text) {
    assertThat(value("{name: p, value: " + written + "}", "EnvVar", "value")).isEqualTo(text);
  }

  @Test
  void null_means_not_set() {
    assertThat(shaped("{name: p, value: null, default: ~}", "Parameter").json().toString())
        .isEqualTo("{\"name\":\"p\"}");
    assertThat(shaped("{name: s, withItems: [null, 1]}", "WorkflowStep").json().toString())
        .isEqualTo("{\"name\":\"s\",\"withItems\":[null,1]}");
  }

  @ParameterizedTest
  @CsvSource({
    "2147483647, 2147483647",
    "0x10, 16",
    "1e3, 1000",
    "'{{inputs.parameters.n}}', {{inputs.parameters.n}}"
  })
  void an_integer_or_string_keeps_both(String written, String text) {
    var yaml = written.startsWith("{") ? "'" + written + "'" : written;
    assertThat(value("{limit: " + yaml + "}", "RetryStrategy", "limit")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"2147483648", "1.5", "true", ".nan", "[1]", "9223372036854775808"})
  void what_is_neither_a_32_bit_integer_nor_a_string_is_a_problem(String written) {
    var shaped = shaped("{limit: " + written + "}", "RetryStrategy");
    assertThat(shaped.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("limit");
              assertThat(problem.message())
                  .startsWith("expected a 32-bit integer or a string, found ");
            });
    assertThat(shaped.json().has("limit")).isFalse();
  }

  @Test
  void a_misspelt_field_is_a_problem_with_a_suggestion() {
    assertThat(shaped("{limits: 1}", "RetryStrategy").problems())
        .extracting(Shape.Problem::message)
        .containsExactly("unknown field \"limits\"; did you mean \"limit\"?");
    assertThat(shaped("{whatever: 1}", "RetryStrategy").problems())
        .extracting(Shape.Problem::message)
        .containsExactly("unknown field \"whatever\"");
  }

  private static String value(String yaml, String type, String field) {
    var shaped = shaped(yaml, type);
    assertThat(shaped.problems()).isEmpty();
    return shaped.json().get(field).asText();
  }

  private static Shape.Shaped shaped(String yaml, String type) {
    var bytes = yaml.getBytes(StandardCharsets.UTF_8);
    return Shape.of(YamlReader.read(bytes, "f").getFirst(), type);
  }
}
