package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.validation.Document;
import java.util.Map;
import java.util.Set;

/// A new Workflow made from an earlier one (F158).
final class Resubmission {
  private static final Set<String> NOT_INHERITED =
      Set.of(Names.PHASE, Names.COMPLETED, Names.ARCHIVING);

  private Resubmission() {}

  /// @param earlier as Argo shows it, with its status
  /// @param memoized take over what succeeded
  static Document workflow(JsonNode earlier, boolean memoized) {
    var name = earlier.path("metadata").path("name").asText();
    if (memoized) {
      memoized(name, earlier.path("status").path("phase").asText());
    }
    var workflow = (ObjectNode) earlier.deepCopy();
    workflow.remove("status");
    var metadata = workflow.withObject("/metadata");
    metadata.remove("name");
    if (metadata.path("generateName").asText("").isEmpty()) {
      metadata.put("generateName", name + "-");
    }
    var labels = metadata.withObject("/labels");
    var dropped =
        labels.properties().stream()
            .map(Map.Entry::getKey)
            .filter(label -> NOT_INHERITED.contains(label) || label.startsWith(Names.CREATOR))
            .toList();
    labels.remove(dropped);
    labels.put(Names.RESUBMITTED_FROM, name);
    var spec = workflow.withObject("/spec");
    spec.remove("shutdown");
    if (spec.path("activeDeadlineSeconds").asLong(-1) == 0) {
      spec.remove("activeDeadlineSeconds");
    }
    return Unplaced.document(workflow, "");
  }

  /// The nodes of the earlier run would have to be facts of the new one; no fact says that yet.
  private static void memoized(String name, String phase) {
    if (!phase.equals("Failed") && !phase.equals("Error")) {
      throw InvalidSubmission.because(
          "", "workflow must be Failed/Error to resubmit in memoized mode");
    }
    throw InvalidSubmission.because(
        "",
        "resubmitting '%s' in memoized mode is not possible yet: resubmit it without, or retry it"
            .formatted(Names.shown(name)));
  }
}
