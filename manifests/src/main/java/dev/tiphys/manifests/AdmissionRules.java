package dev.tiphys.manifests;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an API server can refuse before any function is woken: values of a closed list, what has to
/// be there, and rules in CEL.
///
/// Rules stand where a list of known length bounds their cost; within steps and tasks, lists of
/// lists, an API server would refuse the definition. What is not here is found by `trigger`, and
/// shown as the run's message.
final class AdmissionRules {
  /// More templates than an object of etcd's largest size can hold.
  private static final int TEMPLATES_MAX = 32_768;

  private static final List<String> BODIES =
      List.of(
          "container",
          "containerSet",
          "dag",
          "data",
          "http",
          "plugin",
          "resource",
          "script",
          "steps",
          "suspend");

  /// As the validation of names has it.
  private static final int WORKFLOW_CHARS_MAX = 63;

  private static final int CRON_CHARS_MAX = 52;

  private AdmissionRules() {}

  /// Adds to `schema` what is known of `type`.
  static void add(String type, ObjectNode schema) {
    switch (type) {
      case "CronWorkflowSpec" -> {
        require(schema, "schedules", "workflowSpec");
        property(schema, "schedules").put("minItems", 1);
        values(schema, "concurrencyPolicy", "", "Allow", "Forbid", "Replace");
        atLeastZero(schema, "startingDeadlineSeconds");
        atLeastZero(schema, "successfulJobsHistoryLimit");
        atLeastZero(schema, "failedJobsHistoryLimit");
      }
      case "WorkflowSpec" -> {
        property(schema, "templates").put("maxItems", TEMPLATES_MAX);
        values(schema, "shutdown", "", "Stop", "Terminate");
      }
      case "Template" -> {
        // Rules see no field without a type.
        property(schema, "plugin").put("type", "object");
        rule(
            schema,
            BODIES.stream()
                    .map("(has(self.%s) ? 1 : 0)"::formatted)
                    .collect(Collectors.joining(" + "))
                + " <= 1",
            "a template has at most one of " + String.join(", ", BODIES));
      }
      case "Workflow" -> name(schema, WORKFLOW_CHARS_MAX);
      case "CronWorkflow" -> name(schema, CRON_CHARS_MAX);
      case "Application.spec" -> {
        require(schema, "destination", "project");
        atLeastZero(schema, "revisionHistoryLimit");
      }
      case "ApplicationSet.spec" -> require(schema, "generators", "template");
      case "Submit" -> require(schema, "workflowTemplateRef");
      case "Event" -> require(schema, "selector");
      case "WorkflowEventBindingSpec" -> require(schema, "event");
      case "Parameter", "DAGTask", "EnvVar" -> require(schema, "name");
      default -> {}
    }
  }

  private static ObjectNode property(ObjectNode schema, String name) {
    return (ObjectNode) schema.get("properties").get(name);
  }

  private static void require(ObjectNode schema, String... names) {
    Stream.of(names).forEach(schema.withArrayProperty("required")::add);
  }

  private static void values(ObjectNode schema, String name, String... values) {
    ArrayNode allowed = property(schema, name).putArray("enum");
    Stream.of(values).forEach(allowed::add);
  }

  private static void atLeastZero(ObjectNode schema, String name) {
    property(schema, name).put("minimum", 0);
  }

  /// The name becomes a label, or a part of one.
  private static void name(ObjectNode schema, int charsMax) {
    rule(
        schema,
        "size(self.metadata.name) <= %d".formatted(charsMax),
        "metadata.name has more than %d characters".formatted(charsMax));
  }

  private static void rule(ObjectNode schema, String rule, String message) {
    schema
        .withArrayProperty("x-kubernetes-validations")
        .addObject()
        .put("rule", rule)
        .put("message", message);
  }
}
