package dev.tiphys.language.cron;

/// A text that is no schedule; the message says what was expected.
public final class MalformedScheduleException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  MalformedScheduleException(String message) {
    super(message);
  }
}
