package dev.tiphys.language.expression;

import dev.tiphys.language.expression.Type.Kind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds operations whose types can never fit, before anything is evaluated: `'1' == 1` is an error
/// and not false.
final class Checker {
  private static final Set<String> ORDERED = Set.of("<", ">", "<=", ">=");
  private final String source;
  private final Environment environment;
  private @Nullable Binding bindings;
  private @Nullable Focus focus;

  private record Binding(String name, Type type, @Nullable Binding outer) {}

  private record Focus(Type element, boolean reduces) {}

  private Checker(String source, Environment environment) {
    this.source = source;
    this.environment = environment;
  }

  static void check(Node root, String source, Environment environment) {
    new Checker(source, environment).type(root);
  }

  private Type type(@Nullable Node node) {
    return switch (node) {
      case null -> Type.NIL;
      case Node.Constant constant -> Type.of(constant.value());
      case Node.Name name -> name(name);
      case Node.Unary unary -> unary(unary);
      case Node.Binary binary -> binary(binary);
      case Node.Matches matches -> {
        var left = type(matches.left());
        var right = type(matches.right());
        if (!(fits(left, Kind.STRING) && fits(right, Kind.STRING))) {
          throw mismatched(matches.at(), "matches", left, right);
        }
        yield Type.BOOL;
      }
      case Node.Chain chain -> {
        type(chain.body());
        yield Type.UNKNOWN;
      }
      case Node.Member member -> member(member);
      case Node.Slice slice -> slice(slice);
      case Node.Call call -> call(call);
      case Node.Builtin call -> builtin(call);
      case Node.Predicate predicate -> type(predicate.body());
      case Node.Pointer pointer -> pointer(pointer);
      case Node.Let let -> let(let);
      case Node.Conditional conditional -> {
        var condition = type(conditional.condition());
        if (!fits(condition, Kind.BOOL) && conditional.condition() != conditional.then()) {
          throw error(
              conditional.condition().at(),
              "non-bool expression (type " + condition + ") used as condition");
        }
        var then = type(conditional.then());
        var otherwise = type(conditional.otherwise());
        if (then.is(Kind.NIL)) {
          yield otherwise;
        }
        yield otherwise.is(Kind.NIL) || then.equals(otherwise) ? then : Type.UNKNOWN;
      }
      case Node.Sequence sequence -> {
        var last = Type.NIL;
        for (var each : sequence.nodes()) {
          last = type(each);
        }
        yield last;
      }
      case Node.Array array -> {
        Type common = null;
        for (var item : array.items()) {
          var each = type(item);
          common = common == null || common.equals(each) ? each : Type.UNKNOWN;
        }
        yield Type.arrayOf(common == null ? Type.UNKNOWN : common);
      }
      case Node.MapLiteral map -> {
        for (var pair : map.pairs()) {
          type(pair.key());
          type(pair.value());
        }
        yield Type.MAP;
      }
    };
  }

  private Type name(Node.Name node) {
    for (var binding = bindings; binding != null; binding = binding.outer()) {
      if (binding.name().equals(node.name())) {
        return binding.type();
      }
    }
    if (environment.contains(node.name())) {
      return Type.of(environment.value(node.name()));
    }
    if (node.name().equals("sprig") || node.name().equals("$env")) {
      return Type.MAP;
    }
    throw error(node.at(), "unknown name " + node.name());
  }

  private Type let(Node.Let node) {
    if (Functions.isFunction(node.name())) {
      throw error(node.at(), "cannot redeclare builtin " + node.name());
    }
    if (environment.contains(node.name()) || node.name().equals("sprig")) {
      throw error(node.at(), "cannot redeclare " + node.name());
    }
    for (var binding = bindings; binding != null; binding = binding.outer()) {
      if (binding.name().equals(node.name())) {
        throw error(node.at(), "cannot redeclare variable " + node.name());
      }
    }
    var outer = bindings;
    bindings = new Binding(node.name(), type(node.value()), outer);
    var type = type(node.body());
    bindings = outer;
    return type;
  }

  private Type unary(Node.Unary node) {
    var operand = type(node.operand());
    var logical = node.operator().equals("!") || node.operator().equals("not");
    if (logical ? fits(operand, Kind.BOOL) : fits(operand, Kind.INT, Kind.FLOAT, Kind.DURATION)) {
      return logical ? Type.BOOL : operand;
    }
    throw error(
        node.at(), "invalid operation: " + node.operator() + " (mismatched type " + operand + ")");
  }

