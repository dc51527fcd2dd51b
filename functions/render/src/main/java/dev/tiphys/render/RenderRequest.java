package dev.tiphys.render;

import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.sources.tree.Tree;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// An application to be rendered.
///
/// @param cluster asked only by what may differ from one cluster to another
/// @param fresh whether nothing is taken from the cache
public record RenderRequest(
    RenderedApp app, List<Input> inputs, Supplier<Cluster> cluster, boolean fresh) {
  /// A source, and the files of the revision that it resolved to.
  public record Input(ApplicationSource source, Tree tree, String revision) {}

  public RenderRequest {
    inputs = List.copyOf(inputs);
  }

  /// For a cluster that is known already.
  public RenderRequest(RenderedApp app, List<Input> inputs, Cluster cluster, boolean fresh) {
    this(app, inputs, () -> cluster, fresh);
  }

  /// The source that others call `$name`.
  Optional<Input> referred(String name) {
    return inputs.stream()
        .filter(input -> !name.isEmpty() && input.source().ref().equals(name))
        .findFirst();
  }
}
