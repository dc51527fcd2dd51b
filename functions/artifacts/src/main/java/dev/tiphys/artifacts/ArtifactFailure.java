package dev.tiphys.artifacts;

import org.jspecify.annotations.Nullable;

/// Why an artifact cannot be had or kept. The message is what users see: it names the place, what
/// was expected and what was found, and holds no secret.
public class ArtifactFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// With arguments as [String#formatted] takes them.
  public ArtifactFailure(String format, @Nullable Object... args) {
    super(format.formatted(args));
  }

  private ArtifactFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /// One that something else caused, whose own message is told too.
  public static ArtifactFailure because(Throwable cause, String format, @Nullable Object... args) {
    var why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new ArtifactFailure(format.formatted(args) + ": " + why, cause);
  }

  /// There is no such artifact: an optional one may be left out.
  public static final class Missing extends ArtifactFailure {
    private static final long serialVersionUID = 1L;

    /// `key` is not in `store`.
    public Missing(String store, String key) {
      super("no artifact '%s' in %s", key, store);
    }
  }
}
