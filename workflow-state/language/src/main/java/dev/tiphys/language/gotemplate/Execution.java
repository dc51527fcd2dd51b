package dev.tiphys.language.gotemplate;

import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoFunctions;
import dev.tiphys.language.expression.GoValues;
import dev.tiphys.language.gotemplate.GoTemplate.MissingKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One execution of a template.
final class Execution {
  /// What there is where there is nothing: a key that a map has not.
  static final Object NOTHING = new Object();

  /// That a command gets no value from the one before it.
  private static final Object NO_FINAL = new Object();

  private static final int DEPTH_MAX = 100;

  private record Binding(String name, @Nullable Object value) {}

  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final String text;
  private final Map<String, List<Node>> definitions;
  private final MissingKey missing;
  private final Builtins builtins;
  private final StringBuilder out = new StringBuilder();
  private List<Binding> bindings = new ArrayList<>();
  private int depth;

  Execution(
      String text, Map<String, List<Node>> definitions, MissingKey missing, Builtins builtins) {
    this.text = text;
    this.definitions = definitions;
    this.missing = missing;
    this.builtins = builtins;
  }

  String run(List<Node> nodes, @Nullable Object data) {
    var copy = copied(data);
    bindings.add(new Binding("$", copy));
    try {
      walk(nodes, copy);
    } catch (ExpressionException e) {
      throw new GoTemplateException(
          false, "template: %s: %s".formatted(GoTemplate.NAME, e.getMessage()));
    }
    return out.toString();
  }

