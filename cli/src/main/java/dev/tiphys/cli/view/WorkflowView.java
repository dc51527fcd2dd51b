package dev.tiphys.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.naming.PodNameFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Workflow as the API gives it.
///
/// @param nodes by id, in the order of the JSON
public record WorkflowView(JsonNode json, Map<String, NodeView> nodes) {
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed", "Error");

  public static WorkflowView of(JsonNode json) {
    var nodes = new LinkedHashMap<String, NodeView>();
    for (var entry : json.path("status").path("nodes").properties()) {
      nodes.put(entry.getKey(), new NodeView(entry.getKey(), entry.getValue()));
    }
    return new WorkflowView(json, nodes);
  }

  public String name() {
    return Json.text(json, "metadata", "name");
  }

  public String namespace() {
    return Json.text(json, "metadata", "namespace");
  }

  /// `Pending` until it has another one.
  public String phase() {
    var phase = Json.text(json, "status", "phase");
    return phase.isEmpty() ? "Pending" : phase;
  }

  public String message() {
    return Json.text(json, "status", "message");
  }

  public String progress() {
    return Json.text(json, "status", "progress");
  }

  public boolean isFinished() {
    return FINISHED.contains(phase());
  }

  public @Nullable Instant createdAt() {
    return Json.instant(json, "metadata", "creationTimestamp");
  }

  public @Nullable Instant startedAt() {
    return Json.instant(json, "status", "startedAt");
  }

  public @Nullable Instant finishedAt() {
    return Json.instant(json, "status", "finishedAt");
  }

  public String label(String key) {
    return Json.text(json, "metadata", "labels", key);
  }

  /// The phase, and whether the run waits for a person.
  String status() {
    var waits =
        json.path("spec").path("suspend").asBoolean()
            || nodes.values().stream().anyMatch(NodeView::isSuspended);
    return waits && phase().equals("Running") ? "Running (Suspended)" : phase();
  }

  /// The name of a step's pod; empty for a node without one.
  public String podName(NodeView node) {
    if (!node.isPod()) {
      return "";
    }
    var v1 =
        Json.text(json, "metadata", "annotations", "workflows.argoproj.io/pod-name-format")
            .equals("v1");
    return (v1 ? PodNameFormat.V1 : PodNameFormat.V2)
        .podName(name(), node.name(), node.templateAlone());
  }

  String duration(Moment moment) {
    return brief(startedAt(), finishedAt(), moment);
  }

  /// How many of some nodes are in which phase: `2 Running, 1 Failed`.
  static String phases(Collection<NodeView> nodes) {
    return nodes.stream()
        .collect(
            Collectors.groupingBy(
                node -> node.phase().isEmpty() ? "Pending" : node.phase(),
                LinkedHashMap::new,
                Collectors.counting()))
        .entrySet()
        .stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  static String brief(@Nullable Instant from, @Nullable Instant to, Moment moment) {
    return from == null
        ? ""
        : Durations.brief(Duration.between(from, Objects.requireNonNullElse(to, moment.now())));
  }
}
