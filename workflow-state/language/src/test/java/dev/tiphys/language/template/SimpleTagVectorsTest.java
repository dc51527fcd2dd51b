package dev.tiphys.language.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The recorded behaviour of simple tags in Argo Workflows.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SimpleTagVectorsTest {
  static Stream<Arguments> vectors() throws IOException {
    var file =
        Path.of(System.getProperty("tiphys.root"))
            .resolve("../shared/cases/workflows/vectors/simple-tags.json");
    var vectors = new ObjectMapper().readTree(file.toFile());
    var scope = Scope.builder();
    vectors
        .get("env")
        .properties()
        .forEach(entry -> scope.put(entry.getKey(), entry.getValue().textValue()));
    var built = scope.build();
    return StreamSupport.stream(vectors.get("cases").spliterator(), false)
        .map(
            vector ->
                Arguments.of(vector.get("in").textValue(), built, vector.get("out").textValue()));
  }

  @ParameterizedTest(name = "{0} becomes {2}")
  @MethodSource("vectors")
  void a_tag_becomes_what_Argo_makes_of_it(String in, Scope scope, String out) {
    assertThat(Text.parse(in).substitute(scope, Policy.KEEP)).hasToString(out);
  }
}
