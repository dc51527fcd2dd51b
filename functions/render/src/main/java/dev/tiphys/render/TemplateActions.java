package dev.tiphys.render;

import java.util.function.UnaryOperator;

/// The code between `{{` and `}}` of a Go template, without its texts and comments.
final class TemplateActions {
  private TemplateActions() {}

  /// `template` with each piece of code replaced.
  static String mapped(String template, UnaryOperator<String> code) {
    var result = new StringBuilder(template.length());
    var at = 0;
    while (true) {
      var open = template.indexOf("{{", at);
      if (open < 0) {
        return result.append(template, at, template.length()).toString();
      }
      result.append(template, at, open + 2);
      at = action(template, open + 2, result, code);
    }
  }

  /// Copies an action up to its end and says where that is.
  private static int action(
      String template, int from, StringBuilder result, UnaryOperator<String> code) {
    var at = from;
    var start = from;
    while (at < template.length()) {
      if (template.startsWith("}}", at)) {
        result.append(code.apply(template.substring(start, at)));
        return at;
      }
      var end = quoted(template, at);
      if (end > at) {
        result.append(code.apply(template.substring(start, at))).append(template, at, end);
        at = end;
        start = end;
      } else {
        at++;
      }
    }
    result.append(template, start, template.length());
    return template.length();
  }

  /// Where the text or comment that begins at `at` ends; `at` itself if none begins there.
  private static int quoted(String template, int at) {
    if (template.startsWith("/*", at)) {
      var end = template.indexOf("*/", at + 2);
      return end < 0 ? template.length() : end + 2;
    }
    var quote = template.charAt(at);
    if (quote != '"' && quote != '`' && quote != '\'') {
      return at;
    }
    for (var i = at + 1; i < template.length(); i++) {
      if (template.charAt(i) == quote) {
        return i + 1;
      }
      if (template.charAt(i) == '\\' && quote != '`') {
        i++;
      } else if (template.charAt(i) == '\n' && quote != '`') {
        return at;
      }
    }
    return at;
  }
}
