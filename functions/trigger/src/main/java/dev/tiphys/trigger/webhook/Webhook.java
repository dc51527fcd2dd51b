package dev.tiphys.trigger.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A request of a provider as it came.
///
/// @param headers names in lower case
/// @param body nobody has read it yet
public record Webhook(Provider provider, Map<String, List<String>> headers, byte[] body) {
  private static final String SHA256 = "sha256=";

  /// Whether its sender knows `secret`: of Azure DevOps that is `user:password`, of Bitbucket the
  /// hook's UUID or what it signs with, of GitLab the token, of all others what they sign with.
  ///
  /// An empty secret is none. The header that counts may be there only once.
  public boolean isFrom(byte[] secret) {
    if (secret.length == 0) {
      return false;
    }
    return switch (provider) {
      case GITHUB -> isSigned("x-hub-signature-256", SHA256, secret);
      case BITBUCKET_SERVER -> isSigned("x-hub-signature", SHA256, secret);
      case BITBUCKET ->
          headers.containsKey("x-hub-signature")
              ? isSigned("x-hub-signature", SHA256, secret)
              : isSame("x-hook-uuid", secret);
      case GOGS ->
          isSigned(
              headers.containsKey("x-gitea-signature") ? "x-gitea-signature" : "x-gogs-signature",
              "",
              secret);
      case GITLAB -> isSame("x-gitlab-token", secret);
      case AZURE_DEVOPS -> {
        var basic = "Basic " + Base64.getEncoder().encodeToString(secret);
        yield isSame("authorization", basic.getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  private boolean isSigned(String header, String prefix, byte[] secret) {
    var given = single(header);
    var expected = signature(secret);
    var signature = given == null ? new byte[0] : bytes(given, prefix);
    return MessageDigest.isEqual(expected, signature);
  }

  private boolean isSame(String header, byte[] secret) {
    var given = single(header);
    // Digests are of the same length, whatever was sent.
    return given != null
        && MessageDigest.isEqual(digest(given.getBytes(StandardCharsets.UTF_8)), digest(secret));
  }

  private @Nullable String single(String header) {
    var values = headers.get(header);
    return values == null || values.size() != 1 ? null : values.getFirst();
  }

  private static byte[] bytes(String text, String prefix) {
    try {
      return text.startsWith(prefix)
          ? HexFormat.of().parseHex(text.substring(prefix.length()))
          : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private byte[] signature(byte[] secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Without the body and headers: they hold what must be in no log.
  @Override
  public String toString() {
    return "Webhook[%s, %d bytes]".formatted(provider, body.length);
  }
}
