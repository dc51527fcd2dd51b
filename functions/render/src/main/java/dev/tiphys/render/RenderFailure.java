package dev.tiphys.render;

import org.jspecify.annotations.Nullable;

/// Why there are no manifests. The message is for users: it says which file or option it is about.
public final class RenderFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// With arguments as [String#formatted] takes them.
  public RenderFailure(String format, @Nullable Object... args) {
    super(format.formatted(args));
  }
}
