package dev.tiphys.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.embedded.Host;
import dev.tiphys.events.RunId;
import dev.tiphys.language.naming.PodNameFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A run that is over.
///
/// @param nodes by name, with `wf` in place of the run's name
record Ended(Host host, RunId run, ObjectNode workflow, Map<String, JsonNode> nodes) {
  private static final int LOG_MAX = 1 << 20;

  static Ended of(Host host, RunId run) {
    var workflow = host.workflows().get(run.namespace(), run.name()).orElseThrow();
    var nodes = new TreeMap<String, JsonNode>();
    for (var node : workflow.path("status").path("nodes")) {
      nodes.put("wf" + node.path("name").asText().substring(run.name().length()), node);
    }
    return new Ended(host, run, workflow, nodes);
  }

  String phase() {
    return workflow.path("status").path("phase").asText();
  }

  JsonNode node(String name) {
    var node = nodes.get(name);
    if (node == null) {
      throw new AssertionError("no node is called %s: %s".formatted(name, nodes.keySet()));
    }
    return node;
  }

  String phase(String node) {
    return node(node).path("phase").asText();
  }

  String message(String node) {
    return node(node).path("message").asText();
  }

  /// The nodes of that phase, by name.
  List<String> in(String phase) {
    return nodes.keySet().stream().filter(name -> phase(name).equals(phase)).toList();
  }

  /// An output parameter of a node.
  String output(String node, String parameter) {
    return parameter(node(node).path("outputs"), parameter);
  }

  String input(String node, String parameter) {
    return parameter(node(node).path("inputs"), parameter);
  }

  String result(String node) {
    return node(node).path("outputs").path("result").asText();
  }

  private static String parameter(JsonNode values, String name) {
    for (var parameter : values.path("parameters")) {
      if (parameter.path("name").asText().equals(name)) {
        return parameter.path("value").asText();
      }
    }
    throw new AssertionError("no parameter is called %s: %s".formatted(name, values));
  }

  /// What the main container of a node wrote.
  String log(String node) {
    var template = node(node).path("templateRef").path("template").asText("");
    var pod =
        PodNameFormat.V2.podName(
            run.name(),
            node(node).path("name").asText(),
            template.isEmpty() ? node(node).path("templateName").asText() : template);
    return new String(host.workflows().log(run, pod, "main", 0, LOG_MAX), StandardCharsets.UTF_8);
  }

  /// How many steps were under way at the same time, to the second that status tells.
  long mostAtOnce() {
    var pods =
        nodes.values().stream().filter(node -> node.path("type").asText().equals("Pod")).toList();
    return pods.stream()
        .mapToLong(
            one ->
                pods.stream()
                    .filter(
                        other ->
                            !time(other, "startedAt").isAfter(time(one, "startedAt"))
                                && time(other, "finishedAt").isAfter(time(one, "startedAt")))
                    .count())
        .max()
        .orElse(0);
  }

  private static Instant time(JsonNode node, String field) {
    return Instant.parse(node.path(field).asText());
  }

  /// One line per node, for messages.
  String picture() {
    var picture = new StringBuilder(workflow.path("status").path("message").asText());
    nodes.forEach(
        (name, node) ->
            picture.append(
                "%n  %s %s %s %s"
                    .formatted(
                        name,
                        node.path("type").asText(),
                        node.path("phase").asText(),
                        node.path("message").asText())));
    return picture.toString();
  }
}
