package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.RunCommand.CollectArtifacts;
import dev.tiphys.events.RunFact.ArtifactsCollected;
import dev.tiphys.language.workflow.Artifact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which artifacts of a run are to be deleted, and when: `artifactGC` (F062).
///
/// Only what a step of the run itself put out is: neither what it was given, nor what a cache
/// remembered of another run, nor what any step says is to stay.
public final class ArtifactCollection {
  private static final String COMPLETION = "OnWorkflowCompletion";
  private static final String DELETION = "OnWorkflowDeletion";

  private ArtifactCollection() {}

  /// An artifact that is to be deleted.
  ///
  /// @param node the number of the node that put it out
  /// @param place the artifact as status shows it
  public record Due(int node, String name, JsonNode place) {}

  /// What is to be deleted of a run that is over.
  ///
  /// @param deletion whether the run itself is about to be deleted
  public static List<Due> due(Run run, boolean deletion) {
    List<Due> due = new ArrayList<>();
    Set<JsonNode> staying = new HashSet<>();
    for (var node : run.nodes) {
      if (isSource(node)) {
        for (var artifact : node.outputs().artifacts().entrySet()) {
          var json = artifact.getValue();
          var strategy = strategy(run, json);
          if (!strategy.equals(COMPLETION) && !(deletion && strategy.equals(DELETION))) {
            staying.add(location(json));
          } else if (!json.path("deleted").asBoolean(false)) {
            due.add(new Due(node.number(), artifact.getKey(), json));
          }
        }
      }
    }
    due.removeIf(one -> staying.contains(location(one.place())));
    return due;
  }

  private static boolean isSource(Node node) {
    var memo = node.memo();
    return node.type().step() && node.ended() && (memo == null || memo.stage() != Memo.Stage.HIT);
  }

  private static JsonNode location(JsonNode artifact) {
    for (var kind : Artifact.LOCATIONS) {
      if (artifact.has(kind)) {
        return artifact.path(kind);
      }
    }
    return artifact;
  }

  private static String strategy(Run run, JsonNode artifact) {
    var own = artifact.path("artifactGC").path("strategy").asText("");
    return own.isEmpty() ? ofRun(run) : own;
  }

  private static String ofRun(Run run) {
    var gc = run.plan().spec().artifactGC();
    return gc == null ? "" : gc.path("strategy").asText("");
  }

  /// Whether a run whose artifacts cannot be deleted is deleted all the same.
  public static boolean isForced(Run run) {
    var gc = run.plan().spec().artifactGC();
    return gc != null && gc.path("forceFinalizerRemoval").asBoolean(false);
  }

  /// `status.artifactRepositoryRef`, which says the rest of where artifacts lie.
  public static JsonNode repository(Run run) {
    return run.plan().artifactRepository();
  }

  /// What `artifactGC` says of pods that delete artifacts, of which there are none here.
  public static List<String> ignored(Run run) {
    var gc = run.plan().spec().artifactGC();
    return gc == null
        ? List.of()
        : List.of("serviceAccountName", "podMetadata", "podSpecPatch").stream()
            .filter(gc::hasNonNull)
            .map(field -> "spec.artifactGC." + field)
            .toList();
  }

  /// Whether a run is not to be deleted before its artifacts are.
  static boolean keeps(Run run) {
    var said = run.plan().collections();
    return !run.collected.contains(DELETION)
        && (said.contains(DELETION)
            || said.contains(COMPLETION) && !run.collected.contains(COMPLETION));
  }

  /// Whether there may be anything to delete.
  public static boolean isSaid(Run run) {
    var said = run.plan().collections();
    return said.contains(COMPLETION) || said.contains(DELETION);
  }

  static void note(Draft draft, CollectArtifacts command) {
    var run = draft.run();
    Map<Integer, List<String>> gone = new TreeMap<>();
    command
        .artifacts()
        .forEach(
            (number, names) -> {
              var left =
                  number < run.nodes.size()
                      ? names.stream().filter(name -> isThere(run.node(number), name)).toList()
                      : List.<String>of();
              if (!left.isEmpty()) {
                gone.put(number, left);
              }
            });
    var known = run.collected.contains(command.deletion() ? DELETION : COMPLETION);
    var problem = command.problem();
    var told =
        problem == null ? run.collectionProblem == null : problem.equals(run.collectionProblem);
    if (!gone.isEmpty() || !known || !told) {
      draft.emit(new ArtifactsCollected(gone, command.deletion(), problem));
    }
  }

  private static boolean isThere(Node node, String name) {
    var artifact = node.outputs().artifacts().get(name);
    return artifact != null && !artifact.path("deleted").asBoolean(false);
  }

  static Run evolve(Run run, ArtifactsCollected collected) {
    var next =
        run.copy(
            r -> {
              r.collected = r.collected.add(collected.deletion() ? DELETION : COMPLETION);
              r.collectionProblem = collected.problem();
            });
    for (var gone : collected.artifacts().entrySet()) {
      next =
          next.update(
              gone.getKey(), node -> node.leaving(without(node.outputs(), gone.getValue())));
    }
    return next;
  }

  private static Outputs without(Outputs outputs, List<String> gone) {
    Map<String, JsonNode> artifacts = new LinkedHashMap<>(outputs.artifacts());
    for (var name : gone) {
      artifacts.computeIfPresent(
          name, (_, json) -> ((ObjectNode) json.deepCopy()).put("deleted", true));
    }
    return new Outputs(outputs.parameters(), outputs.result(), outputs.exitCode(), artifacts);
  }

  /// `status.artifactGCStatus`, and the condition that says what went wrong.
  static void show(Run run, ObjectNode status) {
    if (!run.collected.isEmpty()) {
      var processed = status.putObject("artifactGCStatus").putObject("strategiesProcessed");
      run.collected.forEach(strategy -> processed.put(strategy, true));
    } else if (run.finished() && !isSaid(run)) {
      status.putObject("artifactGCStatus").put("notSpecified", true);
    }
    if (run.collectionProblem != null) {
      status
          .withArrayProperty("conditions")
          .addObject()
          .put("type", "ArtifactGCError")
          .put("status", "True")
          .put("message", run.collectionProblem);
    }
  }
}
