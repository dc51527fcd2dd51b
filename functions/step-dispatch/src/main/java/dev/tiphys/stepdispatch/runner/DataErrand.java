package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Environment;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A step that lists the keys below the place of an artifact and makes something of them (F016).
final class DataErrand implements Errand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KEYS_MAX = 100_000;
  private static final int EXPRESSIONS_MAX = 100;

  private final Step step;
  private final Surroundings around;

  DataErrand(Step step, Surroundings around) {
    this.step = step;
    this.around = around;
  }

  @Override
  public Answer carryOut(StepFolder folder, Reports reports) {
    var data = step.template().path("data");
    var source = data.path("source").path("artifactPaths");
    if (!source.isObject()) {
      throw new PodFailure("data.source should have artifactPaths");
    }
    var keys = PodFailure.unlessKept(() -> around.artifacts().list(step, source, KEYS_MAX));
    var result = transformed(keys, data.path("transformation"));
    var bytes = result.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > around.config().outputMax()) {
      throw new PodFailure(
          "the result has %d bytes, the limit (runner.outputMaxBytes) is %d",
          bytes, around.config().outputMax());
    }
    return new Answer(Phase.SUCCEEDED, null, new Outputs(Map.of(), result, "0", Map.of()));
  }

  /// What the expressions make of `keys`, each of what the one before it made, as JSON.
  ///
  /// @throws PodFailure if one of them fails
  static String transformed(List<String> keys, JsonNode transformation) {
    if (transformation.size() > EXPRESSIONS_MAX) {
      throw new PodFailure("data.transformation has more than %d expressions", EXPRESSIONS_MAX);
    }
    @Nullable Object data = keys;
    for (var i = 0; i < transformation.size(); i++) {
      var expression = transformation.path(i).path("expression").asText("");
      try {
        data = evaluated(expression, data);
      } catch (ExpressionException e) {
        throw new PodFailure("data.transformation[%d] '%s': %s", i, expression, e.getMessage());
      }
    }
    return json(data);
  }

  private static @Nullable Object evaluated(String expression, @Nullable Object data) {
    return Expression.parse(expression)
        .evaluate(
            Environment.of(Collections.singletonMap("data", data)),
            new Ambient(InstantSource.system(), new SplittableRandom()));
  }

  private static String json(@Nullable Object data) {
    try {
      // The language knows its own values; the indentation that toJSON adds goes.
      return JSON.readTree(String.valueOf(evaluated("toJSON(data)", data))).toString();
    } catch (ExpressionException | JsonProcessingException e) {
      throw new PodFailure("the result of data.transformation is no JSON: %s", e.getMessage());
    }
  }
}
