package dev.tiphys.language.depends;

import dev.tiphys.language.depends.Condition.All;
import dev.tiphys.language.depends.Condition.Any;
import dev.tiphys.language.depends.Condition.Is;
import dev.tiphys.language.workflow.ContinueOn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// When a task may start, given how other tasks ended. Immutable: one parse serves every run.
public final class Depends {
  /// Longer texts are refused. About 10,000 tasks with long names.
  public static final int LENGTH_MAX = 256 * 1024;

  private final Condition condition;
  private final Map<String, Set<Result>> uses;

  private Depends(Condition condition) {
    this.condition = condition;
    var found = new LinkedHashMap<String, Set<Result>>();
    condition.forEach(
        is ->
            found
                .computeIfAbsent(is.task(), task -> EnumSet.noneOf(Result.class))
                .add(is.result()));
    found.replaceAll((task, results) -> Collections.unmodifiableSet(results));
    uses = Collections.unmodifiableMap(found);
  }

  /// Reads a `depends` such as `A && (B.Failed || !C)`.
  ///
  /// @throws DependsException if it is not of the grammar, asks for an unknown result, is longer
  ///     than [#LENGTH_MAX] or is nested too deeply
  public static Depends parse(String text) {
    return parse(text, task -> true);
  }

  /// As [#parse(String)], and refuses tasks that are not `known`.
  ///
  /// @throws DependsException also with `unknown name …`
  public static Depends parse(String text, Predicate<String> known) {
    if (text.length() > LENGTH_MAX) {
      throw new DependsException(
          "depends has %d characters, the limit is %d".formatted(text.length(), LENGTH_MAX));
    }
    return new Depends(Parser.parse(expand(text), known));
  }

  /// What a list of `dependencies` means: each task ended well, or in a way that its `continueOn`
  /// lets pass (F094).
  ///
  /// @param continueOn of a task by its name
  public static Depends dependencies(List<String> tasks, Function<String, ContinueOn> continueOn) {
    var all = new ArrayList<Condition>();
    for (var task : tasks) {
      var any =
          new ArrayList<Condition>(
              List.of(
                  new Is(task, Result.SUCCEEDED),
                  new Is(task, Result.SKIPPED),
                  new Is(task, Result.DAEMONED)));
      var lets = continueOn.apply(task);
      if (lets.error()) {
        any.add(new Is(task, Result.ERRORED));
      }
      if (lets.failed()) {
        any.add(new Is(task, Result.FAILED));
      }
      all.add(new Any(any));
    }
    return new Depends(new All(all));
  }

  /// The text with every task that is named alone, `A`, written out:
  /// `(A.Succeeded || A.Skipped || A.Daemoned)`. It reads any text, also one that is no `depends`.
  public static String expand(String text) {
    var expanded = new StringBuilder(text.length() * 2);
    var at = 0;
    while (at < text.length()) {
      if (!isNameStart(text.charAt(at))) {
        expanded.append(text.charAt(at++));
        continue;
      }
      var end = nameEnd(text, at);
      var task = text.substring(at, end);
      var asks =
          end + 1 < text.length() && text.charAt(end) == '.' && isNameStart(text.charAt(end + 1));
      if (asks) {
        end = nameEnd(text, end + 1);
        expanded.append(text, at, end);
      } else {
        expanded.append("(%1$s.Succeeded || %1$s.Skipped || %1$s.Daemoned)".formatted(task));
      }
      at = end;
    }
    return expanded.toString();
  }

  /// Whether the task may start.
  ///
  /// @param results of a task by its name; asked only for [#names()], and not for those that no
  ///     longer matter
  /// @throws IllegalArgumentException if one that matters is null
  public boolean evaluate(Function<String, TaskResult> results) {
    return condition.holds(results);
  }

  /// The tasks to wait for, in the order of their first mention.
  public Set<String> names() {
    return uses.keySet();
  }

  /// What is asked of each of the [#names()].
  public Map<String, Set<Result>> uses() {
    return uses;
  }

  /// Names consist of letters, digits, `_` and `-`, and begin with no `-`.
  static boolean isNameStart(char character) {
    return character >= 'a' && character <= 'z'
        || character >= 'A' && character <= 'Z'
        || character >= '0' && character <= '9'
        || character == '_';
  }

  static int nameEnd(String text, int start) {
    var end = start;
    while (end < text.length() && (isNameStart(text.charAt(end)) || text.charAt(end) == '-')) {
      end++;
    }
    return end;
  }
}
