package dev.tiphys.language.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads parts of a JSON value: `$.a.b[0]`, `[*]`, `..key`, `[1:3]`, `['a','b']`, `[?(@.age>40)]`.
final class JsonPath {
  private static final int PATH_CHARACTERS_MAX = 1_000;

  private final String path;
  private final Object root;
  private final Budget budget;
  private int position;

  private JsonPath(String path, Object root, Budget budget) {
    this.path = path;
    this.root = root;
    this.budget = budget;
  }

  /// A definite path gives one value and fails without it; any other gives a list.
  static @Nullable Object read(@Nullable Object root, String path, Budget budget) {
    var trimmed = path.strip();
    if (trimmed.length() > PATH_CHARACTERS_MAX) {
      throw new ExpressionException(
          "jsonpath is longer than " + PATH_CHARACTERS_MAX + " characters");
    }
    if (!trimmed.startsWith("$") && !trimmed.startsWith("@")) {
      throw new ExpressionException("unexpected token '" + trimmed + "' at index 0");
    }
    var reader = new JsonPath(trimmed, root == null ? List.of() : root, budget);
    reader.position = 1;
    return reader.apply(root);
  }

  private @Nullable Object apply(@Nullable Object start) {
    var current = new ArrayList<@Nullable Object>();
    current.add(start);
    var definite = true;
    while (position < path.length()) {
      budget.step();
      var next = new ArrayList<@Nullable Object>();
      if (path.startsWith("..", position)) {
        position += 2;
        var all = new ArrayList<@Nullable Object>();
        current.forEach(value -> descend(value, all, 0));
        if (position < path.length() && path.charAt(position) == '[') {
          var selector = bracket();
          for (var value : all) {
            select(value, selector, false, next);
          }
        } else {
          var key = key();
          var found = new ArrayList<@Nullable Object>();
          for (var value : all) {
            select(value, key.equals("*") ? "*" : "'" + key + "'", false, found);
          }
          // Lists found below by their key are answered as their elements.
          for (var value : found) {
            if (value instanceof List<?> list && !key.equals("*")) {
              budget.elements(list.size());
              next.addAll(list);
            } else {
              next.add(value);
            }
          }
        }
        current = next;
        definite = false;
        continue;
      }
      String selector;
      if (path.startsWith(".[", position)) {
        position++;
      }
      if (path.charAt(position) == '.') {
        position++;
        var key = key();
        selector = key.equals("*") ? "*" : "'" + key + "'";
      } else if (path.charAt(position) == '[') {
        selector = bracket();
      } else {
        throw invalid();
      }
      var single = isSingle(selector);
      for (var value : current) {
        if (definite || single) {
          select(value, selector, definite && single, next);
        } else if (value instanceof List || value instanceof Map) {
          // Many from each of many are a list of lists.
          var inner = new ArrayList<@Nullable Object>();
          select(value, selector, false, inner);
          next.add(inner);
        }
      }
      definite &= single;
      current = next;
    }
    return definite ? current.getFirst() : current;
  }

  private ExpressionException invalid() {
    return new ExpressionException(
        "unexpected token '" + path.charAt(position) + "' at index " + position);
  }

  private String key() {
    var end = position;
    while (end < path.length() && ".[".indexOf(path.charAt(end)) < 0) {
      end++;
    }
    if (end == position) {
      throw new ExpressionException("unexpected token '' at index " + position);
    }
    var key = path.substring(position, end);
    position = end;
    return key;
  }

  /// The text between brackets, which may hold brackets and quotes itself.
  private String bracket() {
    var depth = 0;
    var quote = '\0';
    for (var i = position; i < path.length(); i++) {
      var character = path.charAt(i);
      if (quote != '\0') {
        quote = character == quote ? '\0' : quote;
      } else if (character == '\'' || character == '"') {
        quote = character;
      } else if (character == '[') {
        depth++;
      } else if (character == ']' && --depth == 0) {
        var inner = path.substring(position + 1, i).strip();
        position = i + 1;
        if (inner.isEmpty()) {
          throw new ExpressionException("unexpected token '[]' at index " + (i - 1));
        }
        return inner;
      }
    }
    throw new ExpressionException("invalid path: '[' is never closed in " + path);
  }

  private static boolean isSingle(String selector) {
    return !selector.equals("*")
        && !selector.startsWith("?")
        && (isQuoted(selector) || selector.matches("-?\\d+"));
  }

  private static boolean isQuoted(String text) {
    return text.length() > 1
        && (text.charAt(0) == '\'' || text.charAt(0) == '"')
        && text.indexOf(text.charAt(0), 1) == text.length() - 1;
  }

