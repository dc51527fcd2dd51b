package dev.tiphys.delivery.sets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.generators.RollingSync;
import dev.tiphys.language.application.ApplicationSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `status` of an ApplicationSet (C259, C264).
public final class SetStatus {
  /// So many applications are listed in `resources`; all are counted.
  public static final int RESOURCES_MAX = 5000;

  private static final String DONE = "All applications have been generated successfully";

  private final ObjectNode status = JsonNodeFactory.instance.objectNode();
  private final ArrayNode conditions = JsonNodeFactory.instance.arrayNode();
  private final SetState state;

  private SetStatus(SetState state) {
    this.state = state;
  }

  /// @param applications those of the set as they are, with their status
  public static ObjectNode of(
      ApplicationSet set, SetState state, List<? extends JsonNode> applications) {
    return new SetStatus(state).shown(set, applications);
  }

  private ObjectNode shown(ApplicationSet set, List<? extends JsonNode> applications) {
    var error = conditions();
    var rolling = RollingSync.isEnabled(set) && rollout();
    if (!conditions.isEmpty()) {
      status.set("conditions", conditions);
    }
    if (RollingSync.isEnabled(set) && !state.steps().isEmpty()) {
      steps();
    }
    resources(applications);
    var health = status.putObject("health");
    health.put(
        "status",
        conditions.isEmpty()
            ? "Unknown"
            : error ? "Degraded" : rolling ? "Progressing" : "Healthy");
    return status;
  }

  /// @return whether something is wrong
  private boolean conditions() {
    var failed = state.failed();
    var applied = state.applied();
    var generated = state.generated();
    if (failed != null) {
      add("ErrorOccurred", true, failed.reason(), failed.message(), failed.at());
      add("ParametersGenerated", false, "ErrorOccurred", failed.message(), failed.at());
      add("ResourcesUpToDate", false, failed.reason(), failed.message(), failed.at());
      return true;
    }
    if (generated == null) {
      return false;
    }
    var since = applied == null ? generated.at() : applied.at();
    if (applied != null && !applied.problems().isEmpty()) {
      var problems = applied.problems();
      var message =
          problems.getLast()
              + (problems.size() > 1 ? " (and %d more)".formatted(problems.size() - 1) : "");
      add("ErrorOccurred", true, "ApplicationValidationError", message, since);
      parameters(generated.at());
      add("ResourcesUpToDate", false, "ApplicationValidationError", message, since);
      return true;
    }
    add("ErrorOccurred", false, "ApplicationSetUpToDate", DONE, since);
    parameters(generated.at());
    add("ResourcesUpToDate", true, "ApplicationSetUpToDate", DONE, since);
    return false;
  }

  private void parameters(Instant since) {
    add(
        "ParametersGenerated",
        true,
        "ParametersGenerated",
        "Successfully generated parameters for all Applications",
        since);
  }

  /// @return whether a step is under way
  private boolean rollout() {
    var steps = state.steps().values();
    var since =
        steps.stream()
            .map(step -> step.since() == null ? Instant.EPOCH : step.since())
            .max(Comparator.naturalOrder())
            .orElse(null);
    if (since == null) {
      return false;
    }
    var open =
        steps.stream()
            .filter(step -> !step.status().equals(RollingSync.State.HEALTHY.toString()))
            .mapToInt(step -> Integer.parseInt(step.step()))
            .filter(step -> step > 0)
            .min();
    if (open.isEmpty()) {
      add(
          "RolloutProgressing",
          false,
          "ApplicationSetRolloutComplete",
          "ApplicationSet Rollout has completed",
          since);
      return false;
    }
    add(
        "RolloutProgressing",
        true,
        "ApplicationSetModified",
        "ApplicationSet is performing rollout of step " + open.getAsInt(),
        since);
    return true;
  }

  private void add(String type, boolean holds, String reason, String message, Instant since) {
    conditions
        .addObject()
        .put("type", type)
        .put("status", holds ? "True" : "False")
        .put("reason", reason)
        .put("message", message)
        .put("lastTransitionTime", text(since));
  }

  private void steps() {
    var list = status.putArray("applicationStatus");
    for (var step : state.steps().values()) {
      var shown =
          list.addObject()
              .put("application", step.application())
              .put("status", step.status())
              .put("step", step.step())
              .put("message", step.message());
      step.targetRevisions().forEach(shown.putArray("targetRevisions")::add);
      if (step.since() != null) {
        shown.put("lastTransitionTime", text(step.since()));
      }
    }
  }

  private void resources(List<? extends JsonNode> applications) {
    status.put("resourcesCount", applications.size());
    var list = status.putArray("resources");
    applications.stream()
        .sorted(Comparator.comparing(SetStatus::name))
        .limit(RESOURCES_MAX)
        .forEach(
            application -> {
              var shown =
                  list.addObject()
                      .put("group", "argoproj.io")
                      .put("version", "v1alpha1")
                      .put("kind", "Application")
                      .put("namespace", application.at("/metadata/namespace").asText())
                      .put("name", name(application))
                      .put("status", application.at("/status/sync/status").asText("Unknown"));
              shown
                  .putObject("health")
                  .put("status", application.at("/status/health/status").asText("Unknown"));
            });
  }

  private static String name(JsonNode application) {
    return application.at("/metadata/name").asText();
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
