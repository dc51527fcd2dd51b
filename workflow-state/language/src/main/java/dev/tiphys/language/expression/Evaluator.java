package dev.tiphys.language.expression;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Walks a tree once. Used for one evaluation and then thrown away.
final class Evaluator {
  private final String source;
  private final Environment environment;
  private final Calls calls;
  private final Budget budget = new Budget();
  private final Map<String, Pattern> patterns = new HashMap<>();

  /// The innermost `let`, and through it those around.
  private @Nullable Binding bindings;

  /// The element that the innermost predicate looks at.
  private @Nullable Focus focus;

  private record Binding(String name, @Nullable Object value, @Nullable Binding outer) {}

  private record Focus(@Nullable Object element, long index, @Nullable Object accumulator) {}

  /// What a null under `?.` makes of the chain around it.
  private static final Object BROKEN = new Object();

  Evaluator(String source, Environment environment, Ambient ambient) {
    this.source = source;
    this.environment = environment;
    calls = new Calls(ambient, budget);
  }

  @Nullable Object evaluate(Node node) {
    try {
      budget.step();
      return visit(node);
    } catch (ExpressionException failure) {
      throw failure.at(source, node.at());
    }
  }

  private @Nullable Object visit(Node node) {
    return switch (node) {
      case Node.Constant constant -> constant.value();
      case Node.Name name -> name(name);
      case Node.Unary unary -> unary(unary);
      case Node.Binary binary -> binary(binary);
      case Node.Matches matches -> matches(matches);
      case Node.Chain chain -> {
        var value = evaluate(chain.body());
        yield value == BROKEN ? null : value;
      }
      case Node.Member member -> member(member);
      case Node.Slice slice -> slice(slice);
      case Node.Call call -> call(call);
      case Node.Builtin call -> builtin(call);
      case Node.Predicate predicate -> evaluate(predicate.body());
      case Node.Pointer pointer -> pointer(pointer);
      case Node.Let let -> {
        var outer = bindings;
        bindings = new Binding(let.name(), evaluate(let.value()), outer);
        var value = evaluate(let.body());
        bindings = outer;
        yield value;
      }
      case Node.Conditional conditional ->
          evaluate(
              Values.truth(evaluate(conditional.condition()))
                  ? conditional.then()
                  : conditional.otherwise());
      case Node.Sequence sequence -> {
        Object last = null;
        for (var each : sequence.nodes()) {
          last = evaluate(each);
        }
        yield last;
      }
      case Node.Array array -> {
        budget.elements(array.items().size());
        yield all(array.items());
      }
      case Node.MapLiteral literal -> {
        budget.elements(literal.pairs().size());
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (var pair : literal.pairs()) {
          map.put(Values.text(evaluate(pair.key())), evaluate(pair.value()));
        }
        yield map;
      }
    };
  }

  private List<@Nullable Object> all(List<Node> nodes) {
    var values = new ArrayList<@Nullable Object>(nodes.size());
    for (var node : nodes) {
      values.add(evaluate(node));
    }
    return values;
  }

  private @Nullable Object name(Node.Name node) {
    for (var binding = bindings; binding != null; binding = binding.outer()) {
      if (binding.name().equals(node.name())) {
        return binding.value();
      }
    }
    if (node.name().equals("$env")) {
      var all = new LinkedHashMap<String, @Nullable Object>();
      for (var name : environment.names()) {
        budget.elements(1);
        all.put(name, environment.value(name));
      }
      return all;
    }
    if (environment.contains(node.name())) {
      return environment.value(node.name());
    }
    if (node.name().equals("sprig")) {
      return Sprig.NAMESPACE;
    }
    throw new ExpressionException("unknown name " + node.name());
  }

  private @Nullable Object unary(Node.Unary node) {
    var value = evaluate(node.operand());
    return switch (node.operator()) {
      case "!", "not" -> !Values.truth(value);
      case "+" -> value;
      default ->
          switch (value) {
            case Long number -> -number;
            case Double number -> -number;
            case GoDuration duration -> new GoDuration(-duration.nanos());
            case null, default ->
                throw new ExpressionException("invalid operation: - " + GoFormat.typeName(value));
          };
    };
  }

