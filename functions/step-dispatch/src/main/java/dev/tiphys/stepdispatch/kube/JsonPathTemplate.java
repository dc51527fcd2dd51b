package dev.tiphys.stepdispatch.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cluster.KubeFailure;
import java.util.ArrayList;
import java.util.List;

/// A template in kubectl's dialect of JSONPath: text, and in braces paths, texts in quotes, and
/// `range … end`. What is missing is nothing, and no failure.
public final class JsonPathTemplate {
  private static final int TEMPLATE_MAX = 64 << 10;
  private static final int OUTPUT_MAX = 16 << 20;

  private sealed interface Part {
    record Literal(String text) implements Part {}

    record Value(KubePath path) implements Part {}

    record Range(KubePath path, List<Part> body) implements Part {}
  }

  private final String template;
  private final List<Part> parts;
  private int at;

  /// @throws KubeFailure if it is no template
  public JsonPathTemplate(String template) {
    // As kubectl: a bare path needs no braces.
    this.template =
        template.contains("{")
            ? template
            : "{" + (template.matches("[.$\\[].*") ? "" : ".") + template + "}";
    if (template.length() > TEMPLATE_MAX) {
      throw KubeFailure.senseless("jsonPath has more than %d characters", TEMPLATE_MAX);
    }
    parts = parts(false);
  }

  private List<Part> parts(boolean inRange) {
    List<Part> found = new ArrayList<>();
    while (at < template.length()) {
      var open = template.indexOf('{', at);
      if (open < 0) {
        found.add(new Part.Literal(template.substring(at)));
        at = template.length();
      } else {
        if (open > at) {
          found.add(new Part.Literal(template.substring(at, open)));
        }
        var close = close(open);
        var inside = template.substring(open + 1, close).strip();
        at = close + 1;
        if (inside.equals("end")) {
          if (!inRange) {
            throw wrong("not in range, nothing to end");
          }
          return found;
        }
        found.add(part(inside));
      }
    }
    if (inRange) {
      throw wrong("unexpected end, expected {end}");
    }
    return found;
  }

  private Part part(String inside) {
    if (inside.startsWith("range ")) {
      var path = KubePath.parse(inside.substring("range ".length()).strip());
      return new Part.Range(path, parts(true));
    }
    if (inside.startsWith("\"") || inside.startsWith("'")) {
      return new Part.Literal(KubePath.unquoted(inside));
    }
    return new Part.Value(KubePath.parse(inside));
  }

  /// The brace that closes the one at `open`, whatever stands in quotes between.
  private int close(int open) {
    var quote = '\0';
    for (var i = open + 1; i < template.length(); i++) {
      var c = template.charAt(i);
      if (quote != '\0') {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = '\0';
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '}') {
        return i;
      }
    }
    throw wrong("unclosed action");
  }

  private KubeFailure wrong(String problem) {
    return KubeFailure.senseless("error parsing jsonpath %s, %s", template, problem);
  }

  /// What it says of `object`.
  ///
  /// @throws KubeFailure if that is too much
  public String apply(JsonNode object) {
    var text = new StringBuilder();
    print(parts, object, object, text);
    return text.toString();
  }

  private static void print(List<Part> parts, JsonNode root, JsonNode current, StringBuilder text) {
    for (var part : parts) {
      switch (part) {
        case Part.Literal(var literal) -> text.append(literal);
        case Part.Value(var path) ->
            text.append(
                String.join(" ", path.of(root, current).stream().map(Conditions::text).toList()));
        case Part.Range(var path, var body) ->
            path.of(root, current).forEach(each -> print(body, root, each, text));
      }
      if (text.length() > OUTPUT_MAX) {
        throw KubeFailure.senseless("jsonPath gives more than %d characters", OUTPUT_MAX);
      }
    }
  }
}
