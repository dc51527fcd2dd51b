package dev.tiphys.language.condition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WhenTest {
  static Stream<JsonNode> vectors() throws IOException {
    var file =
        Path.of(System.getProperty("tiphys.root"), "../shared/cases/workflows/vectors/when.json");
    return StreamSupport.stream(new ObjectMapper().readTree(file.toFile()).spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void a_condition_ends_as_in_the_vector(JsonNode vector) {
    var error = vector.get("error").textValue();
    var expected = error.isEmpty() ? vector.get("result").textValue() : error;
    assertThat(outcome(vector.get("when").textValue())).isEqualTo(expected);
  }

  @Test
  void random_words_never_escape_as_another_exception() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var words =
        "a 1 'x' true ( ) , in == && ?? ? : - ! ~ + << =~ [ ] \\ . 0x '2020-01-01' ".split(" ");
    for (var i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (var n = random.nextInt(9); n >= 0; n--) {
        text.append(words[random.nextInt(words.length)]).append(' ');
      }
      assertThat(outcome(text.toString())).as("seed %d: %s", seed, text).isNotEmpty();
    }
  }

  @Test
  void a_bare_word_in_a_cron_condition_is_an_unknown_parameter() {
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> When.evaluateCron("a == a")))
        .hasMessageEndingWith("No parameter 'a' found.");
  }

  private static String outcome(String text) {
    try {
      return Boolean.toString(When.evaluate(text));
    } catch (ConditionException e) {
      return e.getMessage();
    }
  }
}
