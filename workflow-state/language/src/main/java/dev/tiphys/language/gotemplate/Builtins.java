package dev.tiphys.language.gotemplate;

import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoFunctions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The functions that a template can call: Go's own, sprig's, and those of whoever executes it.
final class Builtins {
  private static final Set<String> GO =
      Set.of(
          "and",
          "or",
          "not",
          "len",
          "index",
          "slice",
          "print",
          "printf",
          "println",
          "html",
          "js",
          "urlquery",
          "call",
          "eq",
          "ne",
          "lt",
          "le",
          "gt",
          "ge");

  private final GoFunctions functions;
  private final Set<String> ownNames;
  private final GoTemplate.Functions own;

  Builtins(Ambient ambient, Set<String> ownNames, GoTemplate.Functions own) {
    functions = new GoFunctions(ambient);
    this.ownNames = ownNames;
    this.own = own;
  }

  static boolean isFunction(String name) {
    return GO.contains(name) || GoFunctions.NAMES.contains(name);
  }

  GoFunctions functions() {
    return functions;
  }

  /// Whether a condition takes a value for true: it is not the zero of its type.
  static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case String text -> !text.isEmpty();
      case Long number -> number != 0;
      case Double number -> number != 0;
      case Collection<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> value != Execution.NOTHING;
    };
  }

  @Nullable Object call(String name, List<@Nullable Object> in) {
    if (ownNames.contains(name)) {
      return own.call(name, in);
    }
    return switch (name) {
      case "not" -> !isTrue(one(name, in));
      case "len" -> length(one(name, in));
      case "index" -> index(in);
      case "slice" -> slice(in);
      case "print" -> Printf.print(in, functions);
      case "println" -> Printf.println(in, functions);
      case "printf" -> Printf.format(in, functions);
      case "html" -> escaped(Printf.print(in, functions));
      case "js" -> script(Printf.print(in, functions));
      case "urlquery" -> query(Printf.print(in, functions));
      case "call" -> throw new ExpressionException("non-function of type " + type(in, 0));
      case "eq" -> equal(in);
      case "ne" -> {
        count(name, in, 2);
        yield !same(in.get(0), in.get(1));
      }
      case "lt" -> order(name, in) < 0;
      case "le" -> order(name, in) <= 0;
      case "gt" -> order(name, in) > 0;
      case "ge" -> order(name, in) >= 0;
      case "set" -> set(in);
      case "unset" -> unset(in);
      case "merge", "mustMerge" -> merge(in, false);
      case "mergeOverwrite", "mustMergeOverwrite" -> merge(in, true);
      default -> functions.call(name, in);
    };
  }

  private static String type(List<@Nullable Object> in, int index) {
    return GoFunctions.typeName(in.size() > index ? in.get(index) : null);
  }

  private static void count(String name, List<?> in, int wanted) {
    if (in.size() != wanted) {
      throw new ExpressionException(
          "wrong number of args for %s: want %d got %d".formatted(name, wanted, in.size()));
    }
  }

  private static @Nullable Object one(String name, List<@Nullable Object> in) {
    count(name, in, 1);
    return in.getFirst();
  }

  private static long length(@Nullable Object value) {
    return switch (value) {
      case null -> throw new ExpressionException("len of nil pointer");
      case String text -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      case Collection<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      default -> throw new ExpressionException("len of type " + GoFunctions.typeName(value));
    };
  }

  private static @Nullable Object index(List<@Nullable Object> in) {
    if (in.isEmpty()) {
      throw new ExpressionException("wrong number of args for index: want at least 1 got 0");
    }
    var item = in.getFirst();
    if (item == null) {
      throw new ExpressionException("index of untyped nil");
    }
    for (var key : in.subList(1, in.size())) {
      item =
          switch (item) {
            case null -> throw new ExpressionException("index of nil pointer");
            case Map<?, ?> map -> {
              if (!(key instanceof String)) {
                throw new ExpressionException(
                    "value has type %s; should be string".formatted(GoFunctions.typeName(key)));
              }
              yield map.get(key);
            }
            case List<?> list -> list.get(position(key, list.size() - 1));
            case String text ->
                (Object) Long.valueOf(text.charAt(position(key, text.length() - 1)));
            default ->
                throw new ExpressionException(
                    "can't index item of type " + GoFunctions.typeName(item));
          };
    }
    return item;
  }

  private static int position(@Nullable Object key, int most) {
    if (key == null) {
      throw new ExpressionException("cannot index slice/array with nil");
    }
    if (!(key instanceof Long number)) {
      throw new ExpressionException(
          "cannot index slice/array with type " + GoFunctions.typeName(key));
    }
    if (number < 0 || number > most) {
      throw new ExpressionException("index out of range: " + number);
    }
    return number.intValue();
  }

  private static Object slice(List<@Nullable Object> in) {
    var item = in.isEmpty() ? null : in.getFirst();
    var size =
        switch (item) {
          case String text -> text.length();
          case List<?> list -> list.size();
          case null -> throw new ExpressionException("slice of untyped nil");
          default ->
              throw new ExpressionException(
                  "can't slice item of type " + GoFunctions.typeName(item));
        };
    var from = in.size() > 1 ? position(in.get(1), size) : 0;
    var to = in.size() > 2 ? position(in.get(2), size) : size;
    if (from > to) {
      throw new ExpressionException("invalid slice index: %d > %d".formatted(from, to));
    }
    return item instanceof String text
        ? text.substring(from, to)
        : new ArrayList<>(((List<?>) item).subList(from, to));
  }

  private boolean equal(List<@Nullable Object> in) {
    if (in.size() < 2) {
      throw new ExpressionException("missing argument for comparison");
    }
    return in.stream().skip(1).anyMatch(other -> same(in.getFirst(), other));
  }

  private boolean same(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return left == right;
    }
    if (left instanceof Map
        || left instanceof List
        || right instanceof Map
        || right instanceof List) {
      throw new ExpressionException("non-comparable types");
    }
    if (left instanceof Number a && right instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue()) == 0;
    }
    if (left.getClass() != right.getClass()) {
      throw new ExpressionException("incompatible types for comparison");
    }
    return functions.equal(left, right);
  }

  private static int order(String name, List<@Nullable Object> in) {
    count(name, in, 2);
    var left = in.get(0);
    var right = in.get(1);
    var comparable =
        left instanceof Number && right instanceof Number
            || left instanceof String && right instanceof String;
    if (!comparable) {
      throw new ExpressionException("incompatible types for comparison");
    }
    return GoFunctions.compare(left, right);
  }

  @SuppressWarnings("unchecked") // what executes a template made all of its maps itself
  private static Map<Object, @Nullable Object> map(List<@Nullable Object> in, int index) {
    if (in.size() > index && in.get(index) instanceof Map<?, ?> map) {
      return (Map<Object, @Nullable Object>) map;
    }
    throw new ExpressionException(
        "wrong type for value; expected map[string]interface {}; got " + type(in, index));
  }

  private static Object set(List<@Nullable Object> in) {
    count("set", in, 3);
    var map = map(in, 0);
    map.put(String.valueOf(in.get(1)), in.get(2));
    return map;
  }

  private static Object unset(List<@Nullable Object> in) {
    count("unset", in, 2);
    var map = map(in, 0);
    map.remove(String.valueOf(in.get(1)));
    return map;
  }

  /// Merges into the first map. What it has stays, unless `overwrite` and the other is not empty.
  private static Object merge(List<@Nullable Object> in, boolean overwrite) {
    var first = map(in, 0);
    for (var i = 1; i < in.size(); i++) {
      merge(first, map(in, i), overwrite);
    }
    return first;
  }

  @SuppressWarnings("unchecked") // as above
  private static void merge(
      Map<Object, @Nullable Object> into, Map<Object, @Nullable Object> from, boolean overwrite) {
    from.forEach(
        (key, value) -> {
          var own = into.get(key);
          if (own instanceof Map<?, ?> left && value instanceof Map<?, ?> right) {
            merge(
                (Map<Object, @Nullable Object>) left,
                (Map<Object, @Nullable Object>) right,
                overwrite);
          } else if (!isTrue(own) || overwrite && isTrue(value)) {
            into.put(key, value);
          }
        });
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  private static String script(String text) {
    return text.replace("\\", "\\\\")
        .replace("'", "\\'")
        .replace("\"", "\\\"")
        .replace("<", "\\u003C")
        .replace(">", "\\u003E")
        .replace("&", "\\u0026")
        .replace("=", "\\u003D")
        .replace("\n", "\\u000A")
        .replace("\r", "\\u000D");
  }

  private static String query(String text) {
    try {
      return new URI(null, null, null, text, null)
          .getRawQuery()
          .replace("&", "%26")
          .replace("=", "%3D")
          .replace("+", "%2B")
          .replace("/", "%2F")
          .replace(":", "%3A")
          .replace("?", "%3F")
          .replace("@", "%40")
          .replace("%20", "+");
    } catch (URISyntaxException e) {
      throw new ExpressionException("urlquery: " + e.getReason());
    }
  }
}
