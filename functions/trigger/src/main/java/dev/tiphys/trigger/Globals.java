package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Environment;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.time.CreationTime;
import dev.tiphys.language.workflow.WorkflowSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `workflow.…` means before a run starts: everything but what only running tells.
final class Globals {
  private final Map<String, Object> workflow = new LinkedHashMap<>();
  private final Scope scope;
  private final Ambient ambient;

  /// @param metadata complete, with name, namespace, uid and creationTimestamp
  /// @param spec with everything merged into it
  /// @param parameters the values of its arguments
  Globals(ObjectNode metadata, WorkflowSpec spec, Map<String, String> parameters, Birth birth) {
    ambient = new Ambient(InstantSource.fixed(birth.at()), birth.random());
    for (var field : new String[] {"name", "namespace", "uid", "creationTimestamp"}) {
      workflow.put(field, metadata.path(field).asText());
    }
    put("mainEntrypoint", spec.entrypoint());
    put(
        "serviceAccountName",
        spec.serviceAccountName() == null ? "default" : spec.serviceAccountName());
    put("priority", spec.priority() == null ? null : spec.priority().toString());
    workflow.put("parameters", parameters);
    workflow.put("labels", texts(metadata, "labels"));
    var annotations = texts(metadata, "annotations");
    workflow.put("annotations", annotations);
    put("scheduledTime", annotations.get(Names.SCHEDULED_TIME));
    var tags = Scope.builder();
    workflow.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> map) {
            map.forEach((key, text) -> tags.put("workflow." + name + "." + key, text.toString()));
          } else {
            tags.put("workflow." + name, value.toString());
          }
        });
    var created = Instant.parse(metadata.path("creationTimestamp").asText());
    CreationTime.parts(created)
        .forEach((part, value) -> tags.put("workflow.creationTimestamp." + part, value));
    // In expressions it is a map of its parts.
    workflow.put("creationTimestamp", CreationTime.parts(created));
    scope = tags.build();
  }

  private void put(String name, @Nullable String value) {
    if (value != null) {
      workflow.put(name, value);
    }
  }

  private static Map<String, String> texts(ObjectNode metadata, String field) {
    var texts = new LinkedHashMap<String, String>();
    metadata.path(field).properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  /// The text with all its tags replaced.
  ///
  /// @throws dev.tiphys.language.template.TemplateException if one is not known yet
  String finish(String text) {
    return Text.parse(text).substitute(scope, Policy.FINISH, ambient).toString();
  }

  /// The text with all its tags replaced, or nothing if one is not known yet.
  Optional<String> resolve(String text) {
    if (!text.contains("{{")) {
      return Optional.of(text);
    }
    try {
      var resolved = Text.parse(text).substitute(scope, Policy.KEEP, ambient);
      return resolved.isFinished() ? Optional.of(resolved.toString()) : Optional.empty();
    } catch (TemplateException e) {
      // Validation tells what is wrong with it.
      return Optional.empty();
    }
  }

  /// The value of an expression as text.
  ///
  /// @throws dev.tiphys.language.expression.ExpressionException if it has none
  String evaluate(String expression) {
    var environment = Environment.of(Map.of("workflow", workflow));
    return Expression.format(Expression.parse(expression).evaluate(environment, ambient));
  }
}
