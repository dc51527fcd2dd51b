package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DataErrandTest {
  private static final List<String> KEYS = List.of("a/main.log", "a/x.txt", "b/main.log");

  private static String transformed(String expressions) {
    return DataErrand.transformed(KEYS, Bench.yaml(expressions));
  }

  @Test
  void without_expressions_the_result_is_the_list_of_keys() {
    assertThat(transformed("[]")).isEqualTo("[\"a/main.log\",\"a/x.txt\",\"b/main.log\"]");
  }

  @Test
  void each_expression_sees_what_the_one_before_it_made() {
    assertThat(transformed("[{expression: 'filter(data, {# endsWith \"main.log\"})'}]"))
        .isEqualTo("[\"a/main.log\",\"b/main.log\"]");
    assertThat(
            transformed(
                "[{expression: 'filter(data, {# endsWith \".log\"})'},"
                    + " {expression: 'map(data, {split(#, \"/\")[0]})'}, {expression: 'len(data)'}]"))
        .isEqualTo("2");
  }

  @Test
  void an_expression_that_fails_is_named() {
    assertThatThrownBy(() -> transformed("[{expression: 'data'}, {expression: 'nothing(data)'}]"))
        .isInstanceOf(PodFailure.class)
        .hasMessageContaining("data.transformation[1] 'nothing(data)'");
  }
}
