package dev.tiphys.delivery.dependencies;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Environment;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When an application that others depend on is ready: it is Synced, Healthy, and no operation is
/// under way; or what an expression says of its `metadata`, `spec` and `status`.
///
/// @param expression null for the rule above
public record Readiness(@Nullable Expression expression) {
  /// @param text empty for the rule above
  /// @throws IllegalArgumentException if it is no expression
  static Readiness of(String text) {
    try {
      return new Readiness(text.isBlank() ? null : Expression.parse(text));
    } catch (ExpressionException e) {
      throw new IllegalArgumentException(
          "%s: %s".formatted(Dependencies.READY_WHEN, e.getMessage()), e);
    }
  }

  /// Why an application is not ready; nothing if it is.
  Optional<String> missing(JsonNode application, Ambient ambient) {
    return expression == null
        ? missingByDefault(application.path("status"))
        : missing(expression, application, ambient);
  }

  private static Optional<String> missingByDefault(JsonNode status) {
    var health = status.at("/health/status").asText("Unknown");
    var sync = status.at("/sync/status").asText("Unknown");
    if (status.at("/operationState/phase").asText().equals("Running")) {
      return Optional.of("a sync of it is running");
    }
    return health.equals("Healthy") && sync.equals("Synced")
        ? Optional.empty()
        : Optional.of("it is %s and %s".formatted(sync, health));
  }

  private static Optional<String> missing(
      Expression expression, JsonNode application, Ambient ambient) {
    var values = new LinkedHashMap<String, @Nullable Object>();
    for (var name : new String[] {"metadata", "spec", "status"}) {
      var part = application.path(name);
      values.put(name, part.isObject() ? GoValues.value(part) : Map.of());
    }
    try {
      var value = expression.evaluate(Environment.of(values), ambient);
      return Boolean.TRUE.equals(value)
          ? Optional.empty()
          : Optional.of(
              "%s is %s".formatted(expression, value == null ? "nothing" : value.toString()));
    } catch (ExpressionException e) {
      return Optional.of("%s: %s".formatted(expression, e.getMessage()));
    }
  }
}
