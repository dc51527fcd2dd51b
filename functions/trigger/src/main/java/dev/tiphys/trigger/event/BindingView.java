package dev.tiphys.trigger.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Environment;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A binding and an event that it may want.
///
/// Every method throws [BindingFailure] if it cannot be said.
final class BindingView {
  private final JsonNode spec;
  private final Environment environment;
  private final Ambient ambient;

  BindingView(JsonNode binding, Outside event, RandomGenerator random) {
    this.spec = binding.path("spec");
    this.environment = event.environment();
    this.ambient = new Ambient(InstantSource.fixed(event.at()), random);
  }

  boolean selected() {
    var selector = spec.path("event").path("selector").asText();
    var value = evaluate("spec.event.selector", selector);
    if (value instanceof Boolean answer) {
      return answer;
    }
    throw new BindingFailure(
        "spec.event.selector",
        "unable to cast expression result '%s' to bool".formatted(Expression.format(value)));
  }

  /// A binding without `submit` only looks.
  boolean submits() {
    return spec.path("submit").isObject();
  }

  /// What it starts, with all that comes from the event in it.
  ObjectNode workflow() {
    var submit = spec.path("submit");
    var reference = submit.path("workflowTemplateRef");
    var workflow = JsonNodeFactory.instance.objectNode();
    workflow.put("apiVersion", "argoproj.io/v1alpha1").put("kind", "Workflow");
    var metadata = workflow.putObject("metadata");
    for (var field : new String[] {"name", "generateName"}) {
      var expression = submit.path("metadata").path(field).asText("");
      if (!expression.isEmpty()) {
        metadata.put(field, text("spec.submit.metadata." + field, expression));
      }
    }
    if (metadata.isEmpty()) {
      metadata.put("generateName", reference.path("name").asText() + "-");
    }
    for (var field : new String[] {"labels", "annotations"}) {
      for (var entry : submit.path("metadata").path(field).properties()) {
        var place = "spec.submit.metadata.%s.%s".formatted(field, entry.getKey());
        metadata
            .withObject("/" + field)
            .put(entry.getKey(), text(place, entry.getValue().asText()));
      }
    }
    var made = workflow.putObject("spec");
    made.set("workflowTemplateRef", reference);
    if (submit.path("arguments") instanceof ObjectNode arguments) {
      made.set("arguments", filled(arguments.deepCopy()));
    }
    return workflow;
  }

  private ObjectNode filled(ObjectNode arguments) {
    for (var parameter : arguments.path("parameters")) {
      var expression = parameter.path("valueFrom").path("event").asText("");
      if (!expression.isEmpty() && parameter instanceof ObjectNode object) {
        var place =
            "spec.submit.arguments.parameters.%s.valueFrom.event"
                .formatted(parameter.path("name").asText());
        object.put("value", text(place, expression)).remove("valueFrom");
      }
    }
    return arguments;
  }

  private String text(String place, String expression) {
    try {
      return Expression.format(evaluate(place, expression));
    } catch (ExpressionException e) {
      throw new BindingFailure(place, String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Object evaluate(String place, String expression) {
    try {
      return Expression.parse(expression).evaluate(environment, ambient);
    } catch (ExpressionException e) {
      throw new BindingFailure(place, String.valueOf(e.getMessage()));
    }
  }
}
