package dev.tiphys.stepdispatch.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.cluster.KubeFailure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A path of kubectl's JSONPath: fields, indexes, slices, unions, wildcards, descent and filters.
///
/// @param rooted whether it begins at the object even within a range
record KubePath(boolean rooted, List<Step> steps) {
  private static final int RESULTS_MAX = 1_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern FILTER =
      Pattern.compile("\\?\\(\\s*(.+?)\\s*(?:(==|!=|<=|>=|<|>)\\s*(.+?)\\s*)?\\)");

  private sealed interface Step {
    record Field(String name) implements Step {}

    record Every() implements Step {}

    record Descent() implements Step {}

    record Union(List<Step> members) implements Step {}

    record Slice(@Nullable Integer from, @Nullable Integer to, int step) implements Step {}

    record Filter(KubePath left, @Nullable String operator, @Nullable Object right)
        implements Step {}
  }

  /// @throws KubeFailure if it is no path
  static KubePath parse(String text) {
    return new Reader(text).path();
  }

  /// The text in quotes.
  static String unquoted(String text) {
    var quote = text.charAt(0);
    if (text.length() < 2 || text.charAt(text.length() - 1) != quote) {
      throw KubeFailure.senseless("jsonPath: %s should end with %s", text, quote);
    }
    var inside = text.substring(1, text.length() - 1);
    try {
      return quote == '"'
          ? JSON.readTree(text).asText()
          : inside.replace("\\'", "'").replace("\\n", "\n").replace("\\t", "\t");
    } catch (JsonProcessingException e) {
      throw KubeFailure.senseless("jsonPath: %s is no text", text);
    }
  }

  /// Takes a path apart.
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    KubePath path() {
      var rooted = text.startsWith("$");
      if (rooted || text.startsWith("@")) {
        at = 1;
      }
      List<Step> steps = new ArrayList<>();
      while (at < text.length()) {
        if (text.startsWith("..", at)) {
          steps.add(new Step.Descent());
          at += text.startsWith("..[", at) ? 2 : 1;
          if (text.charAt(at) == '.') {
            steps.add(name());
          }
        } else if (text.charAt(at) == '.') {
          steps.add(name());
        } else if (text.charAt(at) == '[') {
          steps.add(bracket());
        } else if (at == 0) {
          at = -1;
          steps.add(name());
        } else {
          throw KubeFailure.senseless("jsonPath: '%s' is not understood at %d", text, at);
        }
      }
      return new KubePath(
          rooted, steps.stream().filter(s -> !s.equals(new Step.Field(""))).toList());
    }

