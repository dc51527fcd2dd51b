package dev.tiphys.language.loop;

/// Says why a loop has no items, or why their outputs are no list. Made for the user who wrote it.
public final class LoopException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LoopException(String message) {
    super(message, null, false, false);
  }
}
