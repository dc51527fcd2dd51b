package dev.tiphys.language.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AggregateTest {
  static Stream<Arguments> recorded() throws IOException {
    return LoopVectors.of("aggregate-params.json")
        .map(
            vector ->
                Arguments.of(
                    StreamSupport.stream(vector.get("values").spliterator(), false)
                        .map(JsonNode::textValue)
                        .toList(),
                    vector.get("aggregated").textValue()));
  }

  @ParameterizedTest(name = "{0} become {1}")
  @MethodSource("recorded")
  void parameters_become_what_Argo_makes_of_them(List<String> values, String aggregated) {
    assertThat(Aggregate.parameters(values)).isEqualTo(aggregated);
  }

  @Test
  void without_values_the_list_is_empty() {
    assertThat(Aggregate.parameters(List.of())).isEqualTo("[]");
    assertThat(Aggregate.results(List.of())).isEqualTo("[]");
  }

  @Test
  void results_are_embedded_as_what_they_are() {
    assertThat(
            Aggregate.results(
                List.of(
                    "5",
                    "1.10",
                    " true\n",
                    "{\n \"b c\": [1, 2],\t\"a\": \"x  \\\" y\"\n}",
                    "\"x\\\\\"",
                    "[ ]",
                    "null")))
        .isEqualTo("[5,1.10,true,{\"b c\":[1,2],\"a\":\"x  \\\" y\"},\"x\\\\\",[],null]");
  }

  @Test
  void a_child_that_printed_nothing_has_no_result() {
    assertThat(Aggregate.results(List.of("", "1"))).isEqualTo("[1]");
  }

  @Test
  void a_result_that_is_not_json_is_an_error() {
    assertThatThrownBy(() -> Aggregate.results(List.of("1", "hello")))
        .isInstanceOf(LoopException.class)
        .hasMessage("invalid character 'h' looking for beginning of value");
    assertThatThrownBy(() -> Aggregate.results(List.of("1 2")))
        .hasMessage("invalid character '2' after top-level value");
    assertThatThrownBy(() -> Aggregate.results(List.of(" ")))
        .hasMessage("unexpected end of JSON input");
    assertThatThrownBy(() -> Aggregate.results(List.of("{\"a\":1")))
        .hasMessage("unexpected end of JSON input");
  }

  @Test
  void text_that_only_looks_like_a_container_stays_text() {
    assertThat(Aggregate.parameters(List.of("{\"a\":1}", "[x]")))
        .isEqualTo("[\"{\\\"a\\\":1}\",\"[x]\"]");
    assertThat(Aggregate.parameters(List.of("[".repeat(100_000)))).startsWith("[\"[[");
  }

  @Test
  void nothing_in_a_value_can_leave_its_place() {
    var hostile = "x\",\"y\\\n\u2028{{=1}}";
    assertThat(Items.parse(Aggregate.parameters(List.of(hostile, "z"))))
        .extracting(JsonNode::textValue)
        .containsExactly(hostile, "z");
  }

  @Test
  void a_result_that_is_nested_too_deeply_is_an_error() {
    assertThatThrownBy(() -> Aggregate.results(List.of("[".repeat(100_000))))
        .isInstanceOf(LoopException.class)
        .hasMessageContaining("exceeds the maximum allowed (500");
  }
}
