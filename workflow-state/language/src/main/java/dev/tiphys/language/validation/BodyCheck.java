package dev.tiphys.language.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Artifact;
import dev.tiphys.language.workflow.Body;
import dev.tiphys.language.workflow.Body.ContainerBody;
import dev.tiphys.language.workflow.Body.ContainerSetBody;
import dev.tiphys.language.workflow.Body.DagBody;
import dev.tiphys.language.workflow.Body.DataBody;
import dev.tiphys.language.workflow.Body.HttpBody;
import dev.tiphys.language.workflow.Body.PluginBody;
import dev.tiphys.language.workflow.Body.ResourceBody;
import dev.tiphys.language.workflow.Body.ScriptBody;
import dev.tiphys.language.workflow.Body.StepsBody;
import dev.tiphys.language.workflow.Body.SuspendBody;
import dev.tiphys.language.workflow.Parameter;
import dev.tiphys.language.workflow.Template;
import dev.tiphys.language.workflow.ValueFrom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Checks what a template of each type must have, and what only that type may have.
record BodyCheck(Template template, String where, Report report) {
  private static final Set<String> ACTIONS =
      Set.of("get", "create", "apply", "delete", "replace", "patch");
  private static final Set<String> MERGES = Set.of("", "strategic", "merge", "json");
  private static final Set<String> RESERVED = Set.of("init", "wait", "supervisor");

  void check() {
    switch (template.body()) {
      case ContainerBody container -> image(container.container(), "container");
      case ScriptBody script -> image(script.script(), "script");
      case SuspendBody suspend ->
          Rules.checkDuration(
              suspend.duration(), report.at("suspend.duration"), where + ".suspend.duration");
      case ContainerSetBody set -> containers(set.containerSet());
      case ResourceBody resource -> resource(resource.resource());
      case HttpBody http -> http(http.http());
      case DataBody data -> data(data.data());
      case PluginBody _, StepsBody _, DagBody _ -> {}
    }
    if (!template.body().makesPod()) {
      for (var field : new String[] {"podResources", "resourceClaims"}) {
        if (template.json().has(field)) {
          report
              .at(field)
              .add(where + "." + field + " is only valid for templates that make a pod");
        }
      }
    }
    outputs();
    paths();
  }

  private void image(JsonNode container, String type) {
    if (container.path("image").asText().isEmpty()) {
      report.at(type).add(where + "." + type + ".image may not be empty");
    }
  }

  private void http(JsonNode http) {
    var here = report.at("http");
    if (http.path("url").asText().isEmpty()) {
      here.add(where + ".http.url is required");
    }
    Syntax.expression(http, "successCondition", here, where + ".http");
  }

  private void data(JsonNode data) {
    var here = report.at("data");
    if (!data.path("source").has("artifactPaths")) {
      here.add(where + ".data.source.artifactPaths is required");
    }
    for (var i = 0; i < data.path("transformation").size(); i++) {
      Syntax.expression(
          data.path("transformation").get(i),
          "expression",
          here.at("transformation", i),
          where + ".data.transformation");
    }
  }

  private void resource(JsonNode resource) {
    var here = report.at("resource");
    var there = where + ".resource";
    var action = resource.path("action").asText("");
    if (!Rules.hasTags(action) && !ACTIONS.contains(action)) {
      here.at("action")
          .add(there + ".action must be one of: get, create, apply, delete, replace, patch");
    }
    var merge = resource.path("mergeStrategy").asText("");
    if (!Rules.hasTags(merge) && !MERGES.contains(merge)) {
      here.at("mergeStrategy").add(there + ".mergeStrategy must be one of: strategic, merge, json");
    }
    if (resource.has("manifest") && resource.has("manifestFrom")) {
      here.add(there + " must have only one of manifest and manifestFrom");
    }
    if (!resource.has("manifest") && !resource.has("manifestFrom") && !resource.has("flags")) {
      here.add(there + " must have one of manifest, manifestFrom and flags");
    }
  }

