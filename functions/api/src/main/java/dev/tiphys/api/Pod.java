package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Phase;
import dev.tiphys.language.naming.PodNameFormat;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A step of a run as its log is found: by the name of the pod, which a process has too.
record Pod(String name, boolean ended, Instant started, @Nullable Instant finished) {
  private static final String FORMAT = "workflows.argoproj.io/pod-name-format";

  /// The steps of a Workflow that options choose, as they began.
  static List<Pod> of(JsonNode workflow, LogOptions options) {
    return workflow.path("status").path("nodes").properties().stream()
        .map(Map.Entry::getValue)
        .filter(node -> node.path("type").asText().equals("Pod"))
        .filter(node -> options.selector().matches(label -> label(workflow, node, label)))
        .map(node -> pod(workflow, node))
        .filter(pod -> options.pod().isEmpty() || options.pod().equals(pod.name()))
        .filter(
            pod ->
                pod.finished() == null
                    || !pod.finished()
                        .isBefore(Objects.requireNonNullElse(options.since(), Instant.MIN)))
        .sorted(Comparator.comparing(Pod::started).thenComparing(Pod::name))
        .toList();
  }

  private static Pod pod(JsonNode workflow, JsonNode node) {
    var v1 = workflow.path("metadata").path("annotations").path(FORMAT).asText().equals("v1");
    var reference = node.path("templateRef").path("template").asText();
    var template = reference.isEmpty() ? node.path("templateName").asText() : reference;
    var started = Resources.time(node.path("startedAt"));
    return new Pod(
        (v1 ? PodNameFormat.V1 : PodNameFormat.V2)
            .podName(Resources.name(workflow), node.path("name").asText(), template),
        ended(node),
        started == null ? Instant.MAX : started,
        Resources.time(node.path("finishedAt")));
  }

  private static boolean ended(JsonNode node) {
    return switch (node.path("phase").asText()) {
      case "", "Pending", "Running" -> false;
      case String phase -> Phase.of(phase).ended();
    };
  }

  /// The labels that Argo gives to every pod.
  private static @Nullable String label(JsonNode workflow, JsonNode node, String key) {
    return switch (key) {
      case "workflows.argoproj.io/workflow" -> Resources.name(workflow);
      case "workflows.argoproj.io/completed" -> String.valueOf(ended(node));
      default ->
          throw Refusal.invalid(
              "selector: expected workflows.argoproj.io/workflow or workflows.argoproj.io/completed,"
                  + " found '%s'".formatted(Refusal.shown(key)));
    };
  }
}