  private @Nullable Object binary(Node.Binary node) {
    var left = evaluate(node.left());
    switch (node.operator()) {
      case "&&", "and" -> {
        return Values.truth(left) && Values.truth(evaluate(node.right()));
      }
      case "||", "or" -> {
        return Values.truth(left) || Values.truth(evaluate(node.right()));
      }
      case "??" -> {
        return left == null || left == BROKEN ? evaluate(node.right()) : left;
      }
      default -> {}
    }
    var right = evaluate(node.right());
    return switch (node.operator()) {
      case "==" -> Values.equal(left, right, budget);
      case "!=" -> !Values.equal(left, right, budget);
      case "<" -> Values.compare("<", left, right) < 0;
      case ">" -> Values.compare(">", left, right) > 0;
      case "<=" -> Values.compare("<=", left, right) <= 0;
      case ">=" -> Values.compare(">=", left, right) >= 0;
      case "in" -> in(left, right);
      case "contains" ->
          left != null && right != null && Values.text(left).contains(Values.text(right));
      case "startsWith" ->
          left != null && right != null && Values.text(left).startsWith(Values.text(right));
      case "endsWith" ->
          left != null && right != null && Values.text(left).endsWith(Values.text(right));
      case ".." -> range(Numbers.index(left), Numbers.index(right));
      case "+" -> sum(left, right);
      case "^", "**" -> Numbers.arithmetic("**", left, right);
      default -> Numbers.arithmetic(node.operator(), left, right);
    };
  }

  private @Nullable Object sum(@Nullable Object left, @Nullable Object right) {
    if (left instanceof String a && right instanceof String b) {
      budget.characters(a.length() + (long) b.length());
      return a + b;
    }
    return Numbers.arithmetic("+", left, right);
  }

  private boolean in(@Nullable Object needle, @Nullable Object haystack) {
    return switch (haystack) {
      case null -> false;
      case List<?> list -> {
        for (var item : list) {
          if (Values.equal(needle, item, budget)) {
            yield true;
          }
        }
        yield false;
      }
      case Map<?, ?> map -> map.containsKey(needle == null ? "" : needle);
      default ->
          throw new ExpressionException(
              "operator \"in\" not defined on " + GoFormat.typeName(haystack));
    };
  }

  private List<@Nullable Object> range(long from, long to) {
    if (to < from) {
      return List.of();
    }
    var size = to - from + 1;
    budget.elements(size <= 0 ? Long.MAX_VALUE / 2 : size);
    var list = new ArrayList<@Nullable Object>((int) size);
    for (var number = from; number <= to; number++) {
      list.add(number);
    }
    return list;
  }

  private boolean matches(Node.Matches node) {
    var left = evaluate(node.left());
    var right = node.pattern() == null ? evaluate(node.right()) : "";
    if (left == null || right == null) {
      return false;
    }
    var text = Values.text(left);
    var pattern =
        node.pattern() != null
            ? node.pattern()
            : patterns.computeIfAbsent(Values.text(right), Regexes::compile);
    budget.steps(text.length() / 16);
    return pattern.matcher(text).find();
  }

  private @Nullable Object member(Node.Member node) {
    var base = evaluate(node.base());
    if (base == BROKEN || base == null && node.optional()) {
      return BROKEN;
    }
    return Values.fetch(base, evaluate(node.property()));
  }

  private Object slice(Node.Slice node) {
    var base = evaluate(node.base());
    var bytes = base instanceof String text ? Values.utf8(text) : new byte[0];
    var size =
        switch (base) {
          case String _ -> bytes.length;
          case List<?> list -> list.size();
          case null, default ->
              throw new ExpressionException("cannot slice " + GoFormat.typeName(base));
        };
    var to = node.to() == null ? size : bound(evaluate(node.to()), size);
    var from = node.from() == null ? 0 : bound(evaluate(node.from()), size);
    from = Math.min(from, to);
    if (base instanceof List<?> list) {
      budget.elements(to - from);
      return new ArrayList<@Nullable Object>(list.subList(from, to));
    }
    return budget.made(Values.fromUtf8(java.util.Arrays.copyOfRange(bytes, from, to)));
  }

  private static int bound(@Nullable Object value, int size) {
    var index = Numbers.index(value);
    return (int) Math.clamp(index < 0 ? index + size : index, 0L, size);
  }

  private @Nullable Object call(Node.Call node) {
    if (node.callee() instanceof Node.Member member
        && member.property() instanceof Node.Constant constant
        && constant.value() instanceof String method) {
      var base = evaluate(member.base());
      if (base == BROKEN || base == null && member.optional()) {
        return BROKEN;
      }
      if (base == Sprig.NAMESPACE) {
        return Sprig.call(method, all(node.arguments()), calls);
      }
      return method(base, method, all(node.arguments()));
    }
    evaluate(node.callee());
    throw new ExpressionException("invalid operation: cannot call non-function");
  }

  private @Nullable Object method(
      @Nullable Object base, String method, List<@Nullable Object> arguments) {
    var result =
        switch (base) {
          case GoTime time -> time.call(method, arguments);
          case GoDuration duration -> duration.call(method, arguments);
          case GoEnum named when method.equals("String") -> named.name();
          case Map<?, ?> map -> {
            if (map.get(method) == null) {
              throw new ExpressionException("invalid operation: cannot call nil");
            }
            throw new ExpressionException("invalid operation: cannot call non-function");
          }
          case null, default -> null;
        };
    if (result == null) {
      throw new ExpressionException("cannot fetch " + method + " from " + GoFormat.typeName(base));
    }
    return result;
  }

