package dev.tiphys.language.validation;

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
          "creationTimestamp.RFC3339",
          "creationTimestamp.s",
          "scheduledTime",
          "status",
          "failures",
          "duration");
  private static final String STRFTIME = "BbmAadHIMSYypZzL";

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
      var letter = name.substring("creationTimestamp.".length());
      return letter.length() == 1 && STRFTIME.contains(letter);
    }
    return name.startsWith("labels.") || name.startsWith("annotations.");
  }
}
