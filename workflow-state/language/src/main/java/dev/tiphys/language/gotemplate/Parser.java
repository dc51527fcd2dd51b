package dev.tiphys.language.gotemplate;

import dev.tiphys.language.expression.GoValues;
import dev.tiphys.language.gotemplate.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Makes a tree of a template's text.
final class Parser {
  private static final int DEPTH_MAX = 100;

  /// What a list of nodes ended with: `end`, `else` or the text's end.
  private record Body(List<Node> nodes, String ending) {}

  private final Lexer lexer;
  private final List<Token> tokens;
  private final Predicate<String> isFunction;
  private final Map<String, List<Node>> definitions = new HashMap<>();
  private final Deque<String> variables = new ArrayDeque<>();
  private int next;
  private int depth;
  private int loops;

  private Parser(String text, Predicate<String> isFunction) {
    lexer = new Lexer(text);
    tokens = lexer.tokens();
    this.isFunction = isFunction;
    variables.push("$");
  }

  static GoTemplate parse(String text, Predicate<String> isFunction) {
    var parser = new Parser(text, isFunction);
    var body = parser.body();
    if (!body.ending().isEmpty()) {
      throw parser.wrong(
          parser.tokens.get(parser.next - 1), "unexpected {{" + body.ending() + "}}");
    }
    return new GoTemplate(text, body.nodes(), parser.definitions);
  }

  private GoTemplateException wrong(Token token, String message) {
    return lexer.wrong(token.at(), message);
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    return tokens.get(next++);
  }

  private void skipSpace() {
    if (peek().kind() == Kind.SPACE) {
      next++;
    }
  }

  private Token takeAfterSpace() {
    skipSpace();
    return take();
  }

  private Token peekAfterSpace() {
    skipSpace();
    return peek();
  }

  private Token expect(Kind kind, String context) {
    var token = takeAfterSpace();
    if (token.kind() != kind) {
      throw unexpected(token, context);
    }
    return token;
  }

  private GoTemplateException unexpected(Token token, String context) {
    var shown =
        switch (token.kind()) {
          case END -> "EOF";
          case CLOSE -> "\"}}\"";
          default -> "<" + token.text() + ">";
        };
    return wrong(token, "unexpected %s in %s".formatted(shown, context));
  }

  /// Nodes up to an `end`, an `else` or the text's end.
  private Body body() {
    if (++depth > DEPTH_MAX) {
      throw wrong(peek(), "expected at most %d blocks within each other".formatted(DEPTH_MAX));
    }
    var nodes = new ArrayList<Node>();
    try {
      while (true) {
        var token = take();
        switch (token.kind()) {
          case END -> {
            return new Body(nodes, "");
          }
          case TEXT -> nodes.add(new Node.Text(token.at(), token.text()));
          default -> {
            var word = peekAfterSpace();
            if (word.kind() == Kind.NAME && Set.of("end", "else").contains(word.text())) {
              next++;
              return new Body(nodes, word.text());
            }
            var node = action(token);
            if (node != null) {
              nodes.add(node);
            }
          }
        }
      }
    } finally {
      depth--;
    }
  }

  /// What stands between braces; null for a definition.
  private @Nullable Node action(Token open) {
    var word = peek();
    if (word.kind() == Kind.NAME) {
      switch (word.text()) {
        case "if", "with", "range" -> {
          next++;
          return block(word);
        }
        case "define" -> {
          next++;
          define(word);
          return null;
        }
        case "template", "block" -> {
          next++;
          return invoke(word);
        }
        case "break", "continue" -> {
          next++;
          if (loops == 0) {
            throw wrong(word, "{{" + word.text() + "}} outside {{range}}");
          }
          expect(Kind.CLOSE, "{{" + word.text() + "}}");
          return word.text().equals("break")
              ? new Node.Break(word.at())
              : new Node.Continue(word.at());
        }
        default -> {}
      }
    }
    var pipe = pipe("command", Kind.CLOSE, false);
    return new Node.Action(open.at(), pipe);
  }

