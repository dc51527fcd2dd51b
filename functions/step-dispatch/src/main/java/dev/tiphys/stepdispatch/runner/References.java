package dev.tiphys.stepdispatch.runner;

import java.util.Map;

/// Kubernetes' `$(NAME)` in commands, arguments and values of variables. What names no variable
/// stays as it is, and `$$(NAME)` stands for the text `$(NAME)`.
final class References {
  private References() {}

  static String expand(String text, Map<String, String> environment) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    var expanded = new StringBuilder();
    var at = 0;
    while (at < text.length()) {
      var dollar = text.indexOf('$', at);
      if (dollar < 0 || dollar + 1 == text.length()) {
        break;
      }
      expanded.append(text, at, dollar);
      at = dollar + 2;
      switch (text.charAt(dollar + 1)) {
        case '$' -> expanded.append('$');
        case '(' -> {
          var end = text.indexOf(')', at);
          var value = end < 0 ? null : environment.get(text.substring(at, end));
          expanded.append(value == null ? "$(" : value);
          at = value == null ? at : end + 1;
        }
        default -> {
          expanded.append('$');
          at = dollar + 1;
        }
      }
    }
    return expanded.append(text, at, text.length()).toString();
  }
}
