package dev.tiphys.language.expression;

import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The syntax tree. `at` is where messages point: of an operation its operator.
sealed interface Node {
  int at();

  /// A literal: null, Boolean, Long, Double or String.
  record Constant(int at, @Nullable Object value) implements Node {}

  record Name(int at, String name) implements Node {}

  record Unary(int at, String operator, Node operand) implements Node {}

  record Binary(int at, String operator, Node left, Node right) implements Node {}

  /// `left matches right`; the pattern is ready when it was written as a literal.
  record Matches(int at, Node left, Node right, @Nullable Pattern pattern) implements Node {}

  /// `base.property` and `base[property]`.
  ///
  /// @param optional written `?.`: null when the base is null
  /// @param dotted written with a dot, so that it may name a method
  record Member(int at, Node base, Node property, boolean optional, boolean dotted)
      implements Node {}

  /// How far a `?.` that meets null skips.
  record Chain(int at, Node body) implements Node {}

  record Slice(int at, Node base, @Nullable Node from, @Nullable Node to) implements Node {}

  /// A call of what an expression yields: a method, a sprig function.
  record Call(int at, Node callee, List<Node> arguments) implements Node {}

  /// A call of a function of the language by its name.
  record Builtin(int at, String name, List<Node> arguments) implements Node {}

  record Predicate(int at, Node body) implements Node {}

  /// `#`, `#acc` or `#index`.
  record Pointer(int at, String name) implements Node {}

  record Let(int at, String name, Node value, Node body) implements Node {}

  record Conditional(int at, Node condition, Node then, Node otherwise) implements Node {}

  record Sequence(int at, List<Node> nodes) implements Node {}

  record Array(int at, List<Node> items) implements Node {}

  record MapLiteral(int at, List<Pair> pairs) implements Node {}

  record Pair(Node key, Node value) {}
}
