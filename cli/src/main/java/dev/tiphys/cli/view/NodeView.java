package dev.tiphys.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.selector.Selectable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// One of `status.nodes`.
public record NodeView(String id, JsonNode json) implements Selectable {
  private static final Set<String> UNFINISHED = Set.of("", "Pending", "Running");

  public String name() {
    return Json.text(json, "name");
  }

  public String type() {
    return Json.text(json, "type");
  }

  public String phase() {
    return Json.text(json, "phase");
  }

  public String message() {
    return Json.text(json, "message");
  }

  String displayName() {
    var name = Json.text(json, "displayName");
    return !name.isEmpty() ? name : !name().isEmpty() ? name() : id;
  }

  String boundary() {
    return Json.text(json, "boundaryID");
  }

  public @Nullable Instant startedAt() {
    return Json.instant(json, "startedAt");
  }

  public @Nullable Instant finishedAt() {
    return Json.instant(json, "finishedAt");
  }

  List<String> children() {
    var ids = new ArrayList<String>();
    json.path("children").forEach(child -> ids.add(child.asText()));
    return ids;
  }

  /// The template with the resource that holds it: `hello`, `library/hello`.
  String template() {
    var name = Json.text(json, "templateName");
    if (!name.isEmpty()) {
      return name;
    }
    var resource = Json.text(json, "templateRef", "name");
    var template = Json.text(json, "templateRef", "template");
    return resource.isEmpty() ? template : resource + "/" + template;
  }

  /// The template's name without its resource.
  String templateAlone() {
    var name = Json.text(json, "templateName");
    return name.isEmpty() ? Json.text(json, "templateRef", "template") : name;
  }

  public boolean isPod() {
    return type().equals("Pod");
  }

  public boolean isGroup() {
    return type().equals("StepGroup") || type().equals("TaskGroup");
  }

  public boolean isSuspended() {
    return type().equals("Suspend") && phase().equals("Running");
  }

  public boolean isFailed() {
    return phase().equals("Failed") || phase().equals("Error");
  }

  boolean isFinished() {
    return !UNFINISHED.contains(phase());
  }

  /// Empty for what never ran.
  String duration(Moment moment) {
    if (phase().equals("Skipped") || phase().equals("Omitted")) {
      return "";
    }
    return WorkflowView.brief(startedAt(), isFinished() ? finishedAt() : null, moment);
  }

  /// Names of the artifacts that it put out.
  String artifacts() {
    return StreamSupport.stream(json.path("outputs").path("artifacts").spliterator(), false)
        .map(artifact -> Json.text(artifact, "name"))
        .collect(Collectors.joining(","));
  }

  @Override
  public @Nullable String field(String key) {
    var found =
        switch (key) {
          case "templateRef.name" -> json.path("templateRef").path("name");
          case "templateRef.template" -> json.path("templateRef").path("template");
          case "displayName", "templateName", "phase", "name", "id" -> json.path(key);
          default -> parameter(key);
        };
    return found.isValueNode() && !found.isNull() ? found.asText() : null;
  }

  /// The value behind `inputs.parameters.<P>.value`.
  private JsonNode parameter(String key) {
    for (var parameter : json.path("inputs").path("parameters")) {
      if (key.equals("inputs.parameters." + parameter.path("name").asText() + ".value")) {
        return parameter.path("value");
      }
    }
    return json.path("inputs").path("none");
  }
}
