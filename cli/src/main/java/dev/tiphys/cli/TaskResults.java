package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.depends.Depends;
import dev.tiphys.language.depends.Result;
import dev.tiphys.language.depends.TaskResult;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the tasks ended that a `depends` on trial may name.
record TaskResults(Map<String, TaskResult> results) {
  /// Reads `{"A":"Failed", "B":{"Succeeded":true}}`: a task is one result, or a map of results of
  /// which those left out are false.
  ///
  /// @throws BadInput if a result is unknown or not a boolean
  static TaskResults read(JsonNode env) {
    var results = new HashMap<String, TaskResult>();
    env.properties()
        .forEach(task -> results.put(task.getKey(), read(task.getKey(), task.getValue())));
    return new TaskResults(results);
  }

  private static TaskResult read(String task, JsonNode value) {
    var found = EnumSet.noneOf(Result.class);
    if (value.isTextual()) {
      found.add(result(task, value.textValue()));
      return TaskResult.of(found);
    }
    if (!value.isObject()) {
      throw new BadInput(
          "env: task '%s': expected a result such as \"Failed\", or a map of results to booleans"
              .formatted(task));
    }
    for (var entry : value.properties()) {
      var result = result(task, entry.getKey());
      if (!entry.getValue().isBoolean()) {
        throw new BadInput(
            "env: task '%s': %s: expected true or false".formatted(task, result.label()));
      }
      if (entry.getValue().booleanValue()) {
        found.add(result);
      }
    }
    return TaskResult.of(found);
  }

  private static Result result(String task, String label) {
    var result = Result.of(label);
    if (result == null) {
      throw new BadInput(
          "env: task '%s': unknown result '%s': expected one of %s"
              .formatted(
                  task,
                  label,
                  Stream.of(Result.values()).map(Result::label).collect(Collectors.joining(", "))));
    }
    return result;
  }

  /// Whether they meet this `depends`.
  boolean meet(String depends) {
    return Depends.parse(depends, task -> find(task) != null).evaluate(this::find);
  }

  /// Argo evaluates with `_` in place of `-`, so results taken from there may be spelt so.
  private @Nullable TaskResult find(String task) {
    var exact = results.get(task);
    return exact != null ? exact : results.get(task.replace('-', '_'));
  }
}
