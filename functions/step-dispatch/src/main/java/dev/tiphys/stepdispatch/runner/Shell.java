package dev.tiphys.stepdispatch.runner;

import java.util.Collection;
import java.util.stream.Collectors;

/// Texts as words of a shell script.
final class Shell {
  private Shell() {}

  /// One word, whatever `text` holds.
  static String quote(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new PodFailure("commands, arguments and environment cannot hold a NUL character");
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }

  static String quote(Collection<String> words) {
    return words.stream().map(Shell::quote).collect(Collectors.joining(" "));
  }
}
