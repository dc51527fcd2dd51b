package dev.tiphys.cli.local;

/// The host in this process cannot do what the command line asks for, told as one message.
public final class LocalFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LocalFailure(String message) {
    super(message);
  }
}
