package dev.tiphys.language.template;

import java.util.List;

/// Which unknown names this pass may leave for a later one.
///
/// @param strictPrefixes a name that begins with one of these must be known now; the empty prefix
///     means every name
public record Policy(List<String> strictPrefixes) {
  /// Whatever is unknown stays as it was written. An expression that fails does so too.
  public static final Policy KEEP = new Policy(List.of());

  /// The last pass: whatever is unknown is an error.
  public static final Policy FINISH = strict("");

  /// Checks nothing: any prefix is allowed.
  public Policy {
    strictPrefixes = List.copyOf(strictPrefixes);
  }

  /// Names with these prefixes, such as `tasks.`, must be known; others may stay.
  public static Policy strict(String... prefixes) {
    return new Policy(List.of(prefixes));
  }

  boolean isStrict(String name) {
    for (var prefix : strictPrefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  boolean keepsFailures() {
    return strictPrefixes.isEmpty();
  }
}
