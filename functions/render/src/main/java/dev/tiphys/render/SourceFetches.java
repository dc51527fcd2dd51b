package dev.tiphys.render;

import dev.tiphys.render.Renderer.Access;
import dev.tiphys.sources.Sources;

/// What renderings need of the repositories that a project may use.
public record SourceFetches(Sources sources) implements Renderer.Fetches {
  @Override
  public byte[] chart(Access access, String repository, String name, String version) {
    return sources.chart(repository, name, version, access.project(), access.passes());
  }

  @Override
  public byte[] file(String url) {
    return sources.file(url);
  }
}
