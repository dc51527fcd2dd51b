package dev.tiphys.language.validation;

import dev.tiphys.language.time.CreationTime;
import java.util.Set;

/// The variables below `workflow.`.
///
/// @param parameters names of the workflow's arguments
/// @param exported global names of outputs; one with tags may be any name
/// @param open a library: the workflow that will use it may bring more
record Globals(Set<String> parameters, Set<String> exported, boolean open) {
  private static final Set<String> FIXED =
      Set.of(
          "name",
          "namespace",
          "uid",
          "mainEntrypoint",
          "serviceAccountName",
          "priority",
          "parameters",
          "parameters.json",
          "annotations",
          "annotations.json",
          "labels",
          "labels.json",
          "outputs",
          "outputs.parameters",
          "outputs.artifacts",
          "creationTimestamp",
          "scheduledTime",
          "status",
          "failures",
          "duration");

  /// Whether a run can know `workflow.<name>`.
  boolean knows(String name) {
    if (FIXED.contains(name)) {
      return true;
    }
    if (name.startsWith("parameters.")) {
      return open || parameters.contains(name.substring("parameters.".length()));
    }
    for (var outputs : new String[] {"outputs.parameters.", "outputs.artifacts."}) {
      if (name.startsWith(outputs)) {
        return open
            || exported.contains(name.substring(outputs.length()))
            || exported.stream().anyMatch(global -> global.contains("{{"));
      }
    }
    if (name.startsWith("creationTimestamp.")) {
      return CreationTime.parts().contains(name.substring("creationTimestamp.".length()));
    }
    return name.startsWith("labels.") || name.startsWith("annotations.");
  }
}
