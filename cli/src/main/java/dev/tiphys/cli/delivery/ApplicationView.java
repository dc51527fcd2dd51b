package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// An Application as a server shows it.
record ApplicationView(JsonNode json) {
  private static final Set<String> OVER = Set.of("Succeeded", "Failed", "Error");

  /// A managed object, or a hook, and what became of it.
  record Resource(
      String group,
      String kind,
      String namespace,
      String name,
      String status,
      String health,
      String hook,
      String message) {
    List<String> cells() {
      return List.of(group, kind, namespace, name, status, health, hook, message);
    }

    String key() {
      return String.join("/", group, kind, namespace, name, hook);
    }
  }

  static final List<String> RESOURCE_TITLES =
      List.of("GROUP", "KIND", "NAMESPACE", "NAME", "STATUS", "HEALTH", "HOOK", "MESSAGE");

  String text(String pointer) {
    return json.at(pointer).asText("");
  }

  String name() {
    return text("/metadata/name");
  }

  /// With the namespace that it is in.
  String qualifiedName() {
    var namespace = text("/metadata/namespace");
    return namespace.isEmpty() ? name() : namespace + "/" + name();
  }

  String syncStatus() {
    return text("/status/sync/status");
  }

  String health() {
    return text("/status/health/status");
  }

  /// Its sources, whichever of the two fields has them.
  List<JsonNode> sources() {
    var sources = new ArrayList<JsonNode>();
    json.at("/spec/sources").forEach(sources::add);
    if (sources.isEmpty() && json.at("/spec/source").isObject()) {
      sources.add(json.at("/spec/source"));
    }
    return sources;
  }

  /// `Manual`, `Auto`, and what comes with it.
  String syncPolicy() {
    var automated = json.at("/spec/syncPolicy/automated");
    if (!automated.isObject() || !automated.path("enabled").asBoolean(true)) {
      return "Manual";
    }
    return automated.path("prune").asBoolean() ? "Auto-Prune" : "Auto";
  }

  /// The types of its conditions, or `<none>`.
  String conditions() {
    var types = new ArrayList<String>();
    json.at("/status/conditions").forEach(condition -> types.add(condition.path("type").asText()));
    return types.isEmpty() ? "<none>" : String.join(",", types);
  }

  boolean isAutomated() {
    return !syncPolicy().equals("Manual");
  }

  /// The phase of the operation that is under way or was last; empty if there was none.
  String phase() {
    return text("/status/operationState/phase");
  }

  /// Whether an operation waits to begin, runs, or waits for its next try.
  boolean isOperating() {
    return json.path("operation").isObject() || !phase().isEmpty() && !OVER.contains(phase());
  }

  /// When the operation began that is shown.
  Optional<Instant> startedAt() {
    return instant(text("/status/operationState/startedAt"));
  }

  String duration(Instant now) {
    return startedAt()
        .map(
            began ->
                Duration.between(
                    began, instant(text("/status/operationState/finishedAt")).orElse(now)))
        .map(taken -> taken.toSeconds() + "s")
        .orElse("");
  }

  static Optional<Instant> instant(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /// Managed objects, each with the message of the last operation, and then its hooks.
  List<Resource> resources() {
    var results =
        results().stream()
            .collect(Collectors.toMap(ApplicationView::keyOf, result -> result, (_, last) -> last));
    var resources = new ArrayList<Resource>();
    for (var resource : json.at("/status/resources")) {
      if (!resource.path("hook").asBoolean()) {
        var result = results.get(keyOf(resource));
        resources.add(
            resource(
                resource,
                resource.path("status").asText(),
                resource.at("/health/status").asText(),
                "",
                result == null ? "" : result.path("message").asText()));
      }
    }
    for (var result : results()) {
      if (!result.path("hookType").asText().isEmpty()) {
        resources.add(
            resource(
                result,
                result.path("hookPhase").asText(),
                "",
                result.path("hookType").asText(),
                result.path("message").asText()));
      } else if (result.path("status").asText().equals("Pruned")) {
        resources.add(resource(result, "Pruned", "", "", result.path("message").asText()));
      }
    }
    return resources;
  }

  private List<JsonNode> results() {
    var results = new ArrayList<JsonNode>();
    json.at("/status/operationState/syncResult/resources").forEach(results::add);
    return results;
  }

  private static String keyOf(JsonNode object) {
    return String.join(
        "/",
        object.path("group").asText(),
        object.path("kind").asText(),
        object.path("namespace").asText(),
        object.path("name").asText());
  }

  private static Resource resource(
      JsonNode object, String status, String health, String hook, String message) {
    return new Resource(
        object.path("group").asText(),
        object.path("kind").asText(),
        object.path("namespace").asText(),
        object.path("name").asText(),
        status,
        health,
        hook,
        message);
  }
}
