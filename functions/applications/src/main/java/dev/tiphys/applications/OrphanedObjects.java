package dev.tiphys.applications;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.compare.Tracking;
import dev.tiphys.delivery.project.Orphans;
import dev.tiphys.delivery.project.ProjectRules;
import dev.tiphys.delivery.tree.ResourceTree;
import dev.tiphys.language.application.Application;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Objects in the namespace of an application that nobody owns and no application manages (C150).
public final class OrphanedObjects {
  private OrphanedObjects() {}

  /// None if the project does not look for them.
  ///
  /// @param server the URL of the cluster
  /// @param all every application there is
  public static List<ObjectNode> of(
      Application application,
      Destination destination,
      String server,
      ProjectRules rules,
      Surroundings around,
      Iterable<Application> all) {
    var namespace = application.spec().destination().namespace();
    if (rules.spec().orphanedResources() == null || namespace.isEmpty()) {
      return List.of();
    }
    var settings = around.comparing();
    var tracking = new Tracking(settings);
    Set<String> known = new HashSet<>();
    all.forEach(each -> known.add(each.instanceName(around.controlNamespace())));
    var live =
        destination.everythingIn(
            namespace, (group, kind) -> settings.excluded().excludes(group, kind, server));
    var candidates =
        live.stream()
            .filter(object -> !ResourceTree.isOwned(object))
            .filter(object -> tracking.ownerOf(object).filter(known::contains).isEmpty())
            .collect(
                Collectors.toMap(
                    ObjectKey::of, object -> object, (first, _) -> first, LinkedHashMap::new));
    return Orphans.of(rules, candidates.keySet().stream(), List.of()).stream()
        .map(((Map<ObjectKey, ObjectNode>) candidates)::get)
        .toList();
  }
}
