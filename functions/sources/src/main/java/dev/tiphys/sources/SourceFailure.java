package dev.tiphys.sources;

import org.jspecify.annotations.Nullable;

/// Why something could not be had from where it lies. The message is for users: it names the place,
/// what was expected and what was found, and holds no secret.
public class SourceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// With arguments as [String#formatted] takes them.
  public SourceFailure(String format, @Nullable Object... args) {
    super(format.formatted(args));
  }

  /// Nothing is wrong with the request: the same may work later.
  public static final class Unavailable extends SourceFailure {
    private static final long serialVersionUID = 1L;

    public Unavailable(String format, @Nullable Object... args) {
      super(format, args);
    }
  }
}
