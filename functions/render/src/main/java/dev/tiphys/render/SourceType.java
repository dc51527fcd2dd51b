package dev.tiphys.render;

import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.sources.tree.Tree;
import java.util.Set;

/// What makes manifests of a source (C012).
public enum SourceType {
  HELM("Helm"),
  KUSTOMIZE("Kustomize"),
  DIRECTORY("Directory"),
  PLUGIN("Plugin");

  static final Set<String> KUSTOMIZATIONS =
      Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  private final String text;

  SourceType(String text) {
    this.text = text;
  }

  /// The type that a source says by its options, or that its directory shows.
  static SourceType of(ApplicationSource source, Tree tree, Tree.Entry directory) {
    var explicit = source.explicitTypes();
    if (explicit.size() > 1) {
      throw new RenderFailure(
          "multiple application sources defined: %s", String.join(",", explicit));
    }
    if (explicit.size() == 1) {
      for (var type : values()) {
        if (type.text.equals(explicit.getFirst())) {
          return type;
        }
      }
    }
    return of(tree, directory);
  }

  /// The type that a directory shows.
  static SourceType of(Tree tree, Tree.Entry directory) {
    var type = DIRECTORY;
    for (var entry : tree.children(directory)) {
      if (entry.name().endsWith("Chart.yaml")) {
        type = HELM;
      } else if (KUSTOMIZATIONS.contains(entry.name())) {
        type = KUSTOMIZE;
      }
    }
    return type;
  }

  @Override
  public String toString() {
    return text;
  }
}
