package dev.tiphys.render;

/// Values as `--set` and `--set-string` read them (C022).
final class HelmParameters {
  private HelmParameters() {}

  /// A value with its commas escaped, unless they are already, or the value is a list in braces.
  static String escaped(String value) {
    if (value.startsWith("{") && value.endsWith("}")) {
      return value;
    }
    var escaped = new StringBuilder();
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if (c == ',' && (i == 0 || value.charAt(i - 1) != '\\')) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }

  /// What Helm makes of an escaped value: the character after a backslash stands for itself.
  static String unescaped(String value) {
    var plain = new StringBuilder();
    for (var i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '\\' && i + 1 < value.length()) {
        i++;
      }
      plain.append(value.charAt(i));
    }
    return plain.toString();
  }
}
