package dev.tiphys.language.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lists and dictionaries of sprig. Nothing is changed in place: each function answers a copy.
final class SprigCollections {
  private SprigCollections() {}

  static @Nullable Object call(String name, Arguments in) {
    return switch (name) {
      case "list", "tuple" -> in.from(0);
      case "first" -> {
        var list = in.list(0, "find first");
        yield list.isEmpty() ? null : list.getFirst();
      }
      case "last" -> {
        var list = in.list(0, "find last");
        yield list.isEmpty() ? null : list.getLast();
      }
      case "rest" -> {
        var list = in.list(0, "find rest");
        yield list.isEmpty() ? null : copy(list.subList(1, list.size()));
      }
      case "initial" -> {
        var list = in.list(0, "find initial");
        yield list.isEmpty() ? null : copy(list.subList(0, list.size() - 1));
      }
      case "append", "push" -> {
        var list = copy(in.list(0, "push"));
        list.add(in.any(1));
        yield list;
      }
      case "prepend" -> {
        var list = copy(in.list(0, "prepend"));
        list.addFirst(in.any(1));
        yield list;
      }
      case "concat" -> {
        var all = new ArrayList<@Nullable Object>();
        for (var i = 0; i < in.size(); i++) {
          all.addAll(in.list(i, "concat type " + Arguments.kind(in.any(i)) + " as list"));
        }
        yield all;
      }
      case "reverse" -> copy(in.list(0, "find reverse").reversed());
      case "uniq" -> in.calls().unique(in.list(0, "find uniq"));
      case "compact" -> {
        var kept = new ArrayList<@Nullable Object>();
        for (var item : in.list(0, "compact")) {
          if (!Arguments.isEmpty(item)) {
            kept.add(item);
          }
        }
        yield kept;
      }
      case "without" -> {
        var kept = new ArrayList<@Nullable Object>();
        for (var item : in.list(0, "find without")) {
          if (!has(in.from(1), item, in)) {
            kept.add(item);
          }
        }
        yield kept;
      }
      case "has" -> in.any(1) != null && has(in.list(1, "find has"), in.any(0), in);
      case "slice" -> {
        var list = in.list(0, "slice");
        if (list.isEmpty()) {
          yield null;
        }
        var from = in.size() > 1 ? (int) SprigNumbers.integer(in.any(1)) : 0;
        var to = in.size() > 2 ? (int) SprigNumbers.integer(in.any(2)) : list.size();
        Objects.checkFromToIndex(from, to, list.size());
        yield copy(list.subList(from, to));
      }
      case "chunk" -> {
        var size = in.integer(0);
        var list = in.list(1, "chunk");
        if (size <= 0) {
          throw new ExpressionException("runtime error: integer divide by zero");
        }
        var chunks = new ArrayList<@Nullable Object>();
        for (var i = 0; i < list.size(); i += size) {
          chunks.add(copy(list.subList(i, (int) Math.min((long) i + size, list.size()))));
        }
        yield chunks;
      }
      default -> dictionary(name, in);
    };
  }

  private static @Nullable Object dictionary(String name, Arguments in) {
    return switch (name) {
      case "dict" -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (var i = 0; i < in.size(); i += 2) {
          map.put(in.string(in.any(i)), i + 1 < in.size() ? in.any(i + 1) : "");
        }
        yield map;
      }
      case "get" -> {
        var map = in.map(0);
        yield map.containsKey(in.text(1)) ? map.get(in.text(1)) : "";
      }
      case "hasKey" -> in.map(0).containsKey(in.text(1));
      case "set" -> {
        var map = mapCopy(in, in.map(0));
        map.put(in.text(1), in.any(2));
        yield map;
      }
      case "unset" -> {
        var map = mapCopy(in, in.map(0));
        map.remove(in.text(1));
        yield map;
      }
      case "pick", "omit" -> {
        var map = mapCopy(in, in.map(0));
        var keys = in.from(1);
        map.keySet().removeIf(key -> keys.contains(key) == name.equals("omit"));
        yield map;
      }
      case "pluck" -> {
        var found = new ArrayList<@Nullable Object>();
        for (var i = 1; i < in.size(); i++) {
          if (in.map(i).containsKey(in.text(0))) {
            found.add(in.map(i).get(in.text(0)));
          }
        }
        yield found;
      }
      case "keys" -> {
        var keys = new ArrayList<@Nullable Object>();
        for (var i = 0; i < in.size(); i++) {
          in.budget().elements(in.map(i).size());
          keys.addAll(in.map(i).keySet());
        }
        yield keys;
      }
      case "values" -> {
        in.budget().elements(in.map(0).size());
        yield new ArrayList<@Nullable Object>(in.map(0).values());
      }
      case "dig" -> dug(in);
      case "merge", "mergeOverwrite" -> {
        var merged = mapCopy(in, in.map(0));
        for (var i = 1; i < in.size(); i++) {
          merge(merged, in.map(i), name.equals("mergeOverwrite"), in, 0);
        }
        yield merged;
      }
      case "deepCopy" -> in.any(0);
      case "deepEqual" -> deepEqual(in.any(0), in.any(1), in);
      default -> Sprig.NO_FUNCTION;
    };
  }

  private static List<@Nullable Object> copy(List<?> list) {
    return new ArrayList<>(list);
  }

  private static Map<String, @Nullable Object> mapCopy(Arguments in, Map<?, ?> map) {
    in.budget().elements(map.size());
    var copy = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }

  private static boolean has(List<?> list, @Nullable Object needle, Arguments in) {
    for (var item : list) {
      if (deepEqual(item, needle, in)) {
        return true;
      }
    }
    return false;
  }

  /// Unlike `==`, an integer never equals a floating point number.
  private static boolean deepEqual(@Nullable Object a, @Nullable Object b, Arguments in) {
    return !(a instanceof Number && b instanceof Number && a.getClass() != b.getClass())
        && Values.equal(a, b, in.budget());
  }

  private static @Nullable Object dug(Arguments in) {
    if (in.size() < 3) {
      throw new ExpressionException("dig needs at least three arguments");
    }
    Object current = in.map(in.size() - 1);
    for (var i = 0; i < in.size() - 2; i++) {
      if (!(current instanceof Map<?, ?> map) || !map.containsKey(in.text(i))) {
        return in.any(in.size() - 2);
      }
      current = map.get(in.text(i));
    }
    return current;
  }

  private static void merge(
      Map<String, @Nullable Object> into,
      Map<?, ?> from,
      boolean overwrite,
      Arguments in,
      int depth) {
    Values.checkDepth(depth);
    for (var entry : from.entrySet()) {
      in.budget().elements(1);
      var key = String.valueOf(entry.getKey());
      if (into.get(key) instanceof Map<?, ?> below && entry.getValue() instanceof Map<?, ?> other) {
        var merged = mapCopy(in, below);
        merge(merged, other, overwrite, in, depth + 1);
        into.put(key, merged);
      } else if (Arguments.isEmpty(into.get(key))
          || overwrite && !Arguments.isEmpty(entry.getValue())) {
        into.put(key, entry.getValue());
      }
    }
  }
}
