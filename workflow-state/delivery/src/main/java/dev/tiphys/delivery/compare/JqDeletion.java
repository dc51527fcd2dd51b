package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/// Deletes what an expression of jq leads to. An expression that has no end is stopped, and so is
/// one that makes large values: what functions are given counts by its size, and what makes values
/// grow without any function is not for paths.
final class JqDeletion {
  private static final int TEXT_MAX = 64 << 10;

  /// What takes more calls and results than that is no path but a mistake: some tenths of a second.
  private static final int STEPS_MAX = 1_000_000;

  private static final int GROWING_MAX = 6;
  private static final int NODES_PER_STEP = 8;
  private static final int CHARS_PER_STEP = 64;

  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern REPEATED =
      Pattern.compile("(?<![.$\\w])(reduce|foreach|def|import|include)(?!\\w)|[*#]|\\\\[(]");

  private final String expression;
  private final JsonQuery query;

  /// @throws CompareFailure if it is no expression
  JqDeletion(String expression) {
    this.expression = expression;
    if (expression.length() > TEXT_MAX) {
      throw new CompareFailure(
          "jqPathExpressions: an expression has more than %d characters".formatted(TEXT_MAX));
    }
    requirePath(expression);
    try {
      query = JsonQuery.compile("del(" + expression + ")", Versions.JQ_1_6);
    } catch (JsonQueryException e) {
      throw new CompareFailure(
          "jqPathExpressions: '%s' is no expression of jq: %s"
              .formatted(expression, e.getMessage()));
    }
  }

  /// Each `+` doubles a value at most, so few of them make none large, unless they are repeated.
  private static void requirePath(String expression) {
    // What a text has calculated is no text.
    var words =
        TEXT.matcher(expression)
            .replaceAll(text -> text.group().contains("\\(") ? "\\\\\\\\(" : " ");
    var repeated = REPEATED.matcher(words);
    if (repeated.find()) {
      throw new CompareFailure(
          "jqPathExpressions: '%s' is not for paths, found in '%s'"
              .formatted(repeated.group().strip(), expression));
    }
    if (words.chars().filter(c -> c == '+').count() > GROWING_MAX) {
      throw new CompareFailure(
          "jqPathExpressions: '%s' adds more than %d times".formatted(expression, GROWING_MAX));
    }
  }

  /// `object` without it; unchanged if the expression fails or leaves no object.
  ///
  /// @throws CompareFailure if it has no end
  ObjectNode from(ObjectNode object) {
    List<JsonNode> results = new ArrayList<>();
    try {
      Counted.begin();
      query.apply(Scope.newChildScope(Counted.SCOPE), object, results::add);
    } catch (JsonQueryException e) {
      return object;
    } catch (Exhausted | StackOverflowError e) {
      throw new CompareFailure(
          "jqPathExpressions: '%s' takes more than %d steps".formatted(expression, STEPS_MAX));
    }
    return one(results).orElse(object);
  }

  private static Optional<ObjectNode> one(List<JsonNode> results) {
    return results.size() == 1 && results.getFirst() instanceof ObjectNode object
        ? Optional.of(object)
        : Optional.empty();
  }

  /// An Error, since an expression may catch all else.
  private static final class Exhausted extends Error {
    private static final long serialVersionUID = 1L;

    Exhausted() {
      super("steps", null, false, false);
    }
  }

  /// All functions of jq, with their calls and results counted; the environment is empty.
  private static final class Counted {
    static final Scope SCOPE = scope();
    private static final ThreadLocal<int[]> LEFT = ThreadLocal.withInitial(() -> new int[2]);

    private static Scope scope() {
      var scope = Scope.newEmptyScope();
      BuiltinFunctionLoader.getInstance()
          .listFunctions(Versions.JQ_1_6, scope)
          .forEach((name, function) -> scope.addFunction(name, counted(function)));
      var nothing = JsonNodeFactory.instance.objectNode();
      scope.addFunction("env", 0, (_, _, _, path, output, _) -> output.emit(nothing, path));
      scope.setValue("ENV", nothing);
      return scope;
    }

    private static Function counted(Function function) {
      return (scope, arguments, in, path, output, version) -> {
        step();
        weigh(in);
        function.apply(
            scope,
            arguments,
            in,
            path,
            (value, at) -> {
              step();
              output.emit(value, at);
            },
            version);
      };
    }

    /// A value that holds the same thing many times is as large as it would be written out.
    private static void weigh(JsonNode value) {
      if (value.isContainerNode()) {
        value.forEach(Counted::weigh);
      } else if (value.isTextual()) {
        for (var chars = value.textValue().length(); chars >= CHARS_PER_STEP; ) {
          step();
          chars -= CHARS_PER_STEP;
        }
      }
      if (++LEFT.get()[1] % NODES_PER_STEP == 0) {
        step();
      }
    }

    static void begin() {
      LEFT.get()[0] = STEPS_MAX;
    }

    private static void step() {
      if (--LEFT.get()[0] < 0) {
        throw new Exhausted();
      }
    }
  }
}
