package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// Starts a run when an event satisfies `selector`, an expression (F181).
public record WorkflowEventBinding(
    ObjectMeta metadata, String selector, @Nullable Submit submit, JsonNode json)
    implements Resource {
  /// What to start. Name, labels and annotations in `metadata` are expressions, not text.
  public record Submit(
      WorkflowTemplateRef workflowTemplateRef, ObjectMeta metadata, Arguments arguments) {
    private static Submit from(Fields fields) {
      return new Submit(
          fields.objectOrEmpty("workflowTemplateRef", WorkflowTemplateRef::from),
          fields.objectOrEmpty("metadata", ObjectMeta::from),
          fields.objectOrEmpty("arguments", Arguments::from));
    }
  }

  /// @throws MalformedResourceException when a field has the wrong type or a needed one is absent
  public static WorkflowEventBinding from(JsonNode json) {
    var fields = Fields.of(json);
    var metadata = fields.objectOrEmpty("metadata", ObjectMeta::from);
    return fields.objectOrEmpty(
        "spec",
        spec ->
            new WorkflowEventBinding(
                metadata,
                spec.objectOrEmpty("event", event -> event.required("selector")),
                spec.object("submit", Submit::from),
                json));
  }

  @Override
  public String kind() {
    return "WorkflowEventBinding";
  }
}