  private Node block(Token word) {
    var scope = variables.size();
    var pipe = pipe(word.text(), Kind.CLOSE, word.text().equals("range"));
    var looping = word.text().equals("range");
    loops += looping ? 1 : 0;
    var then = body();
    loops -= looping ? 1 : 0;
    List<Node> otherwise = List.of();
    if (then.ending().equals("else")) {
      var after = peekAfterSpace();
      if (after.kind() == Kind.NAME && after.text().equals(word.text()) && !looping) {
        // {{else if}} is {{else}}{{if}}, and one {{end}} ends both.
        next++;
        if (++depth > DEPTH_MAX) {
          throw wrong(after, "expected at most %d blocks within each other".formatted(DEPTH_MAX));
        }
        otherwise = List.of(block(after));
        depth--;
      } else {
        expect(Kind.CLOSE, "else");
        var other = body();
        if (!other.ending().equals("end")) {
          throw wrong(
              word, other.ending().isEmpty() ? "unexpected EOF" : "expected end; found {{else}}");
        }
        expect(Kind.CLOSE, "end");
        otherwise = other.nodes();
      }
    } else if (then.ending().equals("end")) {
      expect(Kind.CLOSE, "end");
    } else {
      throw wrong(word, "unexpected EOF");
    }
    while (variables.size() > scope) {
      variables.pop();
    }
    return switch (word.text()) {
      case "if" -> new Node.If(word.at(), pipe, then.nodes(), otherwise);
      case "with" -> new Node.With(word.at(), pipe, then.nodes(), otherwise);
      default -> new Node.Range(word.at(), pipe, then.nodes(), otherwise);
    };
  }

  private void define(Token word) {
    var name = Literals.unquoted(expect(Kind.STRING, "define clause").text());
    expect(Kind.CLOSE, "define clause");
    definitions.put(name, named(word));
  }

  private List<Node> named(Token word) {
    var outer = new ArrayDeque<>(variables);
    variables.clear();
    variables.push("$");
    var body = body();
    if (!body.ending().equals("end")) {
      throw wrong(word, "unexpected EOF");
    }
    expect(Kind.CLOSE, "end");
    variables.clear();
    variables.addAll(outer);
    return body.nodes();
  }

  private Node invoke(Token word) {
    var name = Literals.unquoted(expect(Kind.STRING, word.text() + " clause").text());
    Node.Pipe pipe = null;
    if (peekAfterSpace().kind() == Kind.CLOSE) {
      next++;
    } else {
      pipe = pipe(word.text() + " clause", Kind.CLOSE, false);
    }
    if (word.text().equals("block")) {
      var body = named(word);
      definitions.putIfAbsent(name, body);
    }
    return new Node.Invoke(word.at(), name, pipe);
  }

  private Node.Pipe pipe(String context, Kind end, boolean ranging) {
    var at = peekAfterSpace().at();
    var declared = new ArrayList<String>();
    var declares = declarations(declared, ranging);
    var commands = new ArrayList<Node.Command>();
    while (true) {
      var token = peekAfterSpace();
      if (token.kind() == end) {
        next++;
        break;
      }
      if (token.kind() == Kind.PIPE && !commands.isEmpty()) {
        next++;
        commands.add(command(context));
      } else if (commands.isEmpty()) {
        commands.add(command(context));
      } else {
        throw unexpected(token, context);
      }
    }
    if (commands.isEmpty()) {
      throw wrong(peek(), "missing value for " + context);
    }
    for (var i = 1; i < commands.size(); i++) {
      var first = commands.get(i).words().getFirst();
      if (first instanceof Node.Literal || first instanceof Node.Dot || first instanceof Node.Nil) {
        throw lexer.wrong(
            first.at(), "non executable command in pipeline stage %d".formatted(i + 1));
      }
    }
    if (declares) {
      declared.forEach(variables::push);
    }
    return new Node.Pipe(at, declared, declares, commands);
  }

