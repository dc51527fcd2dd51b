package dev.tiphys.language.schema;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// What somebody probably meant to write.
public final class Spelling {
  private static final int CHARS_MAX = 64;

  private Spelling() {}

  /// The candidate that needs the fewest changes, at most two and less than half of the word; or
  /// null.
  public static @Nullable String nearest(String word, Collection<String> candidates) {
    if (word.length() > CHARS_MAX) {
      return null;
    }
    String nearest = null;
    var fewest = Math.min(3, (word.length() + 1) / 2);
    for (var candidate : candidates) {
      if (candidate.equalsIgnoreCase(word)) {
        return candidate;
      }
      if (Math.abs(candidate.length() - word.length()) < fewest) {
        var changes = changes(word, candidate);
        if (changes < fewest) {
          fewest = changes;
          nearest = candidate;
        }
      }
    }
    return nearest;
  }

  /// Insertions, deletions and replacements between two words.
  private static int changes(String from, String to) {
    var row = new int[to.length() + 1];
    for (var j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= from.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= to.length(); j++) {
        var replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
