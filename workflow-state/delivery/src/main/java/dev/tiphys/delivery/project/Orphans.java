package dev.tiphys.delivery.project;

import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.language.application.ProjectSpec.OrphanedResources;
import dev.tiphys.language.application.ProjectSpec.ResourceRule;
import dev.tiphys.language.glob.Glob;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Objects of a destination's namespace that no application tracks (C150, C218).
public final class Orphans {
  private Orphans() {}

  /// Those of `live` that are orphaned; none when the project does not look for them.
  ///
  /// @param live objects without an owner in the namespace of the destination
  /// @param tracked what any application manages
  public static List<ObjectKey> of(
      ProjectRules rules, Stream<ObjectKey> live, Collection<ObjectKey> tracked) {
    var orphaned = rules.spec().orphanedResources();
    if (orphaned == null) {
      return List.of();
    }
    var known = Set.copyOf(tracked);
    return live.filter(object -> !known.contains(object))
        .filter(object -> !belongsToKubernetes(object) && !ignored(orphaned, object))
        .filter(o -> rules.permitsKind(o.group(), o.kind(), o.name(), true))
        .sorted()
        .toList();
  }

  /// The message of the condition `OrphanedResourceWarning`; null when there is none to give.
  public static @Nullable String warning(ProjectRules rules, int count) {
    var orphaned = rules.spec().orphanedResources();
    return orphaned == null || !orphaned.warn() || count == 0
        ? null
        : "Application has %d orphaned resources".formatted(count);
  }

  private static boolean ignored(OrphanedResources orphaned, ObjectKey object) {
    return orphaned.ignore().stream().anyMatch(rule -> ignores(rule, object));
  }

  private static boolean ignores(ResourceRule rule, ObjectKey object) {
    return Glob.matches(rule.group(), object.group())
        && (rule.kind().isEmpty() || Glob.matches(rule.kind(), object.kind()))
        && (rule.name().isEmpty() || Glob.matches(rule.name(), object.name()));
  }

  private static boolean belongsToKubernetes(ObjectKey object) {
    if (!object.group().isEmpty()) {
      return false;
    }
    return switch (object.kind()) {
      case "ServiceAccount" -> object.name().equals("default");
      case "ConfigMap" -> object.name().equals("kube-root-ca.crt");
      case "Service" -> object.name().equals("kubernetes") && object.namespace().equals("default");
      default -> false;
    };
  }
}
