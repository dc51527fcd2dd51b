package dev.tiphys.log.stream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// Where a stream ends: the version of its last record, and the SHA-256 of that record's bytes in
/// base64url (43 characters). The next record names this hash.
public record Tip(long version, String hash) {
  /// The tip of a stream without records: version 0 and the hash of the stream's name, so that a
  /// record copied into another stream breaks the chain.
  public static Tip origin(StreamName stream) {
    return new Tip(0, hashOf(stream.value().getBytes(StandardCharsets.UTF_8)));
  }

  Tip next(byte[] bytes) {
    return new Tip(version + 1, hashOf(bytes));
  }

  /// Looking the algorithm up costs as much as hashing a record, so it is done once.
  private static final MessageDigest SHA_256 = sha256();

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String hashOf(byte[] bytes) {
    try {
      var digest = ((MessageDigest) SHA_256.clone()).digest(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this platform's SHA-256 cannot be cloned", e);
    }
  }
}
