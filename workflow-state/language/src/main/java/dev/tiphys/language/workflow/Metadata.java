package dev.tiphys.language.workflow;

import java.util.Map;

/// Labels and annotations for pods: of a template (F021) or of all pods of a run.
public record Metadata(Map<String, String> labels, Map<String, String> annotations) {
  static Metadata from(Fields fields) {
    return new Metadata(fields.textMap("labels"), fields.textMap("annotations"));
  }
}
