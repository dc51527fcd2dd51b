package dev.tiphys.delivery.app;

/// An application does not do what was asked of it now. Asking again as things are changes nothing.
public final class AppRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AppRefused(String message) {
    super(message);
  }
}
