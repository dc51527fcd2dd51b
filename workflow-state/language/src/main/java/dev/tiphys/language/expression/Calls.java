package dev.tiphys.language.expression;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Carries out the functions that take plain values.
final class Calls {
  private static final List<String> DATE_LAYOUTS =
      List.of(
          "2006-01-02",
          "15:04:05",
          "2006-01-02 15:04:05",
          "2006-01-02T15:04:05Z07:00",
          "02 Jan 06 15:04 MST",
          "Monday, 02-Jan-06 15:04:05 MST",
          "Mon, 02 Jan 2006 15:04:05 MST");

  private final Ambient ambient;
  private final Budget budget;

  Calls(Ambient ambient, Budget budget) {
    this.ambient = ambient;
    this.budget = budget;
  }

  Ambient ambient() {
    return ambient;
  }

  Budget budget() {
    return budget;
  }

  @Nullable Object function(String name, List<@Nullable Object> arguments) {
    Functions.checkArguments(name, arguments.size());
    var first = arguments.isEmpty() ? null : arguments.getFirst();
    var second = arguments.size() > 1 ? arguments.get(1) : null;
    return switch (name) {
      case "len" -> length(first);
      case "type" -> type(first);
      case "int", "asInt" -> Numbers.toInt(first);
      case "float", "asFloat" -> Numbers.toFloat(first);
      case "string" -> first instanceof String ? first : GoFormat.print(first, budget);
      case "abs", "ceil", "floor", "round" -> rounded(name, first);
      case "min", "max" -> extreme(name, arguments);
      case "sum" -> {
        Object sum = 0L;
        for (var item : list(name, first)) {
          sum = Numbers.arithmetic("+", sum, item);
        }
        yield sum;
      }
      case "mean" -> mean(numbers(name, arguments, 0));
      case "median" -> median(numbers(name, arguments, 0));
      case "count" -> list(name, first).stream().filter(Values::truth).count();
      case "now" -> GoTime.of(ambient.clock().instant());
      case "duration" -> GoDuration.parse(Values.text(first));
      case "date" -> date(arguments);
      case "timezone" -> new GoEnum("Location", 0, GoTime.zone(Values.text(first)).getId());
      case "toJSON" -> Json.writeIndented(first, true, budget);
      case "toJson" -> Json.write(first, true, budget);
      case "fromJSON" -> Json.parse(Values.text(first), budget);
      case "jsonpath" ->
          JsonPath.read(Json.parse(Values.text(first), budget), Values.text(second), budget);
      case "toBase64" ->
          budget.made(Base64.getEncoder().encodeToString(Values.utf8(Values.text(first))));
      case "fromBase64" -> fromBase64(Values.text(first));
      case "bitand" -> Numbers.toInt(first) & Numbers.toInt(second);
      case "bitor" -> Numbers.toInt(first) | Numbers.toInt(second);
      case "bitxor" -> Numbers.toInt(first) ^ Numbers.toInt(second);
      case "bitnand" -> Numbers.toInt(first) & ~Numbers.toInt(second);
      case "bitnot" -> ~Numbers.toInt(first);
      case "bitshl", "bitshr", "bitushr" ->
          shifted(name, Numbers.toInt(first), Numbers.toInt(second));
      case "trim", "trimPrefix", "trimSuffix", "upper", "lower", "split", "splitAfter", "replace" ->
          Strings.call(name, arguments, budget);
      case "repeat", "indexOf", "lastIndexOf", "hasPrefix", "hasSuffix", "join" ->
          Strings.call(name, arguments, budget);
      case "sort" -> {
        var items = list(name, first);
        yield sorted(items, items, arguments.size() > 1 ? second : "asc");
      }
      default -> collection(name, arguments, first, second);
    };
  }

