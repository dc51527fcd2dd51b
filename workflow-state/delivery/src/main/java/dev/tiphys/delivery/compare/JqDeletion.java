package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/// Deletes what an expression of jq leads to. An expression that has no end is stopped.
final class JqDeletion {
  private static final int TEXT_MAX = 64 << 10;

  /// What takes more calls and results than that is no path but a mistake: some tenths of a second.
  private static final int STEPS_MAX = 1_000_000;

  private final String expression;
  private final JsonQuery query;

  /// @throws CompareFailure if it is no expression
  JqDeletion(String expression) {
    this.expression = expression;
    if (expression.length() > TEXT_MAX) {
      throw new CompareFailure(
          "jqPathExpressions: an expression has more than %d characters".formatted(TEXT_MAX));
    }
    try {
      query = JsonQuery.compile("del(" + expression + ")", Versions.JQ_1_6);
    } catch (JsonQueryException e) {
      throw new CompareFailure(
          "jqPathExpressions: '%s' is no expression of jq: %s"
              .formatted(expression, e.getMessage()));
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
    private static final ThreadLocal<int[]> LEFT = ThreadLocal.withInitial(() -> new int[1]);

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
