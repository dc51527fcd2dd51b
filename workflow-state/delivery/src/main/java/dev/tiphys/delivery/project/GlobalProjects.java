package dev.tiphys.delivery.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.LabelSelector;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.ProjectSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What projects inherit from others (C209): `globalProjects` of `argocd-cm`.
public record GlobalProjects(List<Entry> entries) {
  /// Nothing is inherited.
  public static final GlobalProjects NONE = new GlobalProjects(List.of());

  /// Projects with such labels inherit from that project.
  public record Entry(LabelSelector selector, String projectName) {}

  /// @param json the list as it is configured
  /// @throws IllegalArgumentException if a selector is none
  public static GlobalProjects of(JsonNode json) {
    var entries = new ArrayList<Entry>();
    for (var entry : json) {
      entries.add(
          new Entry(
              LabelSelector.of(entry.path("labelSelector")), entry.path("projectName").asText()));
    }
    return new GlobalProjects(List.copyOf(entries));
  }

  /// The rules of a project with all that it inherits; its own come first.
  ///
  /// @param projects all projects by name
  public ProjectRules rules(AppProject project, Map<String, AppProject> projects) {
    var spec = project.spec();
    for (var entry : entries) {
      var global = projects.get(entry.projectName());
      if (global != null
          && !global.name().equals(project.name())
          && entry.selector().matches(project.metadata().labels())) {
        spec = merged(spec, global.spec());
      }
    }
    return new ProjectRules(project.name(), spec);
  }

  private static ProjectSpec merged(ProjectSpec own, ProjectSpec global) {
    return new ProjectSpec(
        both(own.sourceRepos(), global.sourceRepos()),
        both(own.destinations(), global.destinations()),
        own.sourceNamespaces(),
        own.description(),
        own.roles(),
        both(own.clusterResourceWhitelist(), global.clusterResourceWhitelist()),
        both(own.clusterResourceBlacklist(), global.clusterResourceBlacklist()),
        bothOrNull(own.namespaceResourceWhitelist(), global.namespaceResourceWhitelist()),
        both(own.namespaceResourceBlacklist(), global.namespaceResourceBlacklist()),
        own.orphanedResources(),
        both(own.syncWindows(), global.syncWindows()),
        own.signatureKeys(),
        own.sourceIntegrity(),
        own.permitOnlyProjectScopedClusters(),
        both(own.destinationServiceAccounts(), global.destinationServiceAccounts()),
        own.json());
  }

  private static <T> List<T> both(List<T> own, List<T> global) {
    var all = new ArrayList<>(own);
    all.addAll(global);
    return List.copyOf(all);
  }

  /// An empty list of the global project adds nothing, so it does not restrict.
  private static <T> @Nullable List<T> bothOrNull(@Nullable List<T> own, @Nullable List<T> global) {
    if (global == null || global.isEmpty()) {
      return own;
    }
    return own == null ? global : both(own, global);
  }
}