  private void containers(JsonNode set) {
    var containers = set.path("containers");
    var here = report.at("containerSet.containers");
    if (containers.isEmpty()) {
      report.at("containerSet").add(where + ".containerSet.containers must have at least one");
    }
    var names = new HashSet<String>();
    containers.forEach(container -> names.add(container.path("name").asText()));
    if (names.size() < containers.size()) {
      here.add(where + ".containerSet has two containers of one name");
    }
    Map<String, List<String>> open = new HashMap<>();
    for (var container : containers) {
      var name = container.path("name").asText();
      if (RESERVED.contains(name)) {
        here.add(where + ".containerSet.containers." + name + " is a reserved name");
      }
      var dependencies = Rules.texts(container.path("dependencies"));
      open.put(name, dependencies);
      for (var dependency : dependencies) {
        if (!names.contains(dependency)) {
          here.add(
              "%s.containerSet.containers.%s dependency '%s' not defined"
                  .formatted(where, name, dependency));
        }
      }
    }
    circles(open, here);
    var uses =
        !template.inputs().artifacts().isEmpty()
            || !template.outputs().artifacts().isEmpty()
            || template.outputs().parameters().stream().anyMatch(BodyCheck::readsFile);
    if (uses && !containers.isEmpty() && !names.contains("main")) {
      here.add(
          where
              + ".containerSet needs a container named \"main\" for input artifacts and for outputs");
    }
  }

  private static boolean readsFile(Parameter output) {
    return output.valueFrom() != null && output.valueFrom().path() != null;
  }

  /// Takes containers away whose dependencies are gone: what stays waits for itself.
  private void circles(Map<String, List<String>> open, Report here) {
    var left = new HashMap<>(open);
    while (left.entrySet().removeIf(one -> one.getValue().stream().noneMatch(left::containsKey))) {
      // Each round takes away those that wait for nothing that is left.
    }
    if (!left.isEmpty()) {
      here.add(
          where
              + ".containerSet dependency cycle detected among "
              + String.join(", ", left.keySet().stream().sorted().toList()));
    }
  }

  /// Each output parameter has a source that its type of template can have.
  private void outputs() {
    for (var i = 0; i < template.outputs().parameters().size(); i++) {
      var output = template.outputs().parameters().get(i);
      var from = output.valueFrom();
      var here = report.at("outputs").at("parameters", i);
      var there = where + ".outputs.parameters." + output.name();
      if (from == null) {
        if (output.value() == null) {
          here.add(there + ".value or valueFrom is required");
        }
        continue;
      }
      var needed = needed(template.body(), from);
      if (needed != null && from.default_() == null) {
        here.at("valueFrom").add(there + ".valueFrom" + needed);
      }
    }
  }

  private static @org.jspecify.annotations.Nullable String needed(Body body, ValueFrom from) {
    return switch (body) {
      case ContainerBody _, ScriptBody _, ContainerSetBody _ ->
          from.path() == null && from.supplied() == false
              ? ".path must be specified for templates that run containers"
              : null;
      case ResourceBody _ ->
          from.jsonPath() == null && from.jqFilter() == null
              ? ": .jsonPath or .jqFilter must be specified for Resource templates"
              : null;
      case StepsBody _, DagBody _ ->
          from.parameter() == null && from.expression() == null
              ? ": .parameter or .expression must be specified for Steps and DAG templates"
              : null;
      case SuspendBody _, HttpBody _, DataBody _, PluginBody _ -> null;
    };
  }

  /// Artifacts of a container stand at paths, and no two of its inputs at one.
  private void paths() {
    switch (template.body()) {
      case ContainerBody _, ScriptBody _, ContainerSetBody _ -> {
        paths(template.inputs().artifacts(), "inputs", true);
        paths(template.outputs().artifacts(), "outputs", false);
      }
      case ResourceBody _,
          SuspendBody _,
          HttpBody _,
          DataBody _,
          PluginBody _,
          StepsBody _,
          DagBody _ -> {}
    }
  }

  private void paths(List<Artifact> artifacts, String side, boolean unique) {
    var seen = new HashMap<String, String>();
    for (var i = 0; i < artifacts.size(); i++) {
      var artifact = artifacts.get(i);
      var here = report.at(side).at("artifacts", i);
      var there = "%s.%s.artifacts.%s.path".formatted(where, side, artifact.name());
      var path = artifact.path();
      if (path == null || path.isEmpty()) {
        here.add(there + " is required");
        continue;
      }
      if (Rules.hasTags(path)) {
        continue;
      }
      if (!path.startsWith("/") && !Stream.of("C:", "c:").anyMatch(path::startsWith)) {
        here.at("path").add("%s: expected an absolute path, found '%s'".formatted(there, path));
      }
      var other = seen.putIfAbsent(path, artifact.name());
      if (unique && other != null) {
        here.at("path")
            .add("%s '%s' already mounted in inputs.artifacts.%s".formatted(there, path, other));
      }
    }
  }
}
