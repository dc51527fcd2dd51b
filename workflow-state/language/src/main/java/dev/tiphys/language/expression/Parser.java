package dev.tiphys.language.expression;

import dev.tiphys.language.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads tokens into a tree by the precedence of their operators.
final class Parser {
  private static final Map<String, Integer> BINARY =
      Map.ofEntries(
          Map.entry("|", 0),
          Map.entry("or", 10),
          Map.entry("||", 10),
          Map.entry("and", 15),
          Map.entry("&&", 15),
          Map.entry("==", 20),
          Map.entry("!=", 20),
          Map.entry("<", 20),
          Map.entry(">", 20),
          Map.entry(">=", 20),
          Map.entry("<=", 20),
          Map.entry("in", 20),
          Map.entry("matches", 20),
          Map.entry("contains", 20),
          Map.entry("startsWith", 20),
          Map.entry("endsWith", 20),
          Map.entry("..", 25),
          Map.entry("+", 30),
          Map.entry("-", 30),
          Map.entry("*", 60),
          Map.entry("/", 60),
          Map.entry("%", 60),
          Map.entry("**", 100),
          Map.entry("^", 100),
          Map.entry("??", 500));
  private static final Map<String, Integer> UNARY = Map.of("not", 50, "!", 50, "-", 90, "+", 90);
  private static final Set<String> NEGATABLE =
      Set.of("in", "matches", "contains", "startsWith", "endsWith");
  private static final Set<String> CHAINED = Set.of("<", ">", "<=", ">=");

  private final String source;
  private final List<Token> tokens;
  private int position;
  private Token current;
  private int predicates;
  private int nesting;

  private Parser(String source) {
    this.source = source;
    tokens = Lexer.tokens(source);
    current = tokens.getFirst();
  }

  static Node parse(String source) {
    var parser = new Parser(source);
    var node = parser.sequence();
    if (parser.current.kind() != Kind.EOF) {
      throw parser.unexpected();
    }
    return node;
  }

  private Node sequence() {
    var first = expression(0);
    if (!current.isOperator(";")) {
      return first;
    }
    var nodes = new ArrayList<Node>(List.of(first));
    while (current.isOperator(";")) {
      next();
      if (current.kind() == Kind.EOF || current.isBracket("}") || current.isBracket(")")) {
        break;
      }
      nodes.add(expression(0));
    }
    return new Node.Sequence(first.at(), nodes);
  }

  private Node expression(int precedence) {
    if (++nesting > Limits.NESTING_MAX) {
      throw error(
          "expression is nested too deeply: more than " + Limits.NESTING_MAX + " levels", current);
    }
    try {
      if (precedence == 0 && current.isOperator("let")) {
        return let();
      }
      if (precedence == 0 && current.isOperator("if")) {
        return conditionalIf();
      }
      var node = operations(primary(), precedence);
      return precedence == 0 ? conditional(node) : node;
    } finally {
      nesting--;
    }
  }

  private Node operations(Node first, int precedence) {
    var left = first;
    var previous = "";
    while (current.kind() == Kind.OPERATOR) {
      var operator = current;
      var negated = operator.isOperator("not");
      if (negated) {
        var following = tokens.get(position + 1);
        if (!NEGATABLE.contains(following.value())) {
          next();
          throw unexpected();
        }
        if (BINARY.get(following.value()) < precedence) {
          break;
        }
        next();
        operator = current;
      }
      var strength = BINARY.get(operator.value());
      if (strength == null || strength < precedence) {
        break;
      }
      next();
      if (operator.isOperator("|")) {
        var name = current;
        expect(Kind.IDENTIFIER);
        left = postfix(call(name, List.of(left)));
      } else {
        if (previous.equals("??") && !operator.isOperator("??")) {
          throw error(
              "Operator ("
                  + operator.value()
                  + ") and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.",
              operator);
        }
        left = operation(left, operator, strength);
        if (negated) {
          left = new Node.Unary(operator.at(), "not", left);
        }
      }
      previous = operator.value();
    }
    return left;
  }

  private Node operation(Node left, Token operator, int strength) {
    if (CHAINED.contains(operator.value())) {
      return comparison(left, operator, strength);
    }
    var rightBinding = operator.value().equals("**") || operator.value().equals("^");
    var right = expression(rightBinding ? strength : strength + 1);
    return operator.isOperator("matches")
        ? matches(operator, left, right)
        : new Node.Binary(operator.at(), operator.value(), left, right);
  }

