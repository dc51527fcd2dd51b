package dev.tiphys.render;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// How this installation renders: what `argocd-cm` says.
///
/// @param disabled types whose sources are plain directories instead
/// @param jsonnet whether files of Jsonnet count
/// @param kustomizeOptions further words for `kustomize build` by version; those of the empty
///     version
///     hold for all that have none of their own (C043)
/// @param kustomizePrograms places of programs by version
/// @param plugins what else makes manifests
public record RenderSettings(
    Set<SourceType> disabled,
    boolean jsonnet,
    Map<String, List<String>> kustomizeOptions,
    Map<String, Path> kustomizePrograms,
    List<PluginDefinition> plugins,
    RenderLimits limits) {
  public static final RenderSettings DEFAULT =
      new RenderSettings(Set.of(), true, Map.of(), Map.of(), List.of(), RenderLimits.DEFAULT);

  public RenderSettings {
    disabled = Set.copyOf(disabled);
    kustomizeOptions = Map.copyOf(kustomizeOptions);
    kustomizePrograms = Map.copyOf(kustomizePrograms);
    plugins = List.copyOf(plugins);
  }

  private static final String OPTIONS = "kustomize.buildOptions";
  private static final List<String> PROGRAMS = List.of("kustomize.version.", "kustomize.path.");

  /// What the data of `argocd-cm` says (C012, C041, C043).
  public static RenderSettings of(Map<String, String> data) {
    var disabled = EnumSet.noneOf(SourceType.class);
    for (var type : List.of(SourceType.HELM, SourceType.KUSTOMIZE)) {
      var key = type.toString().toLowerCase(Locale.ROOT) + ".enable";
      if (data.getOrDefault(key, "").strip().equals("false")) {
        disabled.add(type);
      }
    }
    var options = new HashMap<String, List<String>>();
    var programs = new HashMap<String, Path>();
    // The newer key of two counts, as it comes later.
    for (var key : data.keySet().stream().sorted(Comparator.reverseOrder()).toList()) {
      var value = data.get(key).strip();
      if (key.equals(OPTIONS) || key.startsWith(OPTIONS + ".")) {
        var version = key.substring(Math.min(key.length(), OPTIONS.length() + 1));
        options.put(version, value.isEmpty() ? List.of() : List.of(value.split("\\s+")));
      }
      PROGRAMS.stream()
          .filter(key::startsWith)
          .forEach(prefix -> programs.put(key.substring(prefix.length()), Path.of(value)));
    }
    return new RenderSettings(
        disabled,
        !data.getOrDefault("jsonnet.enable", "").strip().equals("false"),
        options,
        programs,
        List.of(),
        RenderLimits.DEFAULT);
  }

  /// Further words for `kustomize build` of a version; empty for the one that is installed.
  List<String> optionsFor(String version) {
    return kustomizeOptions.getOrDefault(version, kustomizeOptions.getOrDefault("", List.of()));
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
