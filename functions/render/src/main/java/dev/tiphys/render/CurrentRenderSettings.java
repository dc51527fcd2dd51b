package dev.tiphys.render;

import dev.tiphys.delivery.settings.ArgoSettings;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a host renders, read once for each change of its settings.
public final class CurrentRenderSettings implements Supplier<RenderSettings> {
  private final Supplier<ArgoSettings> settings;
  private volatile @Nullable Read read;

  private record Read(ArgoSettings from, RenderSettings settings) {}

  public CurrentRenderSettings(Supplier<ArgoSettings> settings) {
    this.settings = settings;
  }

  @Override
  public RenderSettings get() {
    var now = settings.get();
    var known = read;
    if (known == null || known.from() != now) {
      known = new Read(now, RenderSettings.of(now));
      read = known;
    }
    return known.settings();
  }
}
