package dev.tiphys.render;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How this installation renders: what `argocd-cm` says.
///
/// @param disabled types whose sources are plain directories instead
/// @param jsonnet whether files of Jsonnet count
/// @param kustomizeOptions further words for `kustomize build`
/// @param kustomizePrograms places of programs by version
/// @param plugins what else makes manifests
public record RenderSettings(
    Set<SourceType> disabled,
    boolean jsonnet,
    List<String> kustomizeOptions,
    Map<String, Path> kustomizePrograms,
    List<PluginDefinition> plugins,
    RenderLimits limits) {
  public static final RenderSettings DEFAULT =
      new RenderSettings(Set.of(), true, List.of(), Map.of(), List.of(), RenderLimits.DEFAULT);

  public RenderSettings {
    disabled = Set.copyOf(disabled);
    kustomizeOptions = List.copyOf(kustomizeOptions);
    kustomizePrograms = Map.copyOf(kustomizePrograms);
    plugins = List.copyOf(plugins);
  }

  /// The same with other limits.
  public RenderSettings with(RenderLimits others) {
    return new RenderSettings(
        disabled, jsonnet, kustomizeOptions, kustomizePrograms, plugins, others);
  }

  /// The same with these plugins.
  public RenderSettings withPlugins(List<PluginDefinition> others) {
    return new RenderSettings(
        disabled, jsonnet, kustomizeOptions, kustomizePrograms, others, limits);
  }
}