  private @Nullable Object pointer(Node.Pointer node) {
    var at = focus;
    if (at == null) {
      throw new ExpressionException("cannot use pointer accessor outside predicate");
    }
    return switch (node.name()) {
      case "" -> at.element();
      case "index" -> at.index();
      case "acc" -> at.accumulator();
      default -> throw new ExpressionException("unknown pointer #" + node.name());
    };
  }

  private @Nullable Object builtin(Node.Builtin node) {
    if (!Functions.isPredicated(node.name()) || node.arguments().size() < 2) {
      return calls.function(node.name(), all(node.arguments()));
    }
    var base = evaluate(node.arguments().getFirst());
    if (!(base instanceof List<?> list)) {
      throw new ExpressionException(
          "builtin " + node.name() + " takes only array (got " + GoFormat.typeName(base) + ")");
    }
    var outer = focus;
    try {
      return predicated(node, list, node.arguments().get(1));
    } finally {
      focus = outer;
    }
  }

  private @Nullable Object predicated(Node.Builtin node, List<?> list, Node predicate) {
    return switch (node.name()) {
      case "all" -> first(list, predicate, false, false) < 0;
      case "any" -> first(list, predicate, true, false) >= 0;
      case "none" -> first(list, predicate, true, false) < 0;
      case "one" -> matching(list, predicate).size() == 1;
      case "count" -> (long) matching(list, predicate).size();
      case "filter" -> {
        var kept = matching(list, predicate);
        budget.elements(kept.size());
        yield kept;
      }
      case "find" -> element(list, first(list, predicate, true, false));
      case "findLast" -> element(list, first(list, predicate, true, true));
      case "findIndex" -> position(first(list, predicate, true, false));
      case "findLastIndex" -> position(first(list, predicate, true, true));
      case "map" -> {
        budget.elements(list.size());
        yield mapped(list, predicate);
      }
      case "sum" -> {
        Object sum = 0L;
        for (var value : mapped(list, predicate)) {
          sum = Numbers.arithmetic("+", sum, value);
        }
        yield sum;
      }
      case "groupBy" -> {
        var groups = new AnyMap("[]interface {}");
        var keys = mapped(list, predicate);
        budget.elements(list.size());
        for (var i = 0; i < list.size(); i++) {
          grouped(groups, keys.get(i)).add(list.get(i));
        }
        yield groups;
      }
      case "sortBy" -> {
        var order = node.arguments().size() > 2 ? evaluate(node.arguments().get(2)) : "asc";
        yield calls.sorted(list, mapped(list, predicate), order);
      }
      default -> reduce(node, list, predicate);
    };
  }

  private static List<@Nullable Object> grouped(AnyMap groups, @Nullable Object key) {
    if (groups.get(key) instanceof Group group) {
      return group;
    }
    var group = new Group();
    groups.put(key, group);
    return group;
  }

  /// A list of our own making, so that no cast from an unknown list is needed.
  private static final class Group extends ArrayList<@Nullable Object> {
    private static final long serialVersionUID = 1L;
  }

  private @Nullable Object reduce(Node.Builtin node, List<?> list, Node predicate) {
    var start = 0;
    Object accumulator;
    if (node.arguments().size() > 2) {
      accumulator = evaluate(node.arguments().get(2));
    } else {
      if (list.isEmpty()) {
        throw new ExpressionException("reduce of empty array with no initial value");
      }
      accumulator = list.getFirst();
      start = 1;
    }
    for (var i = start; i < list.size(); i++) {
      focus = new Focus(list.get(i), i, accumulator);
      accumulator = evaluate(predicate);
    }
    return accumulator;
  }

  /// The index of the first element, or from the end, for which the predicate says `wanted`.
  private int first(List<?> list, Node predicate, boolean wanted, boolean backwards) {
    for (var step = 0; step < list.size(); step++) {
      var i = backwards ? list.size() - 1 - step : step;
      focus = new Focus(list.get(i), i, null);
      if (Values.truth(evaluate(predicate)) == wanted) {
        return i;
      }
    }
    return -1;
  }

  private List<@Nullable Object> matching(List<?> list, Node predicate) {
    var kept = new ArrayList<@Nullable Object>();
    for (var i = 0; i < list.size(); i++) {
      focus = new Focus(list.get(i), i, null);
      if (Values.truth(evaluate(predicate))) {
        kept.add(list.get(i));
      }
    }
    return kept;
  }

  private List<@Nullable Object> mapped(List<?> list, Node predicate) {
    var values = new ArrayList<@Nullable Object>(list.size());
    for (var i = 0; i < list.size(); i++) {
      focus = new Focus(list.get(i), i, null);
      values.add(evaluate(predicate));
    }
    return values;
  }

  private static @Nullable Object element(List<?> list, int index) {
    return index < 0 ? null : list.get(index);
  }

  private static @Nullable Object position(int index) {
    return index < 0 ? null : (Object) (long) index;
  }
}
