package dev.tiphys.engine.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.engine.Step;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Environment;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a step ends that did what an [Act] says: what the runner would report of it.
///
/// @param problem what the script leaves open and the template needs; null if nothing
record Closing(Phase phase, @Nullable String message, Outputs outputs, @Nullable String problem) {
  static Closing of(Step step, Act act, Instant at) {
    return step.type() == NodeType.HTTP && act.phase() == null && act.exitCode() == null
        ? ofResponse(step, act, at)
        : ofExit(step, act);
  }

  private static Closing ofExit(Step step, Act act) {
    var code = act.exitCode() != null ? act.exitCode() : codeOf(act.phase());
    var phase = act.phase() != null ? act.phase() : code == 0 ? Phase.SUCCEEDED : Phase.FAILED;
    var message =
        act.message() != null || !phase.bad()
            ? act.message()
            : "Error (exit code %d)".formatted(code);
    var process = step.type() == NodeType.POD;
    return closing(step, act, phase, message, process ? Integer.toString(code) : null);
  }

  private static int codeOf(@Nullable Phase phase) {
    return phase == null || !phase.bad() ? 0 : 1;
  }

  private static Closing ofResponse(Step step, Act act, Instant at) {
    var status = act.statusCode() == null ? 200 : act.statusCode();
    var condition = step.template().path("http").path("successCondition").asText("");
    if (condition.isEmpty()) {
      return status / 100 == 2
          ? closing(step, act, Phase.SUCCEEDED, act.message(), null)
          : closing(
              step,
              act,
              Phase.FAILED,
              Objects.requireNonNullElse(
                  act.message(), "received non-2xx response code: " + status),
              null);
    }
    try {
      var met =
          Expression.parse(condition)
              .evaluate(
                  Environment.of(variables(step, act, status)),
                  new Ambient(InstantSource.fixed(at), new SplittableRandom(0)));
      return met.equals(true)
          ? closing(step, act, Phase.SUCCEEDED, act.message(), null)
          : closing(
              step,
              act,
              Phase.FAILED,
              "successCondition '%s' evaluated false".formatted(condition),
              null);
    } catch (ExpressionException e) {
      return closing(
          step,
          act,
          Phase.ERROR,
          "successCondition '%s': %s".formatted(condition, e.getMessage()),
          null);
    }
  }

  private static Map<String, Object> variables(Step step, Act act, int status) {
    var http = step.template().path("http");
    Map<String, Object> requested = new LinkedHashMap<>();
    requested.put("method", http.path("method").asText("GET"));
    requested.put("url", http.path("url").asText());
    requested.put("body", http.path("body").asText(""));
    requested.put("headers", Map.of());
    Map<String, Object> answered = new LinkedHashMap<>();
    answered.put("statusCode", (long) status);
    answered.put("body", Objects.requireNonNullElse(act.result(), ""));
    answered.put(
        "headers",
        act.headers().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue()))));
    return Map.of("request", requested, "response", answered);
  }

  private static Closing closing(
      Step step, Act act, Phase phase, @Nullable String message, @Nullable String exitCode) {
    var declared = step.template().path("outputs");
    var parameters = new LinkedHashMap<String, String>();
    String problem = null;
    for (var parameter : declared.path("parameters")) {
      var name = parameter.path("name").asText();
      var value = act.parameters().get(name);
      var otherwise = parameter.path("valueFrom").get("default");
      if (value == null && otherwise != null && phase == Phase.SUCCEEDED) {
        value = otherwise.asText();
      }
      if (value != null) {
        parameters.put(name, value);
      } else if (phase == Phase.SUCCEEDED && parameter.path("valueFrom").has("path")) {
        problem =
            "the output parameter '%s' is declared and has no default, and the answer does not give it"
                .formatted(name);
      }
    }
    for (var name : act.parameters().keySet().stream().sorted().toList()) {
      if (!parameters.containsKey(name)) {
        problem =
            "the answer gives the output parameter '%s', which the template does not declare"
                .formatted(name);
      }
    }
    var result = act.result() != null || !step.captureResult() ? act.result() : "";
    return new Closing(
        phase,
        message,
        new Outputs(parameters, result, exitCode, artifacts(step, act, phase, declared)),
        problem);
  }

  /// Artifacts that nobody describes lie where a repository would have them.
  private static Map<String, JsonNode> artifacts(
      Step step, Act act, Phase phase, JsonNode declared) {
    var artifacts = new LinkedHashMap<String, JsonNode>();
    for (var artifact : declared.path("artifacts")) {
      var name = artifact.path("name").asText();
      var given = act.artifacts().get(name);
      if (given != null) {
        artifacts.put(name, given);
      } else if (phase == Phase.SUCCEEDED && !artifact.path("optional").asBoolean(false)) {
        var place = JsonNodeFactory.instance.objectNode();
        place
            .putObject("s3")
            .put("key", "%s/%s/%s.tgz".formatted(step.run().name(), step.podName(), name));
        artifacts.put(name, place);
      }
    }
    return artifacts;
  }
}
