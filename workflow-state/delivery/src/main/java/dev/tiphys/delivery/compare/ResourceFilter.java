package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.glob.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Which kinds are looked at on which cluster: `resource.exclusions` and `resource.inclusions`
/// (C116). What is excluded is so whatever is included.
public final class ResourceFilter {
  private static final Set<String> GROUPS_NEVER = Set.of("events.k8s.io", "metrics.k8s.io");

  private record Rule(List<Glob> groups, List<Glob> kinds, List<Glob> clusters) {
    boolean concerns(String cluster) {
      return any(clusters, cluster);
    }

    boolean matches(String group, String kind) {
      return any(groups, group) && any(kinds, kind);
    }

    private static boolean any(List<Glob> globs, String text) {
      return globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(text));
    }
  }

  private final List<Rule> exclusions;
  private final List<Rule> inclusions;

  private ResourceFilter(List<Rule> exclusions, List<Rule> inclusions) {
    this.exclusions = exclusions;
    this.inclusions = inclusions;
  }

  static ResourceFilter of(JsonNode exclusions, JsonNode inclusions) {
    return new ResourceFilter(
        read(exclusions, "resource.exclusions"), read(inclusions, "resource.inclusions"));
  }

  private static List<Rule> read(JsonNode rules, String where) {
    if (!rules.isMissingNode() && !rules.isNull() && !rules.isArray()) {
      throw new CompareFailure(
          "argocd-cm: %s: expected a list of apiGroups, kinds and clusters".formatted(where));
    }
    List<Rule> all = new ArrayList<>();
    for (var rule : rules) {
      all.add(
          new Rule(
              globs(rule, "apiGroups", where),
              globs(rule, "kinds", where),
              globs(rule, "clusters", where)));
    }
    return List.copyOf(all);
  }

  private static List<Glob> globs(JsonNode rule, String field, String where) {
    return CompareSettings.texts(rule, field, where).stream().map(Glob::lenient).toList();
  }

  /// Whether objects of the kind are left alone on the cluster with that URL.
  public boolean excludes(String group, String kind, String cluster) {
    if (GROUPS_NEVER.contains(group)
        || (group.isEmpty() && kind.equals("Event"))
        || (group.equals("coordination.k8s.io") && kind.equals("Lease"))
        || matches(exclusions, group, kind, cluster)) {
      return true;
    }
    var including = inclusions.stream().anyMatch(rule -> rule.concerns(cluster));
    return including && !matches(inclusions, group, kind, cluster);
  }

  private static boolean matches(List<Rule> rules, String group, String kind, String cluster) {
    return rules.stream().anyMatch(r -> r.concerns(cluster) && r.matches(group, kind));
  }
}
