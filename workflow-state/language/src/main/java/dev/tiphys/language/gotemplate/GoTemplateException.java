package dev.tiphys.language.gotemplate;

/// A text is no template, or cannot be executed.
public final class GoTemplateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final boolean parsing;

  GoTemplateException(boolean parsing, String message) {
    super(message);
    this.parsing = parsing;
  }

  /// Whether the text is no template at all.
  public boolean isParsing() {
    return parsing;
  }
}