  /// Functions such as `set` change maps in place, so everything is copied before.
  private static @Nullable Object copied(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<Object, @Nullable Object>();
        map.forEach((key, inner) -> copy.put(key, copied(inner)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>(list.size());
        list.forEach(inner -> copy.add(copied(inner)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  private GoTemplateException wrong(Node node, String message) {
    var line = Lexer.line(text, node.at());
    var column = node.at() - (text.lastIndexOf('\n', Math.max(0, node.at() - 1)) + 1);
    return new GoTemplateException(
        false,
        "template: %s:%d:%d: executing \"%s\" at <%s>: %s"
            .formatted(GoTemplate.NAME, line, column, GoTemplate.NAME, node, message));
  }

  private Flow walk(List<Node> nodes, @Nullable Object dot) {
    for (var node : nodes) {
      builtins.functions().step();
      var flow =
          switch (node) {
            case Node.Text plain -> {
              write(plain.text());
              yield Flow.ON;
            }
            case Node.Action action -> {
              var value = pipe(dot, action.pipe());
              if (action.pipe().variables().isEmpty()) {
                write(printed(value));
              }
              yield Flow.ON;
            }
            case Node.If choice -> {
              var scope = bindings.size();
              var value = pipe(dot, choice.pipe());
              var inner = walk(Builtins.isTrue(value) ? choice.then() : choice.otherwise(), dot);
              leave(scope);
              yield inner;
            }
            case Node.With with -> {
              var scope = bindings.size();
              var value = pipe(dot, with.pipe());
              var inner =
                  Builtins.isTrue(value) ? walk(with.then(), value) : walk(with.otherwise(), dot);
              leave(scope);
              yield inner;
            }
            case Node.Range range -> range(range, dot);
            case Node.Invoke invoke -> {
              invoke(invoke, dot);
              yield Flow.ON;
            }
            case Node.Break _ -> Flow.BREAK;
            case Node.Continue _ -> Flow.CONTINUE;
            default -> throw new IllegalStateException("no statement: " + node);
          };
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private void write(String piece) {
    builtins.functions().characters(piece.length());
    out.append(piece);
  }

  private String printed(@Nullable Object value) {
    if (value == NOTHING || value == null) {
      return "<no value>";
    }
    return value instanceof String string ? string : builtins.functions().print(value);
  }

  private void leave(int scope) {
    while (bindings.size() > scope) {
      bindings.removeLast();
    }
  }

  private Flow range(Node.Range range, @Nullable Object dot) {
    var scope = bindings.size();
    var value = value(dot, range.pipe());
    var keys = new ArrayList<@Nullable Object>();
    var values = new ArrayList<@Nullable Object>();
    switch (value) {
      case List<?> list -> {
        for (var i = 0; i < list.size(); i++) {
          keys.add((long) i);
          values.add(list.get(i));
        }
      }
      case Map<?, ?> map -> {
        for (var key : GoFunctions.sortedKeys(map)) {
          keys.add(key);
          values.add(map.get(key));
        }
      }
      case Long count -> {
        for (var i = 0L; i < count; i++) {
          builtins.functions().step();
          keys.add(i);
          values.add(i);
        }
      }
      case null -> {}
      default -> {
        if (value != NOTHING) {
          throw wrong(
              range.pipe(), "range can't iterate over " + builtins.functions().print(value));
        }
      }
    }
    if (values.isEmpty()) {
      leave(scope);
      return walk(range.otherwise(), dot);
    }
    var names = range.pipe().variables();
    for (var i = 0; i < values.size(); i++) {
      leave(scope);
      if (names.size() == 2) {
        bind(range.pipe(), names.get(0), keys.get(i));
        bind(range.pipe(), names.get(1), values.get(i));
      } else if (names.size() == 1) {
        bind(range.pipe(), names.get(0), values.get(i));
      }
      if (walk(range.then(), values.get(i)) == Flow.BREAK) {
        break;
      }
    }
    leave(scope);
    return Flow.ON;
  }

  private void invoke(Node.Invoke invoke, @Nullable Object dot) {
    var body = definitions.get(invoke.name());
    if (body == null) {
      throw new GoTemplateException(
          false, "template: no template %s".formatted(GoValues.quote(invoke.name())));
    }
    if (++depth > DEPTH_MAX) {
      throw new GoTemplateException(
          false, "exceeded maximum template depth (%d)".formatted(DEPTH_MAX));
    }
    var data = invoke.pipe() == null ? null : pipe(dot, invoke.pipe());
    var outer = bindings;
    bindings = new ArrayList<>();
    bindings.add(new Binding("$", data));
    walk(body, data);
    bindings = outer;
    depth--;
  }

  private void bind(Node.Pipe pipe, String name, @Nullable Object value) {
    if (pipe.declares()) {
      bindings.add(new Binding(name, value));
      return;
    }
    for (var i = bindings.size() - 1; i >= 0; i--) {
      if (bindings.get(i).name().equals(name)) {
        bindings.set(i, new Binding(name, value));
        return;
      }
    }
    throw wrong(pipe, "undefined variable: " + name);
  }

  private @Nullable Object variable(Node node, String name) {
    for (var i = bindings.size() - 1; i >= 0; i--) {
      if (bindings.get(i).name().equals(name)) {
        return bindings.get(i).value();
      }
    }
    throw wrong(node, "undefined variable: " + name);
  }

  private @Nullable Object pipe(@Nullable Object dot, Node.Pipe pipe) {
    var value = value(dot, pipe);
    pipe.variables().forEach(name -> bind(pipe, name, value));
    return value;
  }

  /// The value of a pipeline, whose variables are not bound yet.
  private @Nullable Object value(@Nullable Object dot, Node.Pipe pipe) {
    Object value = NO_FINAL;
    for (var command : pipe.commands()) {
      value = command(dot, command, value);
    }
    return value;
  }

  private @Nullable Object command(
      @Nullable Object dot, Node.Command command, @Nullable Object last) {
    builtins.functions().step();
    var first = command.words().getFirst();
    switch (first) {
      case Node.Function function -> {
        return call(dot, function, command, last);
      }
      case Node.Field field -> {
        return fields(dot, field, field.names(), command, last);
      }
      case Node.Variable variable -> {
        return fields(
            variable(variable, variable.name()), variable, variable.names(), command, last);
      }
      case Node.Chain chain -> {
        return fields(argument(dot, chain.of()), chain, chain.names(), command, last);
      }
      default -> {
        if (command.words().size() > 1 || last != NO_FINAL) {
          throw wrong(first, "can't give argument to non-function " + first);
        }
        return argument(dot, first);
      }
    }
  }

  private @Nullable Object argument(@Nullable Object dot, Node node) {
    return switch (node) {
      case Node.Dot _ -> dot;
      case Node.Nil _ -> null;
      case Node.Literal literal -> literal.value();
      case Node.Field field -> fields(dot, field, field.names(), null, NO_FINAL);
      case Node.Variable variable ->
          fields(variable(variable, variable.name()), variable, variable.names(), null, NO_FINAL);
      case Node.Chain chain ->
          fields(argument(dot, chain.of()), chain, chain.names(), null, NO_FINAL);
      case Node.Function function ->
          call(dot, function, new Node.Command(function.at(), List.of(function)), NO_FINAL);
      case Node.Pipe pipe -> pipe(dot, pipe);
      default -> throw new IllegalStateException("no value: " + node);
    };
  }

  private @Nullable Object fields(
      @Nullable Object from,
      Node node,
      List<String> names,
      Node.@Nullable Command command,
      @Nullable Object last) {
    var arguments = new ArrayList<@Nullable Object>();
    var called = command != null && (command.words().size() > 1 || last != NO_FINAL);
    if (called && names.isEmpty()) {
      throw wrong(node, "can't give argument to non-function " + node);
    }
    var value = from;
    for (var i = 0; i < names.size(); i++) {
      var name = names.get(i);
      if (called && i == names.size() - 1 && !isObjectOfGo(value)) {
        throw wrong(node, "%s has arguments but cannot be invoked as function".formatted(name));
      }
      if (called && i == names.size() - 1) {
        command.words().stream()
            .skip(1)
            .forEach(word -> arguments.add(plain(argument(from, word))));
      }
      value = field(value, node, name, arguments);
    }
    return value;
  }

  private static boolean isObjectOfGo(@Nullable Object value) {
    return value != NOTHING
        && value != null
        && !(value instanceof Map || value instanceof List || value instanceof String)
        && !(value instanceof Number || value instanceof Boolean);
  }

  private @Nullable Object field(
      @Nullable Object receiver, Node node, String name, List<@Nullable Object> arguments) {
    if (receiver == NOTHING) {
      if (missing == MissingKey.ERROR) {
        throw wrong(node, "nil data; no entry for key " + GoValues.quote(name));
      }
      return NOTHING;
    }
    if (receiver == null) {
      throw wrong(node, "nil pointer evaluating interface {}." + name);
    }
    if (receiver instanceof Map<?, ?> map) {
      if (map.containsKey(name)) {
        return map.get(name);
      }
      return switch (missing) {
        case DEFAULT -> NOTHING;
        case ZERO -> null;
        case ERROR -> throw wrong(node, "map has no entry for key " + GoValues.quote(name));
      };
    }
    if (isObjectOfGo(receiver)) {
      try {
        var result = builtins.functions().method(receiver, name, arguments);
        if (result != null) {
          return result;
        }
      } catch (ExpressionException e) {
        throw wrong(node, "error calling %s: %s".formatted(name, e.getMessage()));
      }
    }
    throw wrong(node, "can't evaluate field %s in type interface {}".formatted(name));
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return value == NOTHING ? null : value;
  }

  private @Nullable Object call(
      @Nullable Object dot, Node.Function function, Node.Command command, @Nullable Object last) {
    var words = command.words().subList(1, command.words().size());
    if (function.name().equals("and") || function.name().equals("or")) {
      return choice(dot, function, words, last);
    }
    var arguments = new ArrayList<@Nullable Object>();
    for (var word : words) {
      arguments.add(plain(argument(dot, word)));
    }
    if (last != NO_FINAL) {
      arguments.add(plain(last));
    }
    try {
      return builtins.call(function.name(), arguments);
    } catch (ExpressionException e) {
      throw wrong(command, "error calling %s: %s".formatted(function.name(), e.getMessage()));
    }
  }

  /// `and` and `or` stop at the first argument that decides.
  private @Nullable Object choice(
      @Nullable Object dot, Node.Function function, List<Node> words, @Nullable Object last) {
    var stop = function.name().equals("or");
    Object value = null;
    for (var word : words) {
      value = argument(dot, word);
      if (Builtins.isTrue(value) == stop) {
        return value;
      }
    }
    if (last != NO_FINAL) {
      return last;
    }
    if (words.isEmpty()) {
      throw wrong(
          function,
          "wrong number of args for %s: want at least 1 got 0".formatted(function.name()));
    }
    return value;
  }
}