  private Type binary(Node.Binary node) {
    var left = type(node.left());
    var right = type(node.right());
    var unknown = left.isUnknown() || right.isUnknown();
    var numbers = left.isNumber() && right.isNumber();
    var same = left.kind() == right.kind();
    var operator = node.operator();
    var result =
        switch (operator) {
          case "==", "!=" -> comparable(left, right) ? Type.BOOL : null;
          case "&&", "and", "||", "or" ->
              fits(left, Kind.BOOL) && fits(right, Kind.BOOL) ? Type.BOOL : null;
          case "contains", "startsWith", "endsWith" ->
              fits(left, Kind.STRING) && fits(right, Kind.STRING) ? Type.BOOL : null;
          case ".." ->
              fits(left, Kind.INT) && fits(right, Kind.INT) ? Type.arrayOf(Type.INT) : null;
          case "%" -> {
            if (node.right() instanceof Node.Constant constant
                && constant.value() instanceof Long divisor
                && divisor == 0
                && node.left() instanceof Node.Constant) {
              throw error(node.at(), "integer divide by zero");
            }
            yield fits(left, Kind.INT) && fits(right, Kind.INT) ? Type.INT : null;
          }
          case "/", "^", "**" ->
              fits(left, Kind.INT, Kind.FLOAT) && fits(right, Kind.INT, Kind.FLOAT)
                  ? Type.FLOAT
                  : null;
          case "??" -> left.is(Kind.NIL) ? right : left.equals(right) ? left : Type.UNKNOWN;
          case "in" -> in(node, left, right);
          default -> {
            if (ORDERED.contains(operator)) {
              yield numbers
                      || same && left.is(Kind.STRING, Kind.TIME, Kind.DURATION)
                      || unknown && ordered(left) && ordered(right)
                  ? Type.BOOL
                  : null;
            }
            if (numbers) {
              yield left.is(Kind.FLOAT) || right.is(Kind.FLOAT) ? Type.FLOAT : Type.INT;
            }
            yield sum(operator, left, right, unknown);
          }
        };
    if (result == null) {
      throw mismatched(node.at(), operator, left, right);
    }
    return result;
  }

  private static boolean ordered(Type type) {
    return fits(type, Kind.INT, Kind.FLOAT, Kind.STRING, Kind.TIME, Kind.DURATION);
  }

  private static @Nullable Type sum(String operator, Type left, Type right, boolean unknown) {
    if (unknown) {
      var fits =
          ordered(left)
              && ordered(right)
              && (operator.equals("+") || !left.is(Kind.STRING) && !right.is(Kind.STRING))
              && !(operator.equals("*") && (left.is(Kind.TIME) || right.is(Kind.TIME)));
      return fits ? Type.UNKNOWN : null;
    }
    var durations = left.is(Kind.DURATION) && right.is(Kind.DURATION);
    return switch (operator) {
      case "+" -> {
        if (left.is(Kind.STRING) && right.is(Kind.STRING)) {
          yield Type.STRING;
        }
        if (left.is(Kind.TIME) && right.is(Kind.DURATION)
            || left.is(Kind.DURATION) && right.is(Kind.TIME)) {
          yield Type.TIME;
        }
        yield durations ? Type.DURATION : null;
      }
      case "-" -> {
        if (left.is(Kind.TIME) && right.is(Kind.DURATION)) {
          yield Type.TIME;
        }
        yield durations || left.is(Kind.TIME) && right.is(Kind.TIME) ? Type.DURATION : null;
      }
      case "*" ->
          durations
                  || left.isNumber() && right.is(Kind.DURATION)
                  || left.is(Kind.DURATION) && right.isNumber()
              ? Type.DURATION
              : null;
      default -> null;
    };
  }

  private @Nullable Type in(Node.Binary node, Type left, Type right) {
    if (right.is(Kind.MAP) && !left.is(Kind.STRING, Kind.UNKNOWN, Kind.NIL)) {
      throw error(node.at(), "cannot use " + left + " as type string in map key");
    }
    if (right.is(Kind.ARRAY) && !comparable(left, right.elementType())) {
      throw error(
          node.at(), "cannot use " + left + " as type " + right.elementType() + " in array");
    }
    return right.isMap() || right.is(Kind.ARRAY, Kind.UNKNOWN, Kind.NIL) ? Type.BOOL : null;
  }

  private Type member(Node.Member node) {
    var base = type(node.base());
    var property = type(node.property());
    return switch (base.kind()) {
      case UNKNOWN -> Type.UNKNOWN;
      case NIL -> throw error(node.at(), "type nil has no field " + constantName(node.property()));
      case MAP -> {
        if (!property.is(Kind.STRING, Kind.UNKNOWN)) {
          throw error(
              node.property().at(), "cannot use " + property + " to get an element from " + base);
        }
        yield node.base() instanceof Node.Name(var at, var name)
                && name.equals("$env")
                && node.property() instanceof Node.Constant constant
                && constant.value() instanceof String key
                && environment.contains(key)
            ? Type.of(environment.value(key))
            : Type.UNKNOWN;
      }
      case ANY_MAP -> Type.UNKNOWN;
      case ARRAY -> {
        if (!fits(property, Kind.INT)) {
          throw error(
              node.property().at(),
              "array elements can only be selected using an integer (got " + property + ")");
        }
        yield base.elementType();
      }
      case TIME, DURATION ->
          throw error(node.at(), "type " + base + " has no field " + constantName(node.property()));
      case BOOL, INT, FLOAT, STRING ->
          throw error(node.at(), "type " + base + "[" + property + "] is undefined");
    };
  }

