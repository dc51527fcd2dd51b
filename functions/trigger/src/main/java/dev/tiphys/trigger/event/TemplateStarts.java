package dev.tiphys.trigger.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.language.naming.Dns1123;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.InvalidSubmission;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Start;
import dev.tiphys.trigger.Submission;
import dev.tiphys.trigger.Trigger;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Starts a run of the WorkflowTemplate that an event names: any CloudEvent can, without a
/// binding.
///
/// A parameter that the template declares gets a value that the event has: `ce-id`, `ce-source`
/// and the like its attributes, `data` all that it carries, and any other name the field of that
/// name, if the data are a JSON object. Of each event there is one run.
public final class TemplateStarts {
  /// The attribute that names the template; a path `/templates/<name>` sets it.
  public static final String TEMPLATE = "template";

  private static final String ATTRIBUTE = "ce-";

  private final Trigger trigger;
  private final Resources resources;
  private final InstantSource clock;

  public TemplateStarts(Trigger trigger, Resources resources, InstantSource clock) {
    this.trigger = trigger;
    this.resources = resources;
    this.clock = clock;
  }

  /// Whether an event names a template.
  public static boolean wants(CloudEvent event) {
    return event.getExtension(TEMPLATE) != null;
  }

  /// The run that an event starts.
  ///
  /// @throws InvalidSubmission if there is no such template, or it cannot be run
  public Start of(CloudEvent event) {
    var outside = Outside.of(event, clock.instant());
    var name = String.valueOf(event.getExtension(TEMPLATE));
    var problem = Dns1123.subdomainProblem(name);
    var template =
        problem != null
            ? null
            : resources
                .find(Resources.Kind.WORKFLOW_TEMPLATE, outside.namespace(), name)
                .orElse(null);
    if (template == null) {
      throw InvalidSubmission.because(
          TEMPLATE,
          problem != null
              ? problem
              : "there is no WorkflowTemplate '%s' in namespace '%s'"
                  .formatted(name, outside.namespace()));
    }
    var uid = uid(name, template, outside);
    var random = new SplittableRandom(UUID.fromString(uid).getLeastSignificantBits());
    return trigger.submit(
        workflow(name, template, outside, event),
        Submission.builder().namespace(outside.namespace()).strict(false).build(),
        new Birth(uid, at(event, outside.at()), random));
  }

  private static Instant at(CloudEvent event, Instant otherwise) {
    return event.getTime() == null ? otherwise : event.getTime().toInstant();
  }

  private static JsonNode workflow(
      String name, JsonNode template, Outside outside, CloudEvent event) {
    var workflow = JsonNodeFactory.instance.objectNode();
    workflow.put("apiVersion", "argoproj.io/v1alpha1").put("kind", "Workflow");
    var metadata = workflow.putObject("metadata").put("generateName", name + "-");
    metadata.putObject("labels").put("workflows.argoproj.io/workflow-template", name);
    var spec = workflow.putObject("spec");
    spec.putObject("workflowTemplateRef").put("name", name);
    for (var parameter : template.at("/spec/arguments/parameters")) {
      var value = value(parameter.path("name").asText(), outside.payload(), event);
      if (value != null) {
        spec.withObject("/arguments")
            .withArray("/parameters")
            .addObject()
            .put("name", parameter.path("name").asText())
            .put("value", value);
      }
    }
    return workflow;
  }

  private static @Nullable String value(String parameter, JsonNode payload, CloudEvent event) {
    if (parameter.startsWith(ATTRIBUTE)) {
      var name = parameter.substring(ATTRIBUTE.length());
      var value =
          event.getAttributeNames().contains(name)
              ? event.getAttribute(name)
              : event.getExtension(name);
      return value == null ? null : value.toString();
    }
    var field = parameter.equals("data") && !payload.has("data") ? payload : payload.get(parameter);
    if (field == null || field.isNull()) {
      return null;
    }
    return field.isTextual() ? field.textValue() : field.toString();
  }

  private static String uid(String name, JsonNode template, Outside event) {
    var text =
        String.join(
            "\n",
            TEMPLATE,
            event.namespace(),
            name,
            template.at("/metadata/uid").asText(""),
            event.id());
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
