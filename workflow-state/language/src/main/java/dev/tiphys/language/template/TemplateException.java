package dev.tiphys.language.template;

/// Says which tag could not be substituted and why. The message is made for the user who wrote it.
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What the caller can do about it.
  public enum Reason {
    /// The text itself is wrong, for example a `{{` that is never closed.
    MALFORMED,
    /// A name that this pass had to know is not in the scope.
    UNRESOLVED,
    /// The name is an output that its skipped or omitted node never produced.
    ABSENT,
    /// An expression was evaluated and failed, or gave nothing.
    FAILED
  }

  private final Reason reason;

  TemplateException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// Why the tag could not be substituted.
  public Reason reason() {
    return reason;
  }

  static TemplateException unclosed(String template, String rest) {
    return new TemplateException(
        Reason.MALFORMED,
        "Cannot find end tag=\"}}\" in the template=%s starting from %s"
            .formatted(quoted(template), quoted(rest)));
  }

  static TemplateException unresolved(String tag) {
    return new TemplateException(Reason.UNRESOLVED, "failed to resolve {{" + tag + "}}");
  }

  static TemplateException missing(String name) {
    return new TemplateException(
        Reason.UNRESOLVED, "failed to evaluate expression: " + name + " is missing");
  }

  static TemplateException absent(String tag) {
    return new TemplateException(
        Reason.ABSENT,
        "unable to substitute {{"
            + tag
            + "}}: output is an absent optional (skipped/omitted node with no default)");
  }

  /// Quotes for a message. Control characters are written as escapes so that one line stays one.
  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (point < ' ' || point == 0x7f) {
                    quoted.append("\\x%02x".formatted(point));
                  } else {
                    quoted.appendCodePoint(point);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
