package dev.tiphys.log.blob;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of some bytes, as 64 lower-case hex digits; written `sha256:<hex>`.
public record Digest(String hex) {
  /// Refuses what is not 64 lower-case hex digits.
  public Digest {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a SHA-256 is 64 lower-case hex digits");
    }
  }

  /// The digest of `bytes`.
  public static Digest of(byte[] bytes) {
    try {
      return new Digest(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Reads `sha256:<hex>`; throws [IllegalArgumentException] for anything else.
  public static Digest parse(String text) {
    if (!text.startsWith("sha256:")) {
      throw new IllegalArgumentException("a digest begins with sha256:");
    }
    return new Digest(text.substring("sha256:".length()));
  }

  @Override
  public String toString() {
    return "sha256:" + hex;
  }
}
