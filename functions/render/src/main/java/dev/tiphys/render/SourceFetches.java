package dev.tiphys.render;

import dev.tiphys.sources.Sources;

/// What renderings need of the repositories that a project may use.
public record SourceFetches(Sources sources) implements Renderer.Fetches {
  @Override
  public byte[] chart(String project, String repository, String name, String version) {
    return sources.chart(repository, name, version, project, false);
  }

  @Override
  public byte[] file(String url) {
    return sources.file(url);
  }
}
