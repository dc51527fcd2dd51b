package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.engine.Step;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.RunId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A step as a text, for the parts of its pod that are ours.
final class StepJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// All of the Workflow that matters beside its step.
  private static final List<String> OF_SPEC = List.of("archiveLogs");

  private StepJson() {}

  /// The step, without what only whoever makes its pod has to know.
  static String write(Step step) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("namespace", step.run().namespace());
    json.put("workflow", step.run().name());
    json.put("uid", step.run().uid());
    json.put("node", step.node());
    json.put("nodeId", step.nodeId());
    json.put("nodeName", step.nodeName());
    json.put("podName", step.podName());
    json.put("type", step.type().name());
    json.set("template", step.template());
    var spec = json.putObject("spec");
    OF_SPEC.stream().filter(step.spec()::has).forEach(f -> spec.set(f, step.spec().get(f)));
    json.put("captureResult", step.captureResult());
    if (step.deadline() != null) {
      json.put("deadline", step.deadline().toString());
    }
    step.labels().forEach(json.putObject("labels")::put);
    json.set("repository", step.repository());
    return json.toString();
  }

  /// @throws IllegalArgumentException if `text` is not what [#write] gives
  static Step read(String text) {
    var json = parse(text);
    Map<String, String> labels = new LinkedHashMap<>();
    json.path("labels").properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
    return new Step(
        new RunId(text(json, "namespace"), text(json, "workflow"), text(json, "uid")),
        json.path("node").asInt(),
        text(json, "nodeId"),
        text(json, "nodeName"),
        text(json, "podName"),
        NodeType.valueOf(text(json, "type")),
        json.path("template"),
        json.path("spec"),
        json.path("captureResult").asBoolean(),
        json.has("deadline") ? Instant.parse(text(json, "deadline")) : null,
        labels,
        json.path("repository"));
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the step of this pod is no JSON");
    }
  }

  private static String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw new IllegalArgumentException("the step of this pod has no text '" + field + "'");
    }
    return json.path(field).asText();
  }
}