  /// `1 < x < 3` means `1 < x && x < 3`.
  private Node comparison(Node first, Token firstOperator, int strength) {
    var left = first;
    var operator = firstOperator;
    Node result = null;
    while (true) {
      var right = expression(strength + 1);
      var step = new Node.Binary(operator.at(), operator.value(), left, right);
      result = result == null ? step : new Node.Binary(operator.at(), "&&", result, step);
      if (current.kind() != Kind.OPERATOR || !CHAINED.contains(current.value())) {
        return result;
      }
      left = right;
      operator = current;
      next();
    }
  }

  private Node matches(Token operator, Node left, Node right) {
    if (right instanceof Node.Constant constant && constant.value() instanceof String regex) {
      try {
        return new Node.Matches(operator.at(), left, right, Regexes.compile(regex));
      } catch (ExpressionException wrong) {
        throw wrong.at(source, operator.at());
      }
    }
    return new Node.Matches(operator.at(), left, right, null);
  }

  private Node let() {
    next();
    var name = current;
    expect(Kind.IDENTIFIER);
    expectOperator("=");
    var value = expression(0);
    expectOperator(";");
    return new Node.Let(name.at(), name.value(), value, sequence());
  }

  private Node conditionalIf() {
    var at = current.at();
    next();
    var condition = expression(0);
    expectBracket("{");
    var then = sequence();
    expectBracket("}");
    expectOperator("else");
    if (current.isOperator("if")) {
      return new Node.Conditional(at, condition, then, expression(0));
    }
    expectBracket("{");
    var otherwise = sequence();
    expectBracket("}");
    return new Node.Conditional(at, condition, then, otherwise);
  }

  private Node conditional(Node condition) {
    var node = condition;
    while (current.isOperator("?")) {
      var at = current.at();
      next();
      if (current.isOperator(":")) {
        next();
        node = new Node.Conditional(at, node, node, expression(0));
      } else {
        var then = expression(0);
        expectOperator(":");
        node = new Node.Conditional(at, node, then, expression(0));
      }
    }
    return node;
  }

  private Node primary() {
    var token = current;
    if (token.kind() == Kind.OPERATOR) {
      var strength = UNARY.get(token.value());
      if (strength != null) {
        next();
        return postfix(new Node.Unary(token.at(), token.value(), expression(strength)));
      }
      if (predicates > 0 && (token.isOperator("#") || token.isOperator("."))) {
        return postfix(pointer(token));
      }
      if (token.isOperator("::")) {
        next();
        var name = current;
        expect(Kind.IDENTIFIER);
        return postfix(call(name, List.of()));
      }
    }
    if (token.isBracket("(")) {
      next();
      var inner = sequence();
      expectBracket(")");
      return postfix(inner);
    }
    return switch (token.kind()) {
      case IDENTIFIER -> {
        next();
        yield switch (token.value()) {
          case "true" -> new Node.Constant(token.at(), true);
          case "false" -> new Node.Constant(token.at(), false);
          case "nil" -> new Node.Constant(token.at(), null);
          default ->
              postfix(
                  current.isBracket("(")
                      ? call(token, List.of())
                      : new Node.Name(token.at(), token.value()));
        };
      }
      case NUMBER -> {
        next();
        try {
          yield new Node.Constant(token.at(), Numbers.literal(token.value()));
        } catch (ExpressionException wrong) {
          throw wrong.at(source, current.at());
        }
      }
      case STRING -> {
        next();
        yield postfix(new Node.Constant(token.at(), token.value()));
      }
      case BRACKET, OPERATOR, EOF -> {
        if (token.isBracket("[")) {
          yield postfix(array());
        }
        if (token.isBracket("{")) {
          yield postfix(map());
        }
        throw unexpected();
      }
    };
  }

  private Node pointer(Token token) {
    var name = "";
    if (token.isOperator("#")) {
      next();
      if (current.kind() == Kind.IDENTIFIER) {
        name = current.value();
        next();
      }
    }
    return new Node.Pointer(token.at(), name);
  }

  private Node call(Token name, List<Node> piped) {
    var arguments = new ArrayList<>(piped);
    var predicated = Functions.isPredicated(name.value());
    expectBracket("(");
    while (!current.isBracket(")")) {
      if (arguments.size() > piped.size()) {
        expectOperator(",");
        if (current.isBracket(")")) {
          break;
        }
      }
      arguments.add(predicated && arguments.size() == 1 ? predicate() : expression(0));
    }
    next();
    return Functions.isFunction(name.value())
        ? new Node.Builtin(name.at(), name.value(), arguments)
        : new Node.Call(name.at(), new Node.Name(name.at(), name.value()), arguments);
  }

