package dev.tiphys.language.naming;

import org.jspecify.annotations.Nullable;

/// The names that a cluster takes for resources: labels and subdomains of RFC 1123, in lower case.
///
/// Only ASCII passes, so no name of another script can look like one of ours, and none can hold a
/// path, an escape or a line break.
public final class Dns1123 {
  public static final int LABEL_CHARS_MAX = 63;
  public static final int SUBDOMAIN_CHARS_MAX = 253;
  private static final int SHOWN_CHARS_MAX = 60;

  private Dns1123() {}

  /// What keeps the name from being a label, such as a namespace or a container; null if nothing.
  public static @Nullable String labelProblem(String name) {
    if (name.length() > LABEL_CHARS_MAX) {
      return tooLong(name, LABEL_CHARS_MAX);
    }
    return isLabel(name)
        ? null
        : "name '"
            + shown(name)
            + "' must consist of lower case letters, digits and '-', and must start and end with a"
            + " letter or digit (e.g. my-name)";
  }

  /// What keeps the name from being a subdomain, as most resources are called; null if nothing.
  public static @Nullable String subdomainProblem(String name) {
    if (name.length() > SUBDOMAIN_CHARS_MAX) {
      return tooLong(name, SUBDOMAIN_CHARS_MAX);
    }
    for (var label : name.split("\\.", -1)) {
      if (!isLabel(label)) {
        return "name '"
            + shown(name)
            + "' must consist of lower case letters, digits, '-' and '.', and each part between"
            + " dots must start and end with a letter or digit (e.g. example.com)";
      }
    }
    return null;
  }

  private static boolean isLabel(String text) {
    return !text.isEmpty()
        && text.charAt(0) != '-'
        && text.charAt(text.length() - 1) != '-'
        && text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
  }

  private static String tooLong(String name, int charsMax) {
    return "name '%s' has %d characters; at most %d are allowed"
        .formatted(shown(name), name.length(), charsMax);
  }

  /// One line of plain characters and at most 60 of them, so that no name can spoil a message.
  private static String shown(String name) {
    var shown = new StringBuilder();
    for (var i = 0; i < Math.min(name.length(), SHOWN_CHARS_MAX); i++) {
      var c = name.charAt(i);
      if (c >= ' ' && c <= '~') {
        shown.append(c);
      } else {
        shown.append("\\u%04x".formatted((int) c));
      }
    }
    return name.length() > SHOWN_CHARS_MAX ? shown + "…" : shown.toString();
  }
}
