package dev.tiphys.delivery.generators;

/// Nothing is generated, so nothing of what there is may be changed. The message says why.
public final class GenerationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GenerationException(String message) {
    super(message);
  }

  GenerationException(String context, Exception cause) {
    super(context + ": " + cause.getMessage(), cause);
  }
}