  private static String constantName(Node property) {
    return property instanceof Node.Constant constant ? String.valueOf(constant.value()) : "";
  }

  private Type slice(Node.Slice node) {
    var base = type(node.base());
    if (!fits(base, Kind.ARRAY, Kind.STRING)) {
      throw error(node.at(), "cannot slice " + base);
    }
    for (var bound : new Node[] {node.from(), node.to()}) {
      if (bound != null) {
        var type = type(bound);
        if (!fits(type, Kind.INT)) {
          throw error(bound.at(), "non-integer slice index " + type);
        }
      }
    }
    return base;
  }

  private Type call(Node.Call node) {
    if (node.callee() instanceof Node.Member member) {
      var base = type(member.base());
      var property = type(member.property());
      if (base.is(Kind.BOOL, Kind.INT, Kind.FLOAT, Kind.STRING)) {
        throw error(node.at(), "type " + base + "[" + property + "] is undefined");
      }
      if (base.is(Kind.NIL)) {
        throw error(node.at(), "type nil has no field " + constantName(member.property()));
      }
      var method = constantName(member.property());
      if (base.is(Kind.TIME) && !GoTime.METHODS.contains(method)
          || base.is(Kind.DURATION) && !GoDuration.METHODS.contains(method)) {
        throw error(node.at(), "type " + base + " has no method " + method);
      }
      node.arguments().forEach(this::type);
      return Type.UNKNOWN;
    }
    var callee = type(node.callee());
    if (!callee.isUnknown()) {
      throw error(node.at(), callee + " is not callable");
    }
    node.arguments().forEach(this::type);
    return Type.UNKNOWN;
  }

  private Type pointer(Node.Pointer node) {
    if (focus == null) {
      throw error(node.at(), "cannot use pointer accessor outside predicate");
    }
    return switch (node.name()) {
      case "" -> focus.element();
      case "index" -> Type.INT;
      default -> {
        if (!node.name().equals("acc") || !focus.reduces()) {
          throw error(node.at(), "unknown pointer #" + node.name());
        }
        yield Type.UNKNOWN;
      }
    };
  }

  private Type builtin(Node.Builtin node) {
    var name = node.name();
    try {
      Functions.checkArguments(name, node.arguments().size());
    } catch (ExpressionException wrong) {
      throw wrong.at(source, node.at());
    }
    var predicated = Functions.isPredicated(name) && node.arguments().size() > 1;
    var first = node.arguments().isEmpty() ? Type.NIL : type(node.arguments().getFirst());
    if (!predicated) {
      var types = new java.util.ArrayList<Type>(List.of(first));
      node.arguments().stream().skip(1).map(this::type).forEach(types::add);
      return Signatures.result(node, types, source);
    }
    if (!fits(first, Kind.ARRAY)) {
      throw error(
          node.arguments().getFirst().at(),
          "builtin " + name + " takes only array (got " + first + ")");
    }
    var outer = focus;
    focus = new Focus(first.elementType(), name.equals("reduce"));
    var body = type(node.arguments().get(1));
    focus = outer;
    if (node.arguments().size() > 2) {
      type(node.arguments().get(2));
    }
    return switch (name) {
      case "map" -> Type.arrayOf(body);
      case "sum", "reduce" -> Type.UNKNOWN;
      case "groupBy" -> Type.ANY_MAP;
      case "sortBy" -> first;
      default -> {
        if (!fits(body, Kind.BOOL)) {
          throw error(
              node.arguments().get(1).at(), "predicate should return boolean (got " + body + ")");
        }
        yield switch (name) {
          case "filter" -> first;
          case "find", "findLast" -> first.elementType();
          case "count", "findIndex", "findLastIndex" -> Type.INT;
          default -> Type.BOOL;
        };
      }
    };
  }

  static boolean fits(Type type, Kind... kinds) {
    return type.isUnknown() || type.is(kinds);
  }

  private static boolean comparable(Type left, Type right) {
    return left.isUnknown()
        || right.isUnknown()
        || left.is(Kind.NIL)
        || right.is(Kind.NIL)
        || left.kind() == right.kind()
        || left.isNumber() && right.isNumber()
        || left.isMap() && right.isMap();
  }

  private ExpressionException mismatched(int at, String operator, Type left, Type right) {
    return error(
        at,
        "invalid operation: " + operator + " (mismatched types " + left + " and " + right + ")");
  }

  private ExpressionException error(int at, String message) {
    return new ExpressionException(message).at(source, at);
  }
}
