package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.language.workflow.WorkflowMetadata;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/// Labels and annotations that a Workflow gets from `workflowMetadata` as it starts (F168).
final class WorkflowLabels {
  private static final String PATH = "spec.workflowMetadata.";

  private WorkflowLabels() {}

  /// Adds them to `metadata`, over those that are there.
  ///
  /// @param findings takes a path and what is wrong there
  static void apply(
      WorkflowMetadata from,
      Globals globals,
      ObjectNode metadata,
      BiConsumer<String, String> findings) {
    put(metadata, "labels", "labels", from.labels(), globals::finish, findings);
    put(metadata, "labels", "labelsFrom", from.labelsFrom(), globals::evaluate, findings);
    put(metadata, "annotations", "annotations", from.annotations(), globals::finish, findings);
  }

  private static void put(
      ObjectNode metadata,
      String field,
      String source,
      Map<String, String> texts,
      UnaryOperator<String> value,
      BiConsumer<String, String> findings) {
    texts.forEach(
        (key, text) -> {
          var path = PATH + source + "." + key;
          try {
            var result = value.apply(text);
            var problem = Names.keyProblem(key);
            if (problem == null && field.equals("labels")) {
              problem = Names.valueProblem(result);
            }
            if (problem != null) {
              findings.accept(path, problem);
            } else {
              metadata.withObject("/" + field).put(key, result);
            }
          } catch (TemplateException | ExpressionException e) {
            findings.accept(path, String.valueOf(e.getMessage()));
          }
        });
  }
}
