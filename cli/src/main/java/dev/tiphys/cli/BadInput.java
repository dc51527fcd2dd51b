package dev.tiphys.cli;

/// What the user gave cannot be used; the message says why and is all that is printed. Exit 2.
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInput(String message) {
    super(message);
  }
}
