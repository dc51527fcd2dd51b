package dev.tiphys.log;

import org.jspecify.annotations.Nullable;

/// Why the log could not do what it was asked, sorted by what the caller does next.
///
/// A lost race is no failure: it is a value inside this module and is decided again. What a decider
/// throws is not wrapped either: it reaches the caller as it was thrown.
public abstract sealed class LogFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private LogFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// The request is wrong and will stay wrong (a limit, a bad key, an unsuitable store). Do not
  /// redeliver it: HTTP 422.
  public static final class Rejected extends LogFailure {
    private static final long serialVersionUID = 1L;

    /// `message` names the limit or the rule, and what was found.
    public Rejected(String message) {
      super(message, null);
    }
  }

  /// Nothing is wrong with the request, and whether it took effect may be unknown. Redeliver it
  /// later with the same command id: HTTP 503.
  public static final class Unavailable extends LogFailure {
    private static final long serialVersionUID = 1L;

    /// `message` names what was tried and on which object.
    public Unavailable(String message) {
      super(message, null);
    }

    /// As above, with what the store's client reported.
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Stored bytes contradict each other, or are in a form that this version does not know. The
  /// stream stays quarantined (every load fails, nothing is appended, other streams go on) until a
  /// person has looked; a retry would only spread the damage: HTTP 422.
  public static final class CorruptLog extends LogFailure {
    private static final long serialVersionUID = 1L;

    /// `message` names the stream, the version, what was expected and what was found.
    public CorruptLog(String message) {
      super(message, null);
    }

    /// As above, with what the parser or the fold reported.
    public CorruptLog(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
