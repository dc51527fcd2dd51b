package dev.tiphys.render;

import dev.tiphys.delivery.settings.ArgoSettings;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How this installation renders: what `argocd-cm` says.
///
/// @param disabled types whose sources are plain directories instead
/// @param jsonnet whether files of Jsonnet count
/// @param kustomizeBuilds further words for `kustomize build` by its version; empty for any version
/// @param kustomizePrograms places of programs by version
/// @param plugins what else makes manifests
public record RenderSettings(
    Set<SourceType> disabled,
    boolean jsonnet,
    Map<String, List<String>> kustomizeBuilds,
    Map<String, Path> kustomizePrograms,
    List<PluginDefinition> plugins,
    RenderLimits limits) {
  private static final String BUILD = "kustomize.buildOptions";
  private static final List<String> PROGRAMS = List.of("kustomize.version.", "kustomize.path.");

  public static final RenderSettings DEFAULT =
      new RenderSettings(Set.of(), true, Map.of(), Map.of(), List.of(), RenderLimits.DEFAULT);

  public RenderSettings {
    disabled = Set.copyOf(disabled);
    kustomizeBuilds = new TreeMap<>(kustomizeBuilds);
    kustomizePrograms = new TreeMap<>(kustomizePrograms);
    plugins = List.copyOf(plugins);
  }

  /// What an installation is told.
  ///
  /// @throws RenderFailure naming what makes no sense
  public static RenderSettings of(ArgoSettings settings) {
    var disabled = EnumSet.noneOf(SourceType.class);
    if (!settings.flag("helm.enable", true)) {
      disabled.add(SourceType.HELM);
    }
    if (!settings.flag("kustomize.enable", true)) {
      disabled.add(SourceType.KUSTOMIZE);
    }
    Map<String, List<String>> builds = new TreeMap<>();
    Map<String, Path> programs = new TreeMap<>();
    for (var prefix : PROGRAMS) {
      settings
          .configMap("argocd-cm")
          .forEach(
              (key, value) -> {
                if (key.startsWith(prefix)) {
                  programs.put(key.substring(prefix.length()), program(key, value.strip()));
                }
              });
    }
    settings
        .configMap("argocd-cm")
        .forEach(
            (key, value) -> {
              if (key.equals(BUILD) || key.startsWith(BUILD + ".")) {
                builds.put(
                    key.length() == BUILD.length() ? "" : key.substring(BUILD.length() + 1),
                    Stream.of(value.strip().split("\\s+")).filter(w -> !w.isEmpty()).toList());
              }
            });
    var plugins =
        settings.objects().stream()
            .filter(object -> object.path("kind").asText().equals(PluginDefinition.KIND))
            .map(PluginDefinition::of)
            .toList();
    return new RenderSettings(
        disabled,
        settings.flag("jsonnet.enable", true),
        builds,
        programs,
        plugins,
        RenderLimits.DEFAULT);
  }

  private static Path program(String key, String value) {
    if (!value.startsWith("/")) {
      throw new RenderFailure(
          "argocd-cm: %s: expected the whole path of a program, found '%s'", key, value);
    }
    return Path.of(value);
  }

  /// The words for a version of Kustomize: its own, else those for all.
  List<String> kustomizeOptions(String version) {
    var own = kustomizeBuilds.get(version);
    return own == null ? kustomizeBuilds.getOrDefault("", List.of()) : own;
  }

  /// The same with other limits.
  public RenderSettings with(RenderLimits others) {
    return new RenderSettings(
        disabled, jsonnet, kustomizeBuilds, kustomizePrograms, plugins, others);
  }

  /// The same with these plugins.
  public RenderSettings withPlugins(List<PluginDefinition> others) {
    return new RenderSettings(
        disabled, jsonnet, kustomizeBuilds, kustomizePrograms, others, limits);
  }
}
