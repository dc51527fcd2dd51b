package dev.tiphys.language.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which labels an object of Kubernetes has to have: `matchLabels` and `matchExpressions`, all of
/// them. An empty selector takes every object.
public final class LabelSelector implements Predicate<Map<String, String>> {
  private final List<Predicate<Map<String, String>>> requirements;

  private LabelSelector(List<Predicate<Map<String, String>>> requirements) {
    this.requirements = requirements;
  }

  /// The selector that `json` says; without any, the one that takes every object.
  ///
  /// @throws MalformedSelectorException if an operator is none of Kubernetes'
  public static LabelSelector of(@Nullable JsonNode json) {
    var requirements = new ArrayList<Predicate<Map<String, String>>>();
    if (json != null) {
      for (var label : json.path("matchLabels").properties()) {
        requirements.add(labels -> label.getValue().asText().equals(labels.get(label.getKey())));
      }
      for (var expression : json.path("matchExpressions")) {
        requirements.add(requirement(expression));
      }
    }
    return new LabelSelector(List.copyOf(requirements));
  }

  private static Predicate<Map<String, String>> requirement(JsonNode expression) {
    var key = expression.path("key").asText();
    var values = new ArrayList<String>();
    expression.path("values").forEach(value -> values.add(value.asText()));
    return switch (expression.path("operator").asText()) {
      case "In" -> labels -> labels.containsKey(key) && values.contains(labels.get(key));
      case "NotIn" -> labels -> !labels.containsKey(key) || !values.contains(labels.get(key));
      case "Exists" -> labels -> labels.containsKey(key);
      case "DoesNotExist" -> labels -> !labels.containsKey(key);
      default ->
          throw new MalformedSelectorException(
              "operator: expected In, NotIn, Exists or DoesNotExist, found '%s'"
                  .formatted(expression.path("operator").asText()));
    };
  }

  @Override
  public boolean test(Map<String, String> labels) {
    return requirements.stream().allMatch(requirement -> requirement.test(labels));
  }
}
