package dev.tiphys.render;

import java.util.Set;

/// How this installation renders: what `argocd-cm` says.
///
/// @param disabled types whose sources are plain directories instead
/// @param jsonnet whether files of Jsonnet count
public record RenderSettings(Set<SourceType> disabled, boolean jsonnet, RenderLimits limits) {
  public static final RenderSettings DEFAULT =
      new RenderSettings(Set.of(), true, RenderLimits.DEFAULT);

  public RenderSettings {
    disabled = Set.copyOf(disabled);
  }

  /// The same with other limits.
  public RenderSettings with(RenderLimits others) {
    return new RenderSettings(disabled, jsonnet, others);
  }
}
