package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSet;
import java.util.ArrayList;
import java.util.List;

/// What is to be done next for a set that is being deleted (C253, C265).
///
/// @param deleted the names of the applications whose deletion begins now
/// @param released those that stay, as ones that are no set's
/// @param over whether the set can go
public record SetDeletion(List<String> deleted, List<ObjectNode> released, boolean over) {
  /// The finalizer of Kubernetes for what leaves behind what it owns.
  public static final String ORPHAN = "orphan";

  /// @param existing all applications of the set's namespace
  public static SetDeletion of(ApplicationSet set, List<? extends JsonNode> existing) {
    var ownership = new Ownership(set);
    var own = existing.stream().filter(ownership::isOurs).map(app -> (JsonNode) app).toList();
    if (!SetPlan.deletes(set) || isOrphaning(set)) {
      return new SetDeletion(List.of(), own.stream().map(ownership::released).toList(), true);
    }
    var going =
        own.stream().filter(app -> app.path("metadata").hasNonNull("deletionTimestamp")).toList();
    var names = own.stream().map(SetPlan::name).toList();
    if (!RollingSync.deletesInReverse(set)) {
      var gone = going.stream().map(SetPlan::name).toList();
      return new SetDeletion(
          names.stream().filter(name -> !gone.contains(name)).toList(), List.of(), names.isEmpty());
    }
    return new SetDeletion(
        going.isEmpty() ? next(set, own) : List.of(), List.of(), names.isEmpty());
  }

  private static boolean isOrphaning(ApplicationSet set) {
    for (var finalizer : set.json().at("/metadata/finalizers")) {
      if (finalizer.asText().equals(ORPHAN)) {
        return true;
      }
    }
    return false;
  }

  /// One of the last step; what is in no step goes when no step has any.
  private static List<String> next(ApplicationSet set, List<JsonNode> own) {
    var applications = new ArrayList<Application>();
    var names = new ArrayList<String>();
    for (var app : own) {
      names.add(SetPlan.name(app));
      applications.add(Application.from(app));
    }
    for (var step : RollingSync.of(set, applications).steps().reversed()) {
      if (!step.isEmpty()) {
        return List.of(step.getFirst());
      }
    }
    return names;
  }
}
