package dev.tiphys.language.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tiphys.language.condition.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Walks the words of a condition by precedence and computes as it goes.
///
/// `live` is false where the left side of `&&`, `||`, `?` or `:` has settled the matter: such
/// a part is read but not judged.
final class Evaluation {
  private static final int DEPTH_MAX = 200;
  private static final List<List<String>> LEVELS =
      List.of(
          List.of(","),
          List.of("?", ":", "??"),
          List.of("||"),
          List.of("&&"),
          List.of("==", "!=", ">", ">=", "<", "<=", "=~", "!~", "in"),
          List.of("&", "|", "^"),
          List.of("<<", ">>"),
          List.of("+", "-"),
          List.of("*", "/", "%"),
          List.of("**"));

  private final List<Token> tokens;
  private int at;
  private int depth;

  Evaluation(List<Token> tokens) {
    this.tokens = tokens;
  }

  @Nullable Object result() {
    return level(0, true);
  }

  static String show(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> Long.toString(d.longValue());
      case List<?> list ->
          "[" + String.join(" ", list.stream().map(Evaluation::show).toList()) + "]";
      default -> value.toString();
    };
  }

  private @Nullable Object level(int level, boolean live) {
    if (level == LEVELS.size()) {
      return operand(live);
    }
    var left = level(level + 1, live);
    while (at < tokens.size() && operator(level)) {
      var symbol = (String) tokens.get(at++).value();
      var needed =
          live
              && switch (symbol) {
                case "&&" -> !Boolean.FALSE.equals(left);
                case "||" -> !Boolean.TRUE.equals(left);
                case "?" -> !Boolean.FALSE.equals(left);
                case ":", "??" -> left == null;
                default -> true;
              };
      var right = level(level + 1, needed);
      if (live) {
        left = apply(symbol, left, right, needed);
      }
    }
    return left;
  }

  private boolean operator(int level) {
    return switch (tokens.get(at).kind()) {
      case MODIFIER, COMPARATOR, LOGICALOP, TERNARY, SEPARATOR ->
          LEVELS.get(level).contains(tokens.get(at).value());
      case UNKNOWN,
          PREFIX,
          NUMERIC,
          BOOLEAN,
          STRING,
          TIME,
          VARIABLE,
          ACCESSOR,
          CLAUSE,
          CLAUSE_CLOSE ->
          false;
    };
  }

  private @Nullable Object operand(boolean live) {
    if (at == tokens.size()) {
      return null;
    }
    if (++depth > DEPTH_MAX) {
      throw new ConditionException("nested deeper than the limit of " + DEPTH_MAX);
    }
    var token = tokens.get(at++);
    var value =
        switch (token.kind()) {
          case PREFIX -> {
            var inner = operand(live);
            yield live ? prefix((String) token.value(), inner) : null;
          }
          case CLAUSE -> {
            var inner = level(0, live);
            at++;
            yield inner;
          }
          case VARIABLE, ACCESSOR -> {
            if (live) {
              var name = ((String) token.value());
              var head =
                  token.kind() == Kind.ACCESSOR ? name.substring(0, name.indexOf('.')) : name;
              throw new ConditionException("No parameter '" + head + "' found.");
            }
            yield null;
          }
          case CLAUSE_CLOSE -> {
            at--;
            yield null;
          }
          case UNKNOWN,
              NUMERIC,
              BOOLEAN,
              STRING,
              TIME,
              COMPARATOR,
              LOGICALOP,
              MODIFIER,
              TERNARY,
              SEPARATOR ->
              token.value();
        };
    depth--;
    return value;
  }

  private static Object prefix(String symbol, @Nullable Object value) {
    if (symbol.equals("!") && value instanceof Boolean b) {
      return !b;
    }
    if (!symbol.equals("!") && value instanceof Double d) {
      return symbol.equals("-") ? -d : (double) ~d.longValue();
    }
    throw misuse(value, "prefix", symbol, symbol.equals("!") ? "bool" : "number");
  }

  private static @Nullable Object apply(
      String symbol, @Nullable Object left, @Nullable Object right, boolean needed) {
    return switch (symbol) {
      case "&&", "||" -> {
        var l = bool(left, "logical operator", symbol);
        yield needed ? bool(right, "logical operator", symbol) : l;
      }
      case "?" -> bool(left, "ternary operator", symbol) ? right : null;
      case ":", "??" -> left != null ? left : right;
      case "," -> {
        var list = new ArrayList<@Nullable Object>();
        if (left instanceof List<?> items) {
          list.addAll(items);
        } else {
          list.add(left);
        }
        list.add(right);
        yield list;
      }
      case "==" -> Objects.equals(left, right);
      case "!=" -> !Objects.equals(left, right);
      case "in" -> {
        if (right instanceof List<?> items) {
          yield items.contains(left);
        }
        throw misuse(right, "comparator", symbol, "number");
      }
      case "=~", "!~" -> {
        if (!(left instanceof String candidate)) {
          throw misuse(left, "comparator", symbol, "string");
        }
        if (!(right instanceof String pattern)) {
          throw misuse(right, "comparator", symbol, "string");
        }
        try {
          yield Pattern.compile(pattern).matcher(candidate).find() == symbol.equals("=~");
        } catch (PatternSyntaxException e) {
          throw new ConditionException(
              "Unable to compile regexp pattern '%s': %s".formatted(pattern, e.getMessage()));
        }
      }
      case "<", "<=", ">", ">=" -> {
        int order;
        if (left instanceof String l && right instanceof String r) {
          order = l.compareTo(r);
        } else if (left instanceof Double l && right instanceof Double r) {
          order = Double.compare(l, r);
        } else {
          // The left value is named even when the right one is to blame.
          throw misuse(left, "comparator", symbol, "number");
        }
        yield switch (symbol) {
          case "<" -> order < 0;
          case "<=" -> order <= 0;
          case ">" -> order > 0;
          default -> order >= 0;
        };
      }
      case "+" -> {
        if (left instanceof String || right instanceof String) {
          yield show(left) + show(right);
        }
        yield number(left, "modifier", symbol) + number(right, "modifier", symbol);
      }
      default -> {
        var l = number(left, "modifier", symbol);
        var r = number(right, "modifier", symbol);
        yield switch (symbol) {
          case "-" -> l - r;
          case "*" -> l * r;
          case "/" -> l / r;
          case "%" -> l % r;
          case "**" -> Math.pow(l, r);
          case "&" -> (double) ((long) l & (long) r);
          case "|" -> (double) ((long) l | (long) r);
          case "^" -> (double) ((long) l ^ (long) r);
          case "<<" -> r > 63 ? 0.0 : (double) ((long) l << (long) r);
          default -> (double) ((long) l >> Math.min(63, (long) r));
        };
      }
    };
  }

  private static boolean bool(@Nullable Object value, String role, String symbol) {
    if (value instanceof Boolean b) {
      return b;
    }
    throw misuse(value, role, symbol, "bool");
  }

  private static double number(@Nullable Object value, String role, String symbol) {
    if (value instanceof Double d) {
      return d;
    }
    throw misuse(value, role, symbol, "number");
  }

  private static ConditionException misuse(
      @Nullable Object value, String role, String symbol, String wanted) {
    return new ConditionException(
        "Value '%s' cannot be used with the %s '%s', it is not a %s"
            .formatted(show(value), role, symbol, wanted));
  }
}
