package dev.tiphys.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A label selector of Kubernetes: all that it asks for must hold. One that asks for nothing
/// selects everything.
public record LabelSelector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {
  /// Selects everything.
  public static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

  /// What a label has to be.
  public enum Operator {
    /// One of the values.
    IN,
    /// Absent, or none of the values.
    NOT_IN,
    /// There.
    EXISTS,
    /// Not there.
    DOES_NOT_EXIST
  }

  /// A condition on one label.
  public record Requirement(String key, Operator operator, List<String> values) {
    boolean holds(Map<String, String> labels) {
      var value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
      };
    }
  }

  /// @throws IllegalArgumentException if an operator is none, or has no values where it needs some
  public static LabelSelector of(JsonNode json) {
    var labels = new LinkedHashMap<String, String>();
    json.path("matchLabels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    var requirements = new ArrayList<Requirement>();
    for (var expression : json.path("matchExpressions")) {
      var values = new ArrayList<String>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      var name = expression.path("operator").asText();
      var operator =
          switch (name) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default ->
                throw new IllegalArgumentException(
                    "\"" + name + "\" is not a valid label selector operator");
          };
      var needsValues = operator == Operator.IN || operator == Operator.NOT_IN;
      if (needsValues == values.isEmpty()) {
        throw new IllegalArgumentException(
            "the operator %s of the label '%s' %s"
                .formatted(
                    name,
                    expression.path("key").asText(),
                    needsValues ? "needs values" : "takes no values"));
      }
      requirements.add(new Requirement(expression.path("key").asText(), operator, values));
    }
    return new LabelSelector(labels, requirements);
  }

  /// Whether it asks for nothing.
  public boolean isEmpty() {
    return matchLabels.isEmpty() && matchExpressions.isEmpty();
  }

  /// Whether labels are as it asks.
  public boolean matches(Map<String, String> labels) {
    return matchLabels.entrySet().stream()
            .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
        && matchExpressions.stream().allMatch(requirement -> requirement.holds(labels));
  }
}
