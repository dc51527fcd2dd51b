package dev.tiphys.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a user changes about a workflow that starts.
final class Overrides {
  static final String SCHEDULED_TIME = "workflows.argoproj.io/scheduled-time";

  private final SubmitOptions options;
  private final Map<String, String> parameters;

  private Overrides(SubmitOptions options, Map<String, String> parameters) {
    this.options = options;
    this.parameters = parameters;
  }

  /// Reads the file of parameters too.
  ///
  /// @throws BadInput if that is no map of names to values
  static Overrides of(SubmitOptions options, InputStream standardInput) {
    var parameters = new LinkedHashMap<String, String>();
    if (options.parameterFile != null) {
      parameters.putAll(file(options.parameterFile, standardInput));
    }
    parameters.putAll(options.parameters);
    if (options.name != null && options.generateName != null) {
      throw new BadInput("--name and --generate-name: expected one of them, found both");
    }
    return new Overrides(options, parameters);
  }

  private static Map<String, String> file(String name, InputStream standardInput) {
    try {
      var documents = YamlReader.read(Input.read(name, standardInput), name);
      if (documents.size() != 1 || !(documents.getFirst().toJson() instanceof ObjectNode map)) {
        throw new BadInput(name + ": expected one map of parameters to values");
      }
      var parameters = new LinkedHashMap<String, String>();
      for (var entry : map.properties()) {
        if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
          throw new BadInput(
              "%s: %s: expected a text, a number or a boolean, found %s"
                  .formatted(name, entry.getKey(), entry.getValue().getNodeType()));
        }
        parameters.put(entry.getKey(), entry.getValue().asText());
      }
      return parameters;
    } catch (MalformedYamlException e) {
      throw new BadInput(e.getMessage());
    }
  }

  Map<String, String> parameters() {
    return parameters;
  }

  /// The workflow with the changes made; the argument stays as it is.
  ObjectNode apply(ObjectNode workflow) {
    var changed = workflow.deepCopy();
    var metadata = object(changed, "metadata");
    if (options.name != null) {
      metadata.put("name", options.name).remove("generateName");
    }
    if (options.generateName != null) {
      metadata.put("generateName", options.generateName).remove("name");
    }
    if (!options.labels.isEmpty()) {
      var labels = object(metadata, "labels");
      options.labels.forEach(labels::put);
    }
    if (options.scheduledTime != null) {
      object(metadata, "annotations").put(SCHEDULED_TIME, scheduledTime(options.scheduledTime));
    }
    var spec = object(changed, "spec");
    if (options.entrypoint != null) {
      spec.put("entrypoint", options.entrypoint);
    }
    if (options.serviceAccount != null) {
      spec.put("serviceAccountName", options.serviceAccount);
    }
    if (options.priority != null) {
      spec.put("priority", options.priority);
    }
    if (!parameters.isEmpty()) {
      argue(object(spec, "arguments"));
    }
    return changed;
  }

  private static String scheduledTime(String text) {
    return Spans.time(text).toString();
  }

  /// The CronWorkflow with the changes made: who it is, and what its runs are made of.
  ObjectNode applyToCron(ObjectNode cron, @Nullable String schedule) {
    var run = JsonNodeFactory.instance.objectNode();
    run.set("metadata", cron.path("metadata").deepCopy());
    run.set("spec", object(object(cron.deepCopy(), "spec"), "workflowSpec"));
    var changedRun = apply(run);
    var changed = cron.deepCopy();
    changed.set("metadata", changedRun.get("metadata"));
    var spec = object(changed, "spec");
    spec.set("workflowSpec", changedRun.get("spec"));
    if (schedule != null) {
      spec.putArray("schedules").add(schedule);
    }
    return changed;
  }

  /// Values replace those of parameters that are declared; others are added.
  private void argue(ObjectNode arguments) {
    var left = new LinkedHashMap<>(parameters);
    var list = arguments.withArray("parameters");
    for (var declared : list) {
      var value = left.remove(declared.path("name").asText());
      if (value != null && declared instanceof ObjectNode parameter) {
        parameter.put("value", value).remove("valueFrom");
      }
    }
    left.forEach((name, value) -> list.addObject().put("name", name).put("value", value));
  }

  private static ObjectNode object(ObjectNode parent, String key) {
    return parent.get(key) instanceof ObjectNode child ? child : parent.putObject(key);
  }

  /// The same as the server's `submitOptions`, for a workflow that the server makes of a template.
  ObjectNode submitOptions() {
    var json = JsonNodeFactory.instance.objectNode();
    put(json, "name", options.name);
    put(json, "generateName", options.generateName);
    put(json, "entryPoint", options.entrypoint);
    put(json, "serviceAccount", options.serviceAccount);
    if (options.priority != null) {
      json.put("priority", options.priority);
    }
    if (options.scheduledTime != null) {
      json.put("annotations", SCHEDULED_TIME + "=" + scheduledTime(options.scheduledTime));
    }
    if (!options.labels.isEmpty()) {
      var labels = options.labels.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue());
      json.put("labels", String.join(",", labels.toList()));
    }
    if (!parameters.isEmpty()) {
      var list = json.putArray("parameters");
      parameters.forEach((name, value) -> list.add(name + "=" + value));
    }
    return json;
  }

  private static void put(ObjectNode json, String key, @Nullable String value) {
    if (value != null) {
      json.put(key, value);
    }
  }
}
