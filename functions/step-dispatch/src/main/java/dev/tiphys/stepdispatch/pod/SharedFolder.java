package dev.tiphys.stepdispatch.pod;

import dev.tiphys.engine.Step;
import dev.tiphys.stepdispatch.runner.OutputFiles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Where things lie in the pod of a step: what its manifest, the companion and the supervisor have
/// to agree on.
final class SharedFolder {
  /// The emptyDir that all containers share; as in Argo, for who looks into a pod.
  static final String PATH = "/var/run/argo";

  static final String SUPERVISOR = PATH + "/supervisor";

  /// Where the supervisor lies in our own image.
  static final String SUPERVISOR_OF_IMAGE = "/supervisor";

  static final String SCRIPT = PATH + "/script";

  /// The variable by which the supervisor is given the source of a script when it fills the folder.
  static final String SCRIPT_VARIABLE = "TIPHYS_SCRIPT";

  /// The variable that holds the step, or the file that does.
  static final String STEP_VARIABLE = "TIPHYS_STEP";

  static final String STEP_FILE = "/argo/step/step.json";

  /// Where input artifacts are put; each is mounted where its step wants it.
  static final String INPUTS = "/argo/inputs";

  /// The volumes of the step's user, where an input artifact lies in one of them.
  static final String VOLUMES = "/mainctrfs";

  /// A directory for each Secret that artifact stores need.
  static final String SECRETS = "/argo/secret";

  private SharedFolder() {}

  /// A path that the supervisor is to keep.
  ///
  /// @param tree whether with all that is in it
  record Kept(Path path, boolean tree) {}

  /// What the supervisor of the main container is told to keep: the number of each is its place in
  /// the list.
  static List<Kept> kept(Step step) {
    Set<Path> trees = new HashSet<>();
    for (var artifact : step.template().path("outputs").path("artifacts")) {
      var path = artifact.path("path").asText("");
      if (!path.isEmpty()) {
        trees.add(Path.of(path));
      }
    }
    return OutputFiles.declared(step).stream()
        .distinct()
        .map(path -> new Kept(path, trees.contains(path)))
        .toList();
  }
}
