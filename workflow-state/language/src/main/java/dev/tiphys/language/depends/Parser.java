package dev.tiphys.language.depends;

import dev.tiphys.language.depends.Condition.All;
import dev.tiphys.language.depends.Condition.Any;
import dev.tiphys.language.depends.Condition.Equal;
import dev.tiphys.language.depends.Condition.Is;
import dev.tiphys.language.depends.Condition.Not;
import dev.tiphys.language.depends.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads an expanded text: `||` binds weakest, then `&&`, then `==` and `!=`, then `!`.
final class Parser {
  private static final int NESTING_MAX = 200;

  /// Words that mean something else than a task where one is expected.
  private static final Set<String> NO_TASKS = Set.of("true", "false", "nil", "not", "let", "if");

  private final Lexer lexer;
  private final Predicate<String> known;
  private Token current;
  private int nesting;

  /// The first unknown task or result; told only when the rest can be read.
  private @Nullable DependsException wrongName;

  private Parser(String expanded, Predicate<String> known) {
    this.lexer = new Lexer(expanded);
    this.known = known;
    current = lexer.next();
  }

  static Condition parse(String expanded, Predicate<String> known) {
    var parser = new Parser(expanded, known);
    var condition = parser.any();
    if (!parser.current.kind().equals("EOF")) {
      throw parser.unexpected();
    }
    if (parser.wrongName != null) {
      throw parser.wrongName;
    }
    return condition;
  }

  private Condition any() {
    return chain("||", () -> chain("&&", this::equal, All::new), Any::new);
  }

  private Condition chain(
      String operator, Supplier<Condition> part, Function<List<Condition>, Condition> join) {
    var first = part.get();
    if (!current.is(operator)) {
      return first;
    }
    var parts = new ArrayList<>(List.of(first));
    while (current.is(operator)) {
      current = lexer.next();
      parts.add(part.get());
    }
    return join.apply(parts);
  }

  private Condition equal() {
    var first = operand();
    if (!current.is("==") && !current.is("!=")) {
      return first;
    }
    var parts = new ArrayList<>(List.of(first));
    while (current.is("==") || current.is("!=")) {
      var negated = current.is("!=");
      current = lexer.next();
      var part = operand();
      parts.add(negated ? new Not(part) : part);
    }
    return new Equal(parts);
  }

  private Condition operand() {
    if (++nesting > NESTING_MAX) {
      throw wrong("nested deeper than the limit of " + NESTING_MAX, current);
    }
    try {
      var token = current;
      if (token.is("!")) {
        current = lexer.next();
        return new Not(operand());
      }
      if (token.is("(")) {
        current = lexer.next();
        var inner = any();
        expect(")");
        return inner;
      }
      return result();
    } finally {
      nesting--;
    }
  }

  private Condition result() {
    var task = current;
    if (NO_TASKS.contains(task.value())) {
      current = lexer.next();
      throw unexpected();
    }
    if (!task.kind().equals("Identifier")) {
      throw unexpected();
    }
    current = lexer.next();
    expect(".");
    var label = current;
    if (!label.isWord()) {
      throw unexpected();
    }
    current = lexer.next();
    var result = Result.of(label.value());
    if (!known.test(task.value())) {
      remember(wrong("unknown name " + task.value(), task));
    } else if (result == null) {
      remember(
          new DependsException.UnknownResult(task.value(), label.value(), lexer.place(label.at())));
    }
    // Never evaluated when unknown: parse throws what was remembered.
    return new Is(task.value(), result == null ? Result.SUCCEEDED : result);
  }

  private void remember(DependsException wrong) {
    if (wrongName == null) {
      wrongName = wrong;
    }
  }

  private void expect(String sign) {
    if (!current.is(sign)) {
      throw unexpected();
    }
    current = lexer.next();
  }

  private DependsException unexpected() {
    return wrong("unexpected token " + current, current);
  }

  private DependsException wrong(String message, Token at) {
    return new DependsException(message + lexer.place(at.at()));
  }
}
