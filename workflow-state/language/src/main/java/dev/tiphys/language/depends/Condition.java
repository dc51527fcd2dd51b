package dev.tiphys.language.depends;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// The syntax tree. A chain of `&&` or `||` is one level, so that its length costs no stack.
sealed interface Condition {
  record Is(String task, Result result) implements Condition {}

  record Not(Condition condition) implements Condition {}

  /// True when empty.
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  /// False when empty.
  record Any(List<Condition> conditions) implements Condition {
    public Any {
      conditions = List.copyOf(conditions);
    }
  }

  /// `a == b == c`, compared from left to right; never empty. `a != b` is `a == !b`.
  record Equal(List<Condition> conditions) implements Condition {
    public Equal {
      conditions = List.copyOf(conditions);
    }
  }

  default boolean holds(Function<String, TaskResult> results) {
    return switch (this) {
      case Is(var task, var result) -> {
        var found = results.apply(task);
        if (found == null) {
          throw new IllegalArgumentException("task '" + task + "' has no result yet");
        }
        yield found.is(result);
      }
      case Not(var condition) -> !condition.holds(results);
      case All(var conditions) -> {
        for (var condition : conditions) {
          if (!condition.holds(results)) {
            yield false;
          }
        }
        yield true;
      }
      case Any(var conditions) -> {
        for (var condition : conditions) {
          if (condition.holds(results)) {
            yield true;
          }
        }
        yield false;
      }
      case Equal(var conditions) -> {
        var value = true;
        for (var condition : conditions) {
          value = value == condition.holds(results);
        }
        yield value;
      }
    };
  }

  /// Passes on everything that is asked of tasks, from left to right.
  default void forEach(Consumer<Is> action) {
    switch (this) {
      case Is is -> action.accept(is);
      case Not(var condition) -> condition.forEach(action);
      case All(var conditions) -> conditions.forEach(condition -> condition.forEach(action));
      case Any(var conditions) -> conditions.forEach(condition -> condition.forEach(action));
      case Equal(var conditions) -> conditions.forEach(condition -> condition.forEach(action));
    }
  }
}