    private Step name() {
      at++;
      var name = new StringBuilder();
      while (at < text.length() && ".[ ".indexOf(text.charAt(at)) < 0) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        name.append(text.charAt(at++));
      }
      if (at < text.length() && text.charAt(at) == ' ') {
        throw KubeFailure.senseless("jsonPath: '%s' has a blank at %d", text, at);
      }
      return name.toString().equals("*") ? new Step.Every() : new Step.Field(name.toString());
    }

    private Step bracket() {
      var close = close();
      var inside = text.substring(at + 1, close).strip();
      at = close + 1;
      var filter = FILTER.matcher(inside);
      if (filter.matches()) {
        return new Step.Filter(parse(filter.group(1)), filter.group(2), value(filter.group(3)));
      }
      List<Step> members = new ArrayList<>();
      for (var member : inside.split(",(?=(?:[^']*'[^']*')*[^']*$)")) {
        members.add(member(member.strip()));
      }
      return members.size() == 1 ? members.getFirst() : new Step.Union(members);
    }

    private int close() {
      var depth = 0;
      var quote = '\0';
      for (var i = at; i < text.length(); i++) {
        var c = text.charAt(i);
        if (quote != '\0') {
          quote = c == quote ? '\0' : quote;
        } else if (c == '\'' || c == '"') {
          quote = c;
        } else if (c == '[') {
          depth++;
        } else if (c == ']' && --depth == 0) {
          return i;
        }
      }
      throw KubeFailure.senseless("jsonPath: '%s' has an unclosed [", text);
    }

    private static Step member(String member) {
      if (member.equals("*")) {
        return new Step.Every();
      }
      if (member.startsWith("'") || member.startsWith("\"")) {
        return new Step.Field(unquoted(member));
      }
      if (member.matches("-?[0-9]{1,9}")) {
        var index = Integer.valueOf(member);
        return new Step.Slice(index, index == -1 ? null : Integer.valueOf(index + 1), 1);
      }
      if (member.matches("(-?[0-9]{1,9})?:(-?[0-9]{1,9})?(:[0-9]{1,9})?")) {
        var parts = member.split(":", -1);
        return new Step.Slice(
            number(parts[0]), number(parts[1]), parts.length > 2 ? Integer.parseInt(parts[2]) : 1);
      }
      return new Step.Field(member);
    }

    private static @Nullable Integer number(String text) {
      return text.isEmpty() ? null : Integer.valueOf(text);
    }

    private static @Nullable Object value(@Nullable String text) {
      if (text == null) {
        return null;
      }
      if (text.startsWith("'") || text.startsWith("\"")) {
        return unquoted(text);
      }
      return text.startsWith("@") || text.startsWith("$") ? parse(text) : text;
    }
  }

  /// What it leads to, from `current` or the root of the object.
  List<JsonNode> of(JsonNode root, JsonNode current) {
    var found = List.of(rooted ? root : current);
    for (var step : steps) {
      List<JsonNode> next = new ArrayList<>();
      for (var each : found) {
        add(step, root, each, next);
      }
      found = next;
    }
    return found;
  }

  private static void add(Step step, JsonNode root, JsonNode at, List<JsonNode> into) {
    if (into.size() > RESULTS_MAX) {
      throw KubeFailure.senseless("jsonPath leads to more than %d values", RESULTS_MAX);
    }
    switch (step) {
      case Step.Field(var name) -> {
        if (at.has(name)) {
          into.add(at.get(name));
        }
      }
      case Step.Every _ -> at.forEach(into::add);
      case Step.Descent _ -> descend(at, into);
      case Step.Union(var members) -> members.forEach(m -> add(m, root, at, into));
      case Step.Slice slice -> slice(slice, at, into);
      case Step.Filter filter -> {
        for (var each : at) {
          if (holds(filter, root, each)) {
            into.add(each);
          }
        }
      }
    }
  }

  private static void descend(JsonNode at, List<JsonNode> into) {
    into.add(at);
    for (var each : at) {
      if (each.isContainerNode()) {
        descend(each, into);
      }
    }
  }

  private static void slice(Step.Slice slice, JsonNode at, List<JsonNode> into) {
    if (!at.isArray()) {
      return;
    }
    var from =
        slice.from() == null ? 0 : slice.from() < 0 ? at.size() + slice.from() : slice.from();
    var to = slice.to() == null ? at.size() : slice.to() < 0 ? at.size() + slice.to() : slice.to();
    for (var i = Math.max(0, from); i < Math.min(to, at.size()); i += Math.max(1, slice.step())) {
      into.add(at.get(i));
    }
  }

  private static boolean holds(Step.Filter filter, JsonNode root, JsonNode each) {
    var left = filter.left().of(root, each);
    if (filter.operator() == null) {
      return !left.isEmpty();
    }
    if (left.isEmpty()) {
      return false;
    }
    var right =
        filter.right() instanceof KubePath path
            ? path.of(root, each).stream().findFirst().map(Conditions::text).orElse(null)
            : String.valueOf(filter.right());
    var order = right == null ? null : compare(Conditions.text(left.getFirst()), right);
    return order != null
        && switch (filter.operator()) {
          case "==" -> order == 0;
          case "!=" -> order != 0;
          case "<" -> order < 0;
          case ">" -> order > 0;
          case "<=" -> order <= 0;
          default -> order >= 0;
        };
  }

  private static int compare(String left, String right) {
    try {
      return new BigDecimal(left).compareTo(new BigDecimal(right));
    } catch (NumberFormatException e) {
      return left.compareTo(right);
    }
  }
}
