package dev.tiphys.language.gotemplate;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A part of a template, and where in its text it stands. Those that make values print as they are
/// written, for messages.
sealed interface Node {
  int at();

  record Text(int at, String text) implements Node {}

  record Action(int at, Pipe pipe) implements Node {}

  record If(int at, Pipe pipe, List<Node> then, List<Node> otherwise) implements Node {}

  record With(int at, Pipe pipe, List<Node> then, List<Node> otherwise) implements Node {}

  record Range(int at, Pipe pipe, List<Node> then, List<Node> otherwise) implements Node {}

  record Invoke(int at, String name, @Nullable Pipe pipe) implements Node {}

  record Break(int at) implements Node {}

  record Continue(int at) implements Node {}

  /// @param variables that get the value
  /// @param declares whether they are new
  record Pipe(int at, List<String> variables, boolean declares, List<Command> commands)
      implements Node {
    @Override
    public String toString() {
      var text = commands.stream().map(Command::toString).collect(Collectors.joining(" | "));
      return variables.isEmpty()
          ? text
          : String.join(", ", variables) + (declares ? " := " : " = ") + text;
    }
  }

  record Command(int at, List<Node> words) implements Node {
    @Override
    public String toString() {
      return words.stream()
          .map(word -> word instanceof Pipe ? "(" + word + ")" : word.toString())
          .collect(Collectors.joining(" "));
    }
  }

  record Dot(int at) implements Node {
    @Override
    public String toString() {
      return ".";
    }
  }

  record Nil(int at) implements Node {
    @Override
    public String toString() {
      return "nil";
    }
  }

  /// A number, a text, true or false.
  record Literal(int at, Object value, String source) implements Node {
    @Override
    public String toString() {
      return source;
    }
  }

  /// The fields of the dot: `.a.b`.
  record Field(int at, List<String> names) implements Node {
    @Override
    public String toString() {
      return "." + String.join(".", names);
    }
  }

  /// A variable and fields of it: `$a.b`.
  record Variable(int at, String name, List<String> names) implements Node {
    @Override
    public String toString() {
      return name + names.stream().map(field -> "." + field).collect(Collectors.joining());
    }
  }

  /// Fields of what stands in parentheses.
  record Chain(int at, Node of, List<String> names) implements Node {
    @Override
    public String toString() {
      return (of instanceof Pipe ? "(" + of + ")" : of)
          + names.stream().map(field -> "." + field).collect(Collectors.joining());
    }
  }

  /// The name of a function.
  record Function(int at, String name) implements Node {
    @Override
    public String toString() {
      return name;
    }
  }
}
