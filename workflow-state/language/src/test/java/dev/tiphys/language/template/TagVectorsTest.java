package dev.tiphys.language.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.language.expression.Ambient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The recorded behaviour of tags in Argo Workflows.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TagVectorsTest {
  /// One vector calls the present year 2026.
  private static final Ambient AMBIENT =
      new Ambient(
          InstantSource.fixed(Instant.parse("2026-11-24T00:00:00Z")), new SplittableRandom(1));

  static Stream<Arguments> simple_tags() throws IOException {
    return vectors("simple-tags.json", "in", "out");
  }

  static Stream<Arguments> expression_tags() throws IOException {
    return vectors("expr-tags.json", "expr", "text");
  }

  private static Stream<Arguments> vectors(String file, String in, String out) throws IOException {
    var path =
        Path.of(System.getProperty("tiphys.root"), "..", "shared/cases/workflows/vectors", file);
    var vectors = new ObjectMapper().readTree(path.toFile());
    return StreamSupport.stream(vectors.get("cases").spliterator(), false)
        .map(
            vector ->
                Arguments.of(
                    vector.get(in).textValue(),
                    vector.get(out).textValue(),
                    vector.path("error").asText(""),
                    vectors.get("env")));
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @MethodSource("simple_tags")
  void a_tag_becomes_what_Argo_makes_of_it(String in, String out, String error, JsonNode env) {
    assertThat(Trial.tags(in, env, AMBIENT)).isEqualTo(out);
  }

  @ParameterizedTest(name = "{0} becomes {1}{2}")
  @MethodSource("expression_tags")
  void an_expression_becomes_what_Argo_makes_of_it(
      String in, String out, String error, JsonNode env) {
    if (error.isEmpty()) {
      assertThat(Trial.expression(in, env, AMBIENT)).isEqualTo(out);
    } else {
      assertThat(catchThrowable(() -> Trial.expression(in, env, AMBIENT))).hasMessage(error);
    }
  }
}
