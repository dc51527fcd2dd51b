package dev.tiphys.language.naming;

import java.util.random.RandomGenerator;

/// Names made from `metadata.generateName`, as a Kubernetes API server makes them.
public final class GeneratedName {
  /// No vowels and nothing that looks like another character, so that no words come out.
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX_CHARS = 5;
  private static final int PREFIX_CHARS_MAX = Dns1123.LABEL_CHARS_MAX - SUFFIX_CHARS;

  private GeneratedName() {}

  /// The prefix, cut to 58 characters, and five random ones: 27^5, or 14 million, names.
  ///
  /// Names can repeat. Whoever creates the resource has to try again then.
  public static String of(String prefix, RandomGenerator random) {
    var name = new StringBuilder(prefix);
    name.setLength(Math.min(prefix.length(), PREFIX_CHARS_MAX));
    for (var i = 0; i < SUFFIX_CHARS; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }
}
