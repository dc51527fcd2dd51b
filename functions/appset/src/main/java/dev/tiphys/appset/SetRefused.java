package dev.tiphys.appset;

/// An application is not changed. The message says why; asking again later may help.
public final class SetRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SetRefused(String message) {
    super(message);
  }
}
