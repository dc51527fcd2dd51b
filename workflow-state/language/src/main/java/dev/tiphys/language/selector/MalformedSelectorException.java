package dev.tiphys.language.selector;

/// A text that is no selector; the message says which part is wrong and what was expected.
public final class MalformedSelectorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedSelectorException(String message) {
    super(message);
  }
}
