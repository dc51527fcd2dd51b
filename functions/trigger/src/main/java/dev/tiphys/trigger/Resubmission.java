package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.validation.Document;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A new Workflow made from an earlier one (F158).
final class Resubmission {
  private static final Set<String> NOT_INHERITED =
      Set.of(Names.PHASE, Names.COMPLETED, Names.ARCHIVING);

  private static final String ORIGINAL = "original pod: ";
  private static final Pattern OF_HOOKS = Pattern.compile("\\.(onExit|hooks\\.)");

  /// As much as fits into the first fact of a run, with all else: 4 Mi characters.
  private static final int TAKEN_CHARS_MAX = 4 << 20;

  private Resubmission() {}

  /// @param earlier as Argo shows it, with its status
  static Document workflow(JsonNode earlier) {
    var name = earlier.path("metadata").path("name").asText();
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

  /// The steps of an earlier run that succeeded, with their outputs, by what their names add to
  /// that of the run. Those of hooks and exit handlers run again.
  ///
  /// @throws InvalidSubmission if the earlier run has not failed
  static ObjectNode succeeded(JsonNode earlier) {
    var phase = earlier.at("/status/phase").asText();
    if (!phase.equals("Failed") && !phase.equals("Error")) {
      throw InvalidSubmission.because(
          "", "workflow must be Failed/Error to resubmit in memoized mode");
    }
    var name = earlier.at("/metadata/name").asText();
    var taken = JsonNodeFactory.instance.objectNode();
    for (var entry : earlier.at("/status/nodes").properties()) {
      var node = entry.getValue();
      var full = node.path("name").asText();
      if (done(node) && full.startsWith(name) && !OF_HOOKS.matcher(full).find()) {
        var kept = taken.putObject(full.substring(name.length()));
        kept.put("pod", original(entry.getKey(), node));
        if (node.has("outputs")) {
          kept.set("outputs", node.get("outputs"));
        }
      }
    }
    if (taken.toString().length() > TAKEN_CHARS_MAX) {
      throw InvalidSubmission.because(
          "",
          "what succeeded is more than %d characters of outputs (limit TAKEN_CHARS_MAX): retry '%s' instead"
              .formatted(TAKEN_CHARS_MAX, Names.shown(name)));
    }
    return taken;
  }

  private static boolean done(JsonNode node) {
    var message = node.path("message").asText();
    return switch (node.path("type").asText()) {
      case "Pod", "HTTP", "Plugin", "Suspend" ->
          node.path("phase").asText().equals("Succeeded")
              && !node.at("/nodeFlag/retried").asBoolean(false);
      case "Retry" -> node.path("phase").asText().equals("Succeeded");
      case "Skipped" -> message.startsWith(ORIGINAL);
      default -> false;
    };
  }

  private static String original(String id, JsonNode node) {
    var message = node.path("message").asText();
    return message.startsWith(ORIGINAL) ? message.substring(ORIGINAL.length()) : id;
  }
}
