package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.Step;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.RunId;
import dev.tiphys.language.yaml.YamlReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Steps for tests, and their pods.
final class Steps {
  static final ObjectMapper JSON = new ObjectMapper();
  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  static final RunId RUN = new RunId("argo", "hello", "0a1b2c3d-0000-4000-8000-000000000001");

  static final PodSettings SETTINGS =
      PodSettings.of(
          yaml("{images: {'argoproj/known:1': {entrypoint: [/known], cmd: [hello]}}}"),
          URI.create("http://broker/tiphys"),
          true);

  private Steps() {}

  static JsonNode yaml(String text) {
    return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "test").getFirst().toJson();
  }

  static Step step(String template) {
    return step(template, "{}");
  }

  static Step step(String template, String spec) {
    return step(yaml(template), yaml(spec), null);
  }

  static Step step(JsonNode template, JsonNode spec, @Nullable Instant deadline) {
    return new Step(
        RUN,
        3,
        "hello-123",
        "hello.a",
        "hello-a-123",
        NodeType.POD,
        template,
        spec,
        false,
        deadline,
        Map.of(),
        yaml("{default: true}"));
  }

  static Step capturing(Step s) {
    return new Step(
        s.run(),
        s.node(),
        s.nodeId(),
        s.nodeName(),
        s.podName(),
        s.type(),
        s.template(),
        s.spec(),
        true,
        s.deadline(),
        s.labels(),
        s.repository());
  }

  static ObjectNode pod(Step step) {
    return PodManifest.of(step, SETTINGS, NOW).pod();
  }

  static ObjectNode pod(String template) {
    return pod(step(template));
  }

  static ObjectNode pod(String template, String spec) {
    return pod(step(template, spec));
  }

  /// A container of a pod.
  static JsonNode container(JsonNode pod, String name) {
    for (var list : new String[] {"initContainers", "containers"}) {
      for (var container : pod.path("spec").path(list)) {
        if (container.path("name").asText().equals(name)) {
          return container;
        }
      }
    }
    throw new AssertionError("there is no container " + name + " in " + pod);
  }

  static String words(JsonNode list) {
    return String.join(" ", list.valueStream().map(JsonNode::asText).toList());
  }
}
