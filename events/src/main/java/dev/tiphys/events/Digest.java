package dev.tiphys.events;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Names content by what it is: `sha256:` and 64 hex digits.
public final class Digest {
  private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

  private Digest() {}

  /// The digest of `bytes`.
  public static String of(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// `digest` itself, which is safe to stand in a key of the store.
  ///
  /// @throws IllegalArgumentException if it is not of the form that [#of] returns
  public static String checked(String digest) {
    if (!FORM.matcher(digest).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a digest: expected sha256: and 64 hex digits"
              .formatted(digest.length() > 80 ? digest.substring(0, 80) + "…" : digest));
    }
    return digest;
  }
}
