package dev.tiphys.language.glob;

/// A text is no pattern. The message says what is wrong with it.
public final class MalformedPatternException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  MalformedPatternException(String pattern, String problem) {
    super("invalid pattern \"" + pattern + "\": " + problem);
  }
}
