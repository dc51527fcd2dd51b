package dev.tiphys.language.expression;

import dev.tiphys.language.expression.Type.Kind;
import java.util.List;

/// Which types the plain functions take and give.
final class Signatures {
  private static final Kind[] NUMERIC = {Kind.INT, Kind.FLOAT};

  private Signatures() {}

  static Type result(Node.Builtin node, List<Type> types, String source) {
    var name = node.name();
    var first = types.getFirst();
    return switch (name) {
      case "upper", "lower", "trim", "trimPrefix", "trimSuffix" ->
          text(node, types, source, Type.STRING);
      case "toBase64", "fromBase64" -> text(node, types, source, Type.STRING);
      case "indexOf", "lastIndexOf" -> text(node, types, source, Type.INT);
      case "hasPrefix", "hasSuffix" -> text(node, types, source, Type.BOOL);
      case "duration" -> text(node, types, source, Type.DURATION);
      case "fromJSON", "jsonpath" -> text(node, types, source, Type.UNKNOWN);
      case "split", "splitAfter" -> {
        argument(node, types, 2, Kind.INT, source);
        yield text(node, types.subList(0, 2), source, Type.arrayOf(Type.STRING));
      }
      case "replace" -> {
        argument(node, types, 3, Kind.INT, source);
        yield text(node, types.subList(0, 3), source, Type.STRING);
      }
      case "repeat" -> {
        argument(node, types, 1, Kind.INT, source);
        yield text(node, types.subList(0, 1), source, Type.STRING);
      }
      case "bitand", "bitor", "bitxor", "bitnand", "bitnot", "bitshl", "bitshr", "bitushr" -> {
        for (var i = 0; i < types.size(); i++) {
          argument(node, types, i, Kind.INT, source);
        }
        yield Type.INT;
      }
      case "len" -> valid(node, first, source, Type.INT, Kind.ARRAY, Kind.MAP, Kind.STRING);
      case "abs" -> valid(node, first, source, first, NUMERIC);
      case "ceil", "floor", "round" -> valid(node, first, source, Type.FLOAT, NUMERIC);
      case "int" ->
          valid(node, first, source, Type.INT, Kind.INT, Kind.FLOAT, Kind.STRING, Kind.DURATION);
      case "float" -> valid(node, first, source, Type.FLOAT, Kind.INT, Kind.FLOAT, Kind.STRING);
      case "min", "max" -> {
        for (var type : types) {
          valid(node, type, source, type, Kind.INT, Kind.FLOAT, Kind.ARRAY);
        }
        yield Type.UNKNOWN;
      }
      case "mean", "median" -> Type.FLOAT;
      case "string", "type", "toJSON", "toJson" -> Type.STRING;
      case "join" -> {
        argument(node, types, 1, Kind.STRING, source);
        yield Type.STRING;
      }
      case "now", "date" -> Type.TIME;
      case "first", "last" -> first.is(Kind.ARRAY) ? first.elementType() : Type.UNKNOWN;
      case "keys", "values", "toPairs", "concat", "flatten" -> Type.ARRAY;
      case "reverse", "sort", "take", "uniq" -> first.is(Kind.ARRAY) ? first : Type.ARRAY;
      case "fromPairs" -> Type.ANY_MAP;
      default -> Type.UNKNOWN;
    };
  }

  private static Type text(Node.Builtin node, List<Type> types, String source, Type result) {
    for (var i = 0; i < types.size(); i++) {
      argument(node, types, i, Kind.STRING, source);
    }
    return result;
  }

  private static void argument(
      Node.Builtin node, List<Type> types, int index, Kind wanted, String source) {
    if (index < types.size() && !Checker.fits(types.get(index), wanted)) {
      throw new ExpressionException(
              "cannot use "
                  + types.get(index)
                  + " as argument (type "
                  + new Type(wanted, null)
                  + ") to call "
                  + node.name()
                  + " ")
          .at(source, node.arguments().get(index).at());
    }
  }

  private static Type valid(
      Node.Builtin node, Type type, String source, Type result, Kind... kinds) {
    if (!Checker.fits(type, kinds) && !(type.is(Kind.ANY_MAP) && node.name().equals("len"))) {
      throw new ExpressionException("invalid argument for " + node.name() + " (type " + type + ")")
          .at(source, node.at());
    }
    return result;
  }
}