  /// Reads `$a :=`, `$a =` or `$a, $b :=` when the pipeline begins so, and answers whether the
  /// variables are new.
  private boolean declarations(List<String> declared, boolean ranging) {
    var start = next;
    while (peekAfterSpace().kind() == Kind.VARIABLE) {
      var variable = take();
      var after = peekAfterSpace();
      declared.add(variable.text());
      if (after.kind() == Kind.DECLARE || after.kind() == Kind.ASSIGN) {
        next++;
        if (after.kind() == Kind.ASSIGN) {
          declared.forEach(name -> checkVariable(variable, name));
        }
        return after.kind() == Kind.DECLARE;
      }
      if (after.kind() != Kind.COMMA || !ranging || declared.size() == 2) {
        break;
      }
      next++;
    }
    declared.clear();
    next = start;
    return false;
  }

  private void checkVariable(Token at, String name) {
    if (!variables.contains(name)) {
      throw wrong(at, "undefined variable " + GoValues.quote(name));
    }
  }

  private Node.Command command(String context) {
    var at = peekAfterSpace().at();
    var words = new ArrayList<Node>();
    while (true) {
      skipSpace();
      var word = operand(context);
      if (word == null) {
        break;
      }
      words.add(word);
      var after = peek().kind();
      if (after != Kind.SPACE) {
        if (after != Kind.CLOSE && after != Kind.RIGHT && after != Kind.PIPE) {
          throw unexpected(peek(), "operand");
        }
        break;
      }
    }
    if (words.isEmpty()) {
      throw wrong(peek(), "empty command");
    }
    return new Node.Command(at, words);
  }

  private @Nullable Node operand(String context) {
    var token = peek();
    var term = term(token, context);
    if (term == null || peek().kind() != Kind.FIELD) {
      return term;
    }
    var at = peek().at();
    var names = new ArrayList<String>();
    while (peek().kind() == Kind.FIELD) {
      names.add(take().text().substring(1));
    }
    return switch (term) {
      case Node.Field field -> {
        var all = new ArrayList<>(field.names());
        all.addAll(names);
        yield new Node.Field(at, all);
      }
      case Node.Variable variable -> new Node.Variable(at, variable.name(), names);
      case Node.Literal _, Node.Nil _, Node.Dot _ ->
          throw wrong(token, "unexpected . after term " + GoValues.quote(term.toString()));
      default -> new Node.Chain(at, term, names);
    };
  }

  private @Nullable Node term(Token token, String context) {
    next++;
    return switch (token.kind()) {
      case NAME -> named(token, token.text());
      case DOT -> new Node.Dot(token.at());
      case FIELD -> new Node.Field(token.at(), List.of(token.text().substring(1)));
      case VARIABLE -> {
        checkVariable(token, token.text());
        yield new Node.Variable(token.at(), token.text(), List.of());
      }
      case NUMBER -> literal(token);
      case STRING, CHARACTER -> literal(token);
      case LEFT -> {
        if (++depth > DEPTH_MAX) {
          throw wrong(token, "max expression depth exceeded");
        }
        var pipe = pipe("parenthesized pipeline", Kind.RIGHT, false);
        depth--;
        yield pipe;
      }
      case CLOSE, RIGHT, PIPE -> {
        next--;
        yield null;
      }
      default -> throw unexpected(token, context);
    };
  }

  private Node named(Token token, String name) {
    return switch (name) {
      case "true", "false" -> new Node.Literal(token.at(), name.equals("true"), name);
      case "nil" -> new Node.Nil(token.at());
      default -> {
        if (!isFunction.test(name)) {
          throw wrong(token, "function %s not defined".formatted(GoValues.quote(name)));
        }
        yield new Node.Function(token.at(), name);
      }
    };
  }

  private Node literal(Token token) {
    try {
      var value =
          switch (token.kind()) {
            case NUMBER -> Literals.number(token.text());
            case CHARACTER -> (Object) (long) Literals.unquoted(token.text()).codePointAt(0);
            default -> Literals.unquoted(token.text());
          };
      return new Node.Literal(token.at(), value, token.text());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw wrong(token, "bad literal: " + token.text());
    }
  }
}