  private Node predicate() {
    var at = current.at();
    predicates++;
    Node body;
    if (current.isBracket("{")) {
      next();
      body = sequence();
      expectBracket("}");
    } else {
      body = expression(0);
      if (current.isOperator(";")) {
        throw error("wrap predicate with brackets { and }", current);
      }
    }
    predicates--;
    return new Node.Predicate(at, body);
  }

  private Node array() {
    var at = current.at();
    var items = new ArrayList<Node>();
    next();
    while (!current.isBracket("]")) {
      if (!items.isEmpty()) {
        expectOperator(",");
        if (current.isBracket("]")) {
          break;
        }
      }
      items.add(expression(0));
    }
    next();
    return new Node.Array(at, items);
  }

  private Node map() {
    var at = current.at();
    var pairs = new ArrayList<Node.Pair>();
    next();
    while (!current.isBracket("}")) {
      if (!pairs.isEmpty()) {
        expectOperator(",");
        if (current.isBracket("}")) {
          break;
        }
        if (current.isOperator(",")) {
          throw unexpected();
        }
      }
      var key = mapKey();
      expectOperator(":");
      pairs.add(new Node.Pair(key, expression(0)));
    }
    next();
    return new Node.MapLiteral(at, pairs);
  }

  private Node mapKey() {
    var token = current;
    if (token.isBracket("(")) {
      return expression(0);
    }
    return switch (token.kind()) {
      case NUMBER, STRING, IDENTIFIER -> {
        next();
        yield new Node.Constant(token.at(), token.value());
      }
      case OPERATOR, BRACKET, EOF ->
          throw error(
              "a map key must be a quoted string, a number, a identifier, or an expression enclosed"
                  + " in parentheses (unexpected token "
                  + token
                  + ")",
              token);
    };
  }

  private Node postfix(Node start) {
    var node = start;
    while (true) {
      var token = current;
      var optional = token.isOperator("?.");
      if (optional && tokens.get(position + 1).isBracket("[")) {
        next();
        node = index(node, true);
      } else if (optional || token.isOperator(".")) {
        next();
        node = property(node, optional);
      } else if (token.isBracket("[")) {
        node = index(node, false);
      } else {
        return node;
      }
    }
  }

  private Node property(Node start, boolean optional) {
    var name = current;
    if (name.kind() != Kind.IDENTIFIER
        && !(name.kind() == Kind.OPERATOR && Character.isLetter(name.value().charAt(0)))) {
      next();
      throw error("expected name", current);
    }
    next();
    var chain = start instanceof Node.Chain;
    var base = start instanceof Node.Chain(var at, var body) ? body : start;
    Node node =
        new Node.Member(
            name.at(), base, new Node.Constant(name.at(), name.value()), optional, true);
    if (current.isBracket("(")) {
      node = new Node.Call(name.at(), node, arguments());
    }
    return chain || optional ? new Node.Chain(name.at(), node) : node;
  }

  private Node index(Node base, boolean optional) {
    var at = current.at();
    next();
    if (current.isOperator(":")) {
      next();
      var to = current.isBracket("]") ? null : expression(0);
      expectBracket("]");
      return new Node.Slice(at, base, null, to);
    }
    var from = expression(0);
    if (current.isOperator(":")) {
      next();
      var to = current.isBracket("]") ? null : expression(0);
      expectBracket("]");
      return new Node.Slice(at, base, from, to);
    }
    expectBracket("]");
    var chain = base instanceof Node.Chain;
    var inner = base instanceof Node.Chain(var chainAt, var body) ? body : base;
    var member = new Node.Member(at, inner, from, optional, false);
    return chain || optional ? new Node.Chain(at, member) : member;
  }

  private List<Node> arguments() {
    var arguments = new ArrayList<Node>();
    expectBracket("(");
    while (!current.isBracket(")")) {
      if (!arguments.isEmpty()) {
        expectOperator(",");
        if (current.isBracket(")")) {
          break;
        }
      }
      arguments.add(expression(0));
    }
    next();
    return arguments;
  }

  private void next() {
    if (position < tokens.size() - 1) {
      position++;
    }
    current = tokens.get(position);
  }

  private void expect(Kind kind) {
    if (current.kind() != kind) {
      throw unexpected();
    }
    next();
  }

  private void expectOperator(String operator) {
    if (!current.isOperator(operator)) {
      throw unexpected();
    }
    next();
  }

  private void expectBracket(String bracket) {
    if (!current.isBracket(bracket)) {
      throw unexpected();
    }
    next();
  }

  private ExpressionException unexpected() {
    return error("unexpected token " + current, current);
  }

  private ExpressionException error(String message, Token at) {
    return new ExpressionException(message).at(source, at.at());
  }
}
