package dev.tiphys.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.language.workflow.Parameter;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Map;
import org.jspecify.annotations.Nullable;

/// The values that a run as a whole holds: its arguments, and what its nodes export.
final class Parameters {
  private Parameters() {}

  /// The arguments of the workflow (F036). One without any value is left out: validation tells.
  static Map<String, String> ofRun(Plan plan) {
    Map<String, String> values = LinkedHashMap.empty();
    for (var parameter : plan.spec().arguments().parameters()) {
      var value = value(plan, parameter);
      if (value != null) {
        values = values.put(parameter.name(), value);
      }
    }
    return values;
  }

  private static @Nullable String value(Plan plan, Parameter parameter) {
    if (parameter.value() != null) {
      return parameter.value();
    }
    var from = parameter.valueFrom();
    if (from != null && from.configMapKeyRef() != null) {
      var ref = from.configMapKeyRef();
      var value = plan.configMap(ref.name(), ref.key());
      if (value != null) {
        return value;
      }
    }
    return from != null && from.default_() != null ? from.default_() : parameter.default_();
  }

  /// The names under which the run will know what `node` exports (F047), as far as they have tags.
  static java.util.Map<String, String> globalNames(Run run, Node node) {
    if (node.template().isEmpty()) {
      return java.util.Map.of();
    }
    var names = new java.util.LinkedHashMap<String, String>();
    var outputs = run.templateOf(node).template().outputs();
    for (var parameter : outputs.parameters()) {
      put(run, node, "parameters." + parameter.name(), parameter.globalName(), names);
    }
    for (var artifact : outputs.artifacts()) {
      put(run, node, "artifacts." + artifact.name(), artifact.globalName(), names);
    }
    return names;
  }

  private static void put(
      Run run,
      Node node,
      String output,
      @Nullable String globalName,
      java.util.Map<String, String> names) {
    if (globalName != null && globalName.contains("{{")) {
      try {
        names.put(output, Scopes.text(run, globalName, Scopes.body(run, node), Policy.KEEP, node));
      } catch (TemplateException e) {
        // A name that cannot be read is as good as any: nobody can ask for it.
        names.put(output, globalName);
      }
    }
  }

  /// `globals` and what `node` exports under a `globalName`, if it has succeeded (F047).
  ///
  /// @param names those that the fact of its end has worked out
  static Map<String, String> exported(
      Run run, Node node, java.util.Map<String, String> names, Map<String, String> globals) {
    if (!node.produced() || node.template().isEmpty()) {
      return globals;
    }
    var result = globals;
    for (var parameter : run.templateOf(node).template().outputs().parameters()) {
      var value = node.outputs().parameters().get(parameter.name());
      if (parameter.globalName() != null && value != null) {
        var name = names.getOrDefault("parameters." + parameter.name(), parameter.globalName());
        result = result.put("workflow.outputs.parameters." + name, value);
      }
    }
    for (var artifact : run.templateOf(node).template().outputs().artifacts()) {
      var value = node.outputs().artifacts().get(artifact.name());
      if (artifact.globalName() != null && value != null) {
        var name = names.getOrDefault("artifacts." + artifact.name(), artifact.globalName());
        result = result.put("workflow.outputs.artifacts." + name, value.toString());
      }
    }
    return result;
  }

  /// Argo's form of a list of parameters as a value: `[{"name":…,"value":…}]`.
  static String list(Iterable<java.util.Map.Entry<String, String>> values) {
    var list = JsonNodeFactory.instance.arrayNode();
    values.forEach(
        entry -> list.addObject().put("name", entry.getKey()).put("value", entry.getValue()));
    return list.toString();
  }
}
