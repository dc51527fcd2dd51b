package dev.tiphys.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.terminal.Inert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What `get` says about a Workflow as a whole, before its tree.
final class Header {
  private final WorkflowView workflow;
  private final Moment moment;
  private final List<String> lines = new ArrayList<>();

  private Header(WorkflowView workflow, Moment moment) {
    this.workflow = workflow;
    this.moment = moment;
  }

  static List<String> lines(WorkflowView workflow, Moment moment) {
    var header = new Header(workflow, moment);
    header.write();
    return header.lines;
  }

  private void write() {
    var json = workflow.json();
    var status = json.path("status");
    var account = Json.text(json, "spec", "serviceAccountName");
    line("Name:", workflow.name());
    line("Namespace:", workflow.namespace());
    line("ServiceAccount:", account.isEmpty() ? "unset" : account);
    line("Status:", workflow.status());
    optional("Message:", workflow.message());
    conditions(status.path("conditions"));
    time("Created:", workflow.createdAt());
    time("Started:", workflow.startedAt());
    time("Finished:", workflow.finishedAt());
    if (workflow.startedAt() != null) {
      var end = Objects.requireNonNullElse(workflow.finishedAt(), moment.now());
      line("Duration:", Durations.full(Duration.between(workflow.startedAt(), end)));
    }
    var estimate = status.path("estimatedDuration").asLong();
    if (estimate > 0) {
      line("EstimatedDuration:", Durations.full(Duration.ofSeconds(estimate)));
    }
    optional("Progress:", workflow.progress());
    optional("ResourcesDuration:", resources(status.path("resourcesDuration")));
    parameters("Parameters:", json.path("spec").path("arguments").path("parameters"));
    parameters("Output Parameters:", status.path("outputs").path("parameters"));
    artifacts(status.path("outputs").path("artifacts"));
  }

  private void line(String name, String value) {
    lines.add("%-20s %s".formatted(name, value).stripTrailing());
  }

  private void optional(String name, String value) {
    if (!value.isEmpty()) {
      line(name, value);
    }
  }

  private void time(String name, @Nullable Instant instant) {
    if (instant != null) {
      line(name, Durations.since(instant, moment));
    }
  }

  private void conditions(JsonNode conditions) {
    if (!conditions.isEmpty()) {
      line("Conditions:", "");
      for (var condition : conditions) {
        var message = Json.text(condition, "message");
        line(
            " " + Json.text(condition, "type"),
            message.isEmpty() ? Json.text(condition, "status") : message);
      }
    }
  }

  private void parameters(String name, JsonNode parameters) {
    if (!parameters.isEmpty()) {
      line(name, "");
      for (var parameter : parameters) {
        line("  " + Json.text(parameter, "name") + ":", Json.text(parameter, "value"));
      }
    }
  }

  private void artifacts(JsonNode artifacts) {
    if (!artifacts.isEmpty()) {
      line("Output Artifacts:", "");
      artifacts.forEach(artifact -> line("  " + Json.text(artifact, "name"), ""));
    }
  }

  /// `5s*(1 cpu),2s*(100Mi memory)`: seconds, and the amount that they were counted for.
  static String resources(JsonNode durations) {
    return durations.properties().stream()
        .map(
            entry ->
                Json.text(entry.getValue())
                    + "s*("
                    + switch (entry.getKey()) {
                      case "memory", "ephemeral-storage" -> "100Mi ";
                      default -> "1 ";
                    }
                    + Inert.text(entry.getKey())
                    + ")")
        .collect(Collectors.joining(","));
  }
}