  private @Nullable Object collection(
      String name,
      List<@Nullable Object> arguments,
      @Nullable Object first,
      @Nullable Object second) {
    switch (name) {
      case "keys", "values", "toPairs" -> {
        if (!(first instanceof Map<?, ?> map)) {
          throw new ExpressionException(
              (name.equals("toPairs") ? "cannot transform " : "cannot get " + name + " from ")
                  + GoFormat.typeName(first)
                  + (name.equals("toPairs") ? " to pairs" : ""));
        }
        budget.elements(map.size());
        return switch (name) {
          case "keys" -> new ArrayList<@Nullable Object>(map.keySet());
          case "values" -> new ArrayList<@Nullable Object>(map.values());
          default -> {
            var pairs = new ArrayList<@Nullable Object>();
            map.forEach((key, value) -> pairs.add(listOf(key, value)));
            yield pairs;
          }
        };
      }
      case "get", "first", "last" -> {
        try {
          return Values.fetch(
              first, name.equals("get") ? second : (Long) (name.equals("first") ? 0L : -1L));
        } catch (ExpressionException absent) {
          return null;
        }
      }
      case "concat" -> {
        var all = new ArrayList<@Nullable Object>();
        for (var argument : arguments) {
          var items = list(name, argument);
          budget.elements(items.size());
          all.addAll(items);
        }
        return all;
      }
      case "fromPairs" -> {
        var map = new AnyMap("interface {}");
        for (var pair : list(name, first)) {
          if (!(pair instanceof List<?> entry) || entry.size() != 2) {
            throw new ExpressionException("invalid pair " + GoFormat.print(pair, budget));
          }
          budget.elements(1);
          map.put(entry.getFirst(), entry.getLast());
        }
        return map;
      }
      default -> {}
    }
    var items = list(name, first);
    budget.elements(items.size());
    return switch (name) {
      case "reverse" -> new ArrayList<@Nullable Object>(items.reversed());
      case "take" -> {
        var count = Numbers.toInt(second);
        if (count < 0) {
          throw new ExpressionException("cannot take " + count + " elements");
        }
        yield new ArrayList<@Nullable Object>(
            items.subList(0, (int) Math.min(count, items.size())));
      }
      case "uniq" -> unique(items);
      default -> {
        var flat = new ArrayList<@Nullable Object>();
        flatten(items, flat, 0);
        yield flat;
      }
    };
  }

  /// Elements that equal an earlier one are left out. Scalars are found by hashing.
  List<@Nullable Object> unique(List<?> items) {
    var kept = new ArrayList<@Nullable Object>();
    var scalars = new java.util.HashSet<@Nullable Object>();
    var composites = new ArrayList<@Nullable Object>();
    for (var item : items) {
      if (item instanceof List || item instanceof Map) {
        if (composites.stream().noneMatch(seen -> Values.equal(seen, item, budget))) {
          composites.add(item);
          kept.add(item);
        }
      } else if (scalars.add(
          item instanceof Double number && number == number.longValue()
              ? (Object) number.longValue()
              : item)) {
        kept.add(item);
      }
    }
    return kept;
  }

  private void flatten(List<?> items, List<@Nullable Object> into, int depth) {
    Values.checkDepth(depth);
    for (var item : items) {
      if (item instanceof List<?> inner) {
        flatten(inner, into, depth + 1);
      } else {
        budget.elements(1);
        into.add(item);
      }
    }
  }

  static List<@Nullable Object> listOf(@Nullable Object a, @Nullable Object b) {
    var list = new ArrayList<@Nullable Object>(2);
    list.add(a);
    list.add(b);
    return list;
  }

  private static List<?> list(String name, @Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    var verb =
        switch (name) {
          case "take" -> "cannot take from ";
          case "sort", "reverse", "uniq", "concat", "flatten" -> "cannot " + name + " ";
          default -> "invalid argument for " + name + " ";
        };
    throw new ExpressionException(
        verb.startsWith("invalid")
            ? verb + "(type " + GoFormat.typeName(value) + ")"
            : verb + GoFormat.typeName(value));
  }

  /// Sorts `items` by the key at the same place, stably.
  List<@Nullable Object> sorted(List<?> items, List<?> keys, @Nullable Object order) {
    if (!"asc".equals(order) && !"desc".equals(order)) {
      throw new ExpressionException("invalid order " + order + ", expected asc or desc");
    }
    budget.elements(items.size());
    Comparator<Integer> comparator =
        (a, b) -> {
          budget.step();
          return Values.compare("<", keys.get(a), keys.get(b));
        };
    if ("desc".equals(order)) {
      comparator = comparator.reversed();
    }
    var sorted = new ArrayList<@Nullable Object>(items.size());
    IntStream.range(0, items.size())
        .boxed()
        .sorted(comparator)
        .forEach(index -> sorted.add(items.get(index)));
    return sorted;
  }

