package dev.tiphys.delivery.generators;

import java.text.Normalizer;
import java.util.Locale;

/// Names that clusters accept, made of whatever people call branches and clusters.
final class Slugs {
  private static final int NAME_CHARS_MAX = 253;
  static final int SLUG_CHARS = 50;

  private Slugs() {}

  /// Lower case, `-` for every character that a DNS name may not have (C233).
  static String normalized(String text) {
    var name = text.toLowerCase(Locale.ROOT).replaceAll("[^-a-z0-9.]", "-");
    name = name.length() > NAME_CHARS_MAX ? name.substring(0, NAME_CHARS_MAX) : name;
    return name.replaceAll("^[-.]+|[-.]+$", "");
  }

  /// Words of letters and digits with `-` between them, cut at `charsMax`, or at the end of the
  /// last word that fits.
  static String slug(String text, int charsMax, boolean wholeWords) {
    var plain = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
    var slug =
        plain
            .toLowerCase(Locale.ROOT)
            .replace("&", "and")
            .replace("@", "at")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+|-+$", "");
    if (slug.length() <= charsMax) {
      return slug;
    }
    var end = wholeWords ? slug.lastIndexOf('-', charsMax) : charsMax;
    return slug.substring(0, end < 0 ? charsMax : end).replaceAll("-+$", "");
  }
}
