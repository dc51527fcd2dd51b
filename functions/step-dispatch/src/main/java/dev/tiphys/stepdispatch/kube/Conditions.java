package dev.tiphys.stepdispatch.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tiphys.cluster.KubeFailure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Conditions of `resource` templates: requirements in the syntax of label selectors, with paths
/// into an object in place of labels.
///
/// @param requirements all of them, in their order
public record Conditions(List<Requirement> requirements) {
  private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^()]*)\\)");
  private static final Pattern COMPARED =
      Pattern.compile("([^=!<>\\s]+)\\s*(==|=|!=|<|>)\\s*([^=!<>\\s]*)");
  private static final Pattern PATH = Pattern.compile("[-A-Za-z0-9_./]+");

  public Conditions {
    requirements = List.copyOf(requirements);
  }

  /// One requirement.
  ///
  /// @param operator as Kubernetes prints it: `=`, `!=`, `in`, `notin`, `>`, `<`, `exists`, `!`
  public record Requirement(String path, String operator, List<String> values) {
    boolean matches(JsonNode object) {
      var value = at(object, path);
      var there = !value.isMissingNode();
      var text = Conditions.text(value);
      return switch (operator) {
        case "exists" -> there;
        case "!" -> !there;
        case "=", "in" -> there && values.contains(text);
        case "!=", "notin" -> !there || !values.contains(text);
        default -> there && compares(text);
      };
    }

    private boolean compares(String text) {
      try {
        var order = new BigDecimal(text).compareTo(new BigDecimal(values.getFirst()));
        return operator.equals(">") ? order > 0 : order < 0;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    @Override
    public String toString() {
      return switch (operator) {
        case "exists" -> path;
        case "!" -> "!" + path;
        case "in", "notin" ->
            "%s %s (%s)".formatted(path, operator, String.join(",", new TreeSet<>(values)));
        default -> path + operator + values.getFirst();
      };
    }
  }

  /// Reads conditions; the empty text has none.
  ///
  /// @throws KubeFailure if there is no sense in them
  public static Conditions parse(String text) {
    List<Requirement> all = new ArrayList<>();
    for (var part : text.split(",(?![^()]*\\))")) {
      if (!part.isBlank()) {
        all.add(requirement(part.strip()));
      }
    }
    return new Conditions(all);
  }

  private static Requirement requirement(String part) {
    var set = SET.matcher(part);
    if (set.matches()) {
      var values = Arrays.stream(set.group(3).split(",")).map(String::strip).toList();
      return new Requirement(set.group(1), set.group(2), values);
    }
    var compared = COMPARED.matcher(part);
    if (compared.matches()) {
      var operator = compared.group(2).equals("==") ? "=" : compared.group(2);
      var value = compared.group(3);
      if ((operator.equals("<") || operator.equals(">")) && !value.matches("-?[0-9]+")) {
        throw KubeFailure.senseless(
            "condition '%s': for %s the value should be a whole number, not '%s'",
            part, operator, value);
      }
      return new Requirement(compared.group(1), operator, List.of(value));
    }
    var path = part.startsWith("!") ? part.substring(1).strip() : part;
    if (PATH.matcher(path).matches()) {
      return new Requirement(path, part.startsWith("!") ? "!" : "exists", List.of());
    }
    throw KubeFailure.senseless(
        "condition '%s': expected a path and =, ==, !=, <, >, in (…) or notin (…)", part);
  }

  /// The first requirement that `object` meets, if any.
  public java.util.Optional<Requirement> met(JsonNode object) {
    return requirements.stream().filter(r -> r.matches(object)).findFirst();
  }

  /// Whether `object` meets all of them.
  public boolean allMet(JsonNode object) {
    return requirements.stream().allMatch(r -> r.matches(object));
  }

  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  private static JsonNode at(JsonNode object, String path) {
    var at = object;
    for (var step : path.split("\\.")) {
      if (at.isArray()) {
        at =
            step.matches("[0-9]{1,9}")
                ? at.path(Integer.parseInt(step))
                : MissingNode.getInstance();
      } else {
        at = at.path(step);
      }
    }
    return at;
  }

  static String text(JsonNode value) {
    return value.isContainerNode() ? value.toString() : value.isNull() ? "" : value.asText();
  }

  @Override
  public String toString() {
    return String.join(",", requirements.stream().map(Requirement::toString).toList());
  }
}
