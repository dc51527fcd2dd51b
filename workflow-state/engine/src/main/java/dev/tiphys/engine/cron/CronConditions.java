package dev.tiphys.engine.cron;

import dev.tiphys.language.condition.ConditionException;
import dev.tiphys.language.condition.When;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Environment;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoValues;
import dev.tiphys.language.template.MapScope;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.language.template.Text;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The conditions of a CronWorkflow: `when` (F175) and `stopStrategy.expression` (F176).
final class CronConditions {
  private static final String PREFIX = "cronworkflow.";

  private CronConditions() {}

  /// A condition that cannot be told.
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(String message) {
      super(message);
    }
  }

  /// Whether there shall be a run.
  ///
  /// @throws Failed if `when` is no condition
  static boolean when(CronState state, Instant at) {
    var definition = state.requireDefinition();
    if (definition.when() == null) {
      return true;
    }
    try {
      var text =
          Text.parse(definition.when())
              .substitute(scope(state), Policy.FINISH, ambient(definition, at));
      return When.evaluateCron(text.toString());
    } catch (TemplateException | ConditionException e) {
      throw new Failed("failed to evaluate 'when': " + e.getMessage());
    }
  }

  /// Whether there shall be no more runs.
  ///
  /// @throws Failed if the expression has no value of that kind
  static boolean stop(CronState state, Instant at) {
    var definition = state.requireDefinition();
    if (definition.stop() == null) {
      return false;
    }
    Object value;
    try {
      value =
          Expression.parse(definition.stop())
              .evaluate(
                  Environment.of(Map.of("cronworkflow", values(state))), ambient(definition, at));
    } catch (ExpressionException e) {
      throw new Failed("failed to evaluate 'stopStrategy.expression': " + e.getMessage());
    }
    if (value instanceof Boolean answer) {
      return answer;
    }
    throw new Failed(
        "failed to evaluate 'stopStrategy.expression': expected true or false, found "
            + Expression.format(value));
  }

  private static Ambient ambient(CronDefinition definition, Instant at) {
    return new Ambient(
        InstantSource.fixed(at),
        new SplittableRandom(Objects.hash(definition.uid(), at.toEpochMilli())));
  }

  private static Map<String, @Nullable Object> values(CronState state) {
    var definition = state.requireDefinition();
    var last = state.lastScheduled();
    var values = new LinkedHashMap<String, @Nullable Object>();
    values.put("name", definition.name());
    values.put("namespace", definition.namespace());
    values.put("labels", definition.labels());
    values.put("annotations", definition.annotations());
    values.put("lastScheduledTime", last == null ? null : GoValues.time(last));
    values.put("failed", state.failed());
    values.put("succeeded", state.succeeded());
    return values;
  }

  private static Scope scope(CronState state) {
    var tags = Scope.builder();
    values(state)
        .forEach(
            (name, value) -> {
              switch (value) {
                case null -> tags.putAbsent(PREFIX + name);
                case Map<?, ?> texts -> texts(tags, PREFIX + name, texts);
                case String text -> tags.put(PREFIX + name, text);
                case Long number -> tags.put(PREFIX + name, number, number.toString());
                default -> tags.put(PREFIX + name, value, String.valueOf(state.lastScheduled()));
              }
            });
    return tags.build();
  }

  private static void texts(MapScope.Builder tags, String name, Map<?, ?> texts) {
    texts.forEach((key, text) -> tags.put(name + "." + key, String.valueOf(text)));
    tags.put(name + ".json", Expression.format(texts));
  }
}
