package dev.tiphys.language.expression;

import java.util.Map;
import java.util.Set;

/// The names of the functions of the language, and how many arguments each takes.
final class Functions {
  private record Arity(int least, int most) {}

  private static final Set<String> PREDICATED =
      Set.of(
          "all",
          "none",
          "any",
          "one",
          "filter",
          "map",
          "count",
          "sum",
          "find",
          "findIndex",
          "findLast",
          "findLastIndex",
          "groupBy",
          "sortBy",
          "reduce");
  private static final int ANY = Integer.MAX_VALUE;
  private static final Map<String, Arity> ARITIES = arities();

  private Functions() {}

  private static Map<String, Arity> arities() {
    var arities = new java.util.HashMap<String, Arity>();
    for (var name :
        "len type abs int float string ceil floor round upper lower mean median toJSON fromJSON"
            .split(" ")) {
      arities.put(name, new Arity(1, 1));
    }
    for (var name :
        "toBase64 fromBase64 duration first last keys values toPairs fromPairs reverse uniq flatten"
            .split(" ")) {
      arities.put(name, new Arity(1, 1));
    }
    for (var name : "asInt asFloat toJson bitnot timezone".split(" ")) {
      arities.put(name, new Arity(1, 1));
    }
    for (var name :
        "repeat indexOf lastIndexOf hasPrefix hasSuffix get take jsonpath bitand bitor bitxor"
            .split(" ")) {
      arities.put(name, new Arity(2, 2));
    }
    for (var name : "bitnand bitshl bitshr bitushr all none any one filter map find".split(" ")) {
      arities.put(name, new Arity(2, 2));
    }
    for (var name : "findIndex findLast findLastIndex groupBy".split(" ")) {
      arities.put(name, new Arity(2, 2));
    }
    for (var name : "trim trimPrefix trimSuffix join sort count sum".split(" ")) {
      arities.put(name, new Arity(1, 2));
    }
    for (var name : "split splitAfter sortBy reduce".split(" ")) {
      arities.put(name, new Arity(2, 3));
    }
    arities.put("replace", new Arity(3, 4));
    arities.put("date", new Arity(1, 3));
    arities.put("now", new Arity(0, 0));
    arities.put("max", new Arity(1, ANY));
    arities.put("min", new Arity(1, ANY));
    arities.put("concat", new Arity(1, ANY));
    return Map.copyOf(arities);
  }

  static boolean isFunction(String name) {
    return ARITIES.containsKey(name);
  }

  /// Whether the second argument is evaluated for each element of the first.
  static boolean isPredicated(String name) {
    return PREDICATED.contains(name);
  }

  static void checkArguments(String name, int count) {
    var arity = ARITIES.getOrDefault(name, new Arity(0, ANY));
    if (count < arity.least()) {
      throw new ExpressionException("not enough arguments to call " + name);
    }
    if (count > arity.most()) {
      throw new ExpressionException("too many arguments to call " + name);
    }
  }
}