  private static long length(@Nullable Object value) {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case null, default ->
          throw new ExpressionException(
              "invalid argument for len (type "
                  + (value == null ? "nil" : GoFormat.typeName(value))
                  + ")");
    };
  }

  private static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case Double _ -> "float";
      case List<?> _ -> "array";
      case Map<?, ?> _ -> "map";
      default -> GoFormat.typeName(value);
    };
  }

  private static Number rounded(String name, @Nullable Object value) {
    return switch (value) {
      case Long number -> name.equals("abs") ? (Number) Math.abs(number) : (double) number;
      case Double number ->
          switch (name) {
            case "abs" -> Math.abs(number);
            case "ceil" -> Math.ceil(number);
            case "floor" -> Math.floor(number);
            default ->
                Math.abs(number) < 1L << 52
                    ? Math.copySign(Math.floor(Math.abs(number) + 0.5), number)
                    : number;
          };
      case null, default ->
          throw new ExpressionException(
              "invalid argument for " + name + " (type " + GoFormat.typeName(value) + ")");
    };
  }

  private @Nullable Object extreme(String name, List<?> arguments) {
    Object best = null;
    for (var number : numbers(name, arguments, 0)) {
      if (best == null
          || (name.equals("max")
              ? Values.compare(">", number, best) > 0
              : Values.compare("<", number, best) < 0)) {
        best = number;
      }
    }
    return best;
  }

  /// The numbers of a list and of the lists in it.
  private List<Number> numbers(String name, List<?> items, int depth) {
    Values.checkDepth(depth);
    var numbers = new ArrayList<Number>();
    for (var item : items) {
      budget.step();
      switch (item) {
        case Number number -> numbers.add(number);
        case List<?> inner -> numbers.addAll(numbers(name, inner, depth + 1));
        case null, default ->
            throw new ExpressionException(
                "invalid argument for " + name + " (type " + GoFormat.typeName(item) + ")");
      }
    }
    return numbers;
  }

  private static double mean(List<Number> numbers) {
    return numbers.stream().mapToDouble(Number::doubleValue).average().orElse(0);
  }

  private static double median(List<Number> numbers) {
    var sorted = numbers.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    var middle = sorted.length / 2;
    if (sorted.length == 0) {
      return 0;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static long shifted(String name, long value, long by) {
    if (by < 0) {
      throw new ExpressionException(
          "invalid operation: negative shift count " + by + " (type int)");
    }
    return switch (name) {
      case "bitshl" -> by > 63 ? 0 : value << by;
      case "bitshr" -> value >> Math.min(by, 63);
      default -> by > 63 ? 0 : value >>> by;
    };
  }

  private String fromBase64(String text) {
    try {
      return Values.fromUtf8(Base64.getMimeDecoder().decode(checkedBase64(text)));
    } catch (IllegalArgumentException wrong) {
      throw new ExpressionException(
          "illegal base64 data at input byte " + Math.max(0, text.length() - 1));
    }
  }

  private static String checkedBase64(String text) {
    var clean = text.replace("\n", "").replace("\r", "");
    for (var i = 0; i < clean.length(); i++) {
      var character = clean.charAt(i);
      if (!(character < 128 && Character.isLetterOrDigit(character))
          && "+/=".indexOf(character) < 0) {
        throw new ExpressionException("illegal base64 data at input byte " + i);
      }
    }
    if (clean.length() % 4 != 0) {
      throw new ExpressionException(
          "illegal base64 data at input byte " + (clean.length() - clean.length() % 4));
    }
    return clean;
  }

  private GoTime date(List<@Nullable Object> arguments) {
    if (arguments.getFirst() instanceof GoTime time) {
      return time;
    }
    var text = Values.text(arguments.getFirst());
    var zone = arguments.size() > 2 ? GoTime.zone(Values.text(arguments.get(2))) : ZoneId.of("Z");
    if (arguments.size() > 1) {
      return new GoTime(GoLayout.parse(text, Values.text(arguments.get(1)), zone));
    }
    for (var layout : DATE_LAYOUTS) {
      try {
        var parsed = GoLayout.parse(text, layout, zone);
        return new GoTime(layout.equals("15:04:05") ? parsed.withYear(0) : parsed);
      } catch (ExpressionException otherLayout) {
        // The next layout may fit.
      }
    }
    throw new ExpressionException("invalid date " + text);
  }
}