  private void select(
      @Nullable Object value, String selector, boolean strict, List<@Nullable Object> into) {
    budget.step();
    if (selector.equals("*")) {
      children(value, into);
    } else if (selector.startsWith("?")) {
      var children = new ArrayList<@Nullable Object>();
      children(value, children);
      var condition = unwrapped(selector.substring(1).strip());
      for (var child : children) {
        if (PathFilter.holds(condition, child, root, budget)) {
          budget.elements(1);
          into.add(child);
        }
      }
    } else if (isQuoted(selector)) {
      var key = selector.substring(1, selector.length() - 1);
      if (value instanceof Map<?, ?> map && map.containsKey(key)) {
        budget.elements(1);
        into.add(map.get(key));
      } else if (value instanceof List<?> list && key.equals("length")) {
        into.add((double) list.size());
      } else if (strict) {
        throw new ExpressionException(
            value instanceof Map
                ? "key: invalid token key '" + key + "' not found"
                : "key: invalid token target. expected [map] got [" + kind(value) + "]");
      }
    } else if (selector.contains(",")) {
      for (var part : selector.split(",")) {
        select(value, part.strip(), false, into);
      }
    } else if (selector.contains(":")) {
      slice(value, selector, into);
    } else {
      index(value, selector, strict, into);
    }
  }

  private static String unwrapped(String condition) {
    return condition.startsWith("(") && condition.endsWith(")")
        ? condition.substring(1, condition.length() - 1)
        : condition;
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case List<?> _ -> "slice";
      case Double _ -> "float64";
      default -> GoFormat.typeName(value);
    };
  }

  private void index(
      @Nullable Object value, String selector, boolean strict, List<@Nullable Object> into) {
    long index;
    try {
      index = Long.parseLong(selector);
    } catch (NumberFormatException wrong) {
      throw new ExpressionException("invalid token '" + selector + "'");
    }
    if (!(value instanceof List<?> list)) {
      if (strict) {
        throw new ExpressionException(
            "index: invalid token target. expected [array slice] got [" + kind(value) + "]");
      }
      return;
    }
    var actual = index < 0 ? index + list.size() : index;
    if (actual >= 0 && actual < list.size()) {
      budget.elements(1);
      into.add(list.get((int) actual));
    } else if (strict) {
      throw new ExpressionException("index: invalid token out of range");
    }
  }

  private void slice(@Nullable Object value, String selector, List<@Nullable Object> into) {
    if (!(value instanceof List<?> list)) {
      return;
    }
    var parts = selector.split(":", -1);
    var size = list.size();
    try {
      var step = parts.length > 2 && !parts[2].isBlank() ? Integer.parseInt(parts[2].strip()) : 1;
      if (step == 0 || parts.length > 3) {
        throw new ExpressionException("range: invalid token out of range");
      }
      var from = parts[0].isBlank() ? step > 0 ? 0 : size - 1 : bound(parts[0], size);
      var to = parts[1].isBlank() ? step > 0 ? size : -1 : bound(parts[1], size);
      for (long i = from; step > 0 ? i < to : i > to; i += step) {
        if (i >= 0 && i < size) {
          budget.elements(1);
          into.add(list.get((int) i));
        }
      }
    } catch (NumberFormatException wrong) {
      throw new ExpressionException("range: invalid token '" + selector + "'");
    }
  }

  private static int bound(String text, int size) {
    var index = Integer.parseInt(text.strip());
    return Math.clamp(index < 0 ? index + (long) size : index, -1, size);
  }

  private void children(@Nullable Object value, List<@Nullable Object> into) {
    switch (value) {
      case List<?> list -> {
        budget.elements(list.size());
        into.addAll(list);
      }
      case Map<?, ?> map -> {
        budget.elements(map.size());
        map.entrySet().stream()
            .sorted((a, b) -> Values.order(a.getKey(), b.getKey()))
            .forEach(entry -> into.add(entry.getValue()));
      }
      case null, default -> {}
    }
  }

  private void descend(@Nullable Object value, List<@Nullable Object> into, int depth) {
    Values.checkDepth(depth);
    budget.elements(1);
    into.add(value);
    var children = new ArrayList<@Nullable Object>();
    children(value, children);
    children.forEach(child -> descend(child, into, depth + 1));
  }

  /// The value of `@.a.b` or `$.a.b` within a filter, or [PathFilter#NOTHING].
  static @Nullable Object find(
      String path, @Nullable Object current, @Nullable Object root, Budget budget) {
    try {
      return read(path.startsWith("@") ? current : root, "$" + path.substring(1), budget);
    } catch (ExpressionException absent) {
      return PathFilter.NOTHING;
    }
  }
}
