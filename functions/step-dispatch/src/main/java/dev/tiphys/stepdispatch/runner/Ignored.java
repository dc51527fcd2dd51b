package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.Step;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Says what of a workflow has no effect on this machine, which is no cluster: each field once for
/// each run.
final class Ignored {
  private static final System.Logger LOG = System.getLogger(Ignored.class.getName());

  /// After that many runs it begins to say things again.
  private static final int RUNS_MAX = 10_000;

  private static final List<String> OF_TEMPLATES =
      List.of(
          "nodeSelector",
          "affinity",
          "tolerations",
          "schedulerName",
          "priorityClassName",
          "podSpecPatch",
          "securityContext",
          "hostAliases",
          "automountServiceAccountToken",
          "serviceAccountName",
          "executor",
          "resourceClaims",
          "podResources");

  private static final List<String> OF_SPECS =
      List.of(
          "nodeSelector",
          "affinity",
          "tolerations",
          "schedulerName",
          "podPriorityClassName",
          "podSpecPatch",
          "podDisruptionBudget",
          "securityContext",
          "hostAliases",
          "hostNetwork",
          "dnsPolicy",
          "dnsConfig",
          "imagePullSecrets",
          "automountServiceAccountToken",
          "serviceAccountName",
          "executor",
          "resourceClaims",
          "podResources");

  private static final List<String> OF_CONTAINERS =
      List.of("resources", "securityContext", "lifecycle", "livenessProbe", "startupProbe");

  private final Map<String, Set<String>> told = new ConcurrentHashMap<>();

  /// Fields of the step and its workflow that nothing here heeds.
  static Set<String> of(Step step) {
    Set<String> found = new TreeSet<>();
    add(step.spec(), OF_SPECS, "spec.", found);
    var template = step.template();
    add(template, OF_TEMPLATES, "template.", found);
    for (var container : containers(template)) {
      add(container, OF_CONTAINERS, "container.", found);
    }
    return found;
  }

  private static List<JsonNode> containers(JsonNode template) {
    List<JsonNode> all = new ArrayList<>();
    all.add(template.path("container"));
    all.add(template.path("script"));
    for (var list :
        List.of(
            template.path("containerSet").path("containers"),
            template.path("initContainers"),
            template.path("sidecars"))) {
      list.forEach(all::add);
    }
    return all;
  }

  private static void add(JsonNode json, List<String> fields, String prefix, Set<String> found) {
    for (var field : fields) {
      var value = json.path(field);
      if (!value.isMissingNode()
          && !value.isNull()
          && !(value.isContainerNode() && value.isEmpty())
          && !value.asText().equals("default")) {
        found.add(prefix + field);
      }
    }
  }

  /// Warns of what has not been said of the run yet.
  ///
  /// @return what was said now
  Set<String> warn(Step step) {
    var found = of(step);
    if (found.isEmpty()) {
      return found;
    }
    if (told.size() > RUNS_MAX) {
      told.clear();
    }
    var before = told.computeIfAbsent(step.run().uid(), uid -> ConcurrentHashMap.newKeySet());
    found.removeIf(field -> !before.add(field));
    if (!found.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "run {0}: this machine is no cluster, so these have no effect: {1}",
          step.run(),
          String.join(", ", found));
    }
    return found;
  }

  void forget(String uid) {
    told.remove(uid);
  }
}
