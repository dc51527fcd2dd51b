package dev.tiphys.delivery.actions;

/// An action cannot be done. The message says why.
public final class ActionFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ActionFailure(String message) {
    super(message);
  }
}
