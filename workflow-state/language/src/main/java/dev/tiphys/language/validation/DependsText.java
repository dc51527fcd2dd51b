package dev.tiphys.language.validation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The task names in a `depends` text, with the results that are asked of each.
///
/// @param results task → results; a bare name asks for none
record DependsText(Map<String, Set<String>> results) {
  private static final Set<String> RESULTS =
      Set.of(
          "Succeeded",
          "Failed",
          "Errored",
          "Skipped",
          "Omitted",
          "Daemoned",
          "AnySucceeded",
          "AllFailed");
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:([A-Za-z0-9_-]+)(?:\\.([A-Za-z]+))?|(&&|\\|\\||!|\\(|\\)))\\s*");

  /// Reads `A && (B.Failed || !C)`.
  ///
  /// @throws IllegalArgumentException when it is not of that grammar
  static DependsText parse(String text) {
    var results = new LinkedHashMap<String, Set<String>>();
    var token = TOKEN.matcher(text);
    var at = 0;
    var open = 0;
    var expectsTask = true;
    while (at < text.length()) {
      if (!token.region(at, text.length()).lookingAt()) {
        throw new IllegalArgumentException(
            "unexpected '" + text.charAt(at) + "' at character " + (at + 1));
      }
      var name = token.group(1);
      var sign = token.group(3);
      if (name != null) {
        var result = token.group(2);
        if (result != null && !RESULTS.contains(result)) {
          throw new IllegalArgumentException(
              "task result '" + result + "' for task '" + name + "' is invalid");
        }
        results.computeIfAbsent(name, n -> new TreeSet<>()).add(result == null ? "" : result);
      }
      var starts = name != null || sign.equals("!") || sign.equals("(");
      if (starts != expectsTask) {
        throw new IllegalArgumentException(
            "unexpected '" + token.group().strip() + "' at character " + (at + 1));
      }
      if (name != null) {
        expectsTask = false;
      } else if (sign.equals("&&") || sign.equals("||")) {
        expectsTask = true;
      } else if (sign.equals("(")) {
        open++;
      } else if (sign.equals(")") && --open < 0) {
        throw new IllegalArgumentException("unexpected ')' at character " + (at + 1));
      }
      at = token.end();
    }
    if (expectsTask || open > 0) {
      throw new IllegalArgumentException(
          open > 0 ? "')' is missing" : "a task is missing at the end");
    }
    return new DependsText(results);
  }
}
