package dev.tiphys.delivery.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A token that an installation issues (C212, C314): a JSON Web Token, signed with HS256.
///
/// @param subject `name:apiKey` of an account, `proj:project:role` of a role
/// @param id by which it can be revoked
/// @param expiresAt null for never
public record WebToken(String subject, String id, Instant issuedAt, @Nullable Instant expiresAt) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String ISSUER = "argocd";
  private static final int CHARS_MAX = 8192;

  /// One that is issued now, to the second, as its text is.
  ///
  /// @param valid zero for ever
  public static WebToken issue(String subject, String id, Instant now, Duration valid) {
    var issued = Instant.ofEpochSecond(now.getEpochSecond());
    return new WebToken(subject, id, issued, valid.isZero() ? null : issued.plus(valid));
  }

  /// As it is handed out.
  public String signed(byte[] key) {
    var claims =
        JsonNodeFactory.instance
            .objectNode()
            .put("iss", ISSUER)
            .put("sub", subject)
            .put("jti", id)
            .put("iat", issuedAt.getEpochSecond())
            .put("nbf", issuedAt.getEpochSecond());
    if (expiresAt != null) {
      claims.put("exp", expiresAt.getEpochSecond());
    }
    var header = JsonNodeFactory.instance.objectNode().put("alg", "HS256").put("typ", "JWT");
    var text = encoded(header) + "." + encoded(claims);
    return text + "." + ENCODER.encodeToString(signature(text, key));
  }

  private static String encoded(ObjectNode json) {
    return ENCODER.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] signature(String text, byte[] key) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /// Reads a token that was signed with `key` and is valid at `now`.
  ///
  /// @throws IllegalArgumentException saying why it does not count, without what is in it
  public static WebToken verify(String text, byte[] key, Instant now) {
    var parts = text.length() > CHARS_MAX ? new String[0] : text.split("[.]", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("token is malformed");
    }
    if (!read(parts[0]).path("alg").asText().equals("HS256")
        || !MessageDigest.isEqual(signature(parts[0] + "." + parts[1], key), bytes(parts[2]))) {
      throw new IllegalArgumentException("token signature is invalid");
    }
    var claims = read(parts[1]);
    if (!claims.path("iss").asText().equals(ISSUER)) {
      throw new IllegalArgumentException("token has an invalid issuer");
    }
    if (claims.has("nbf") && now.getEpochSecond() < claims.path("nbf").asLong()) {
      throw new IllegalArgumentException("token is not valid yet");
    }
    var expires = claims.has("exp") ? Instant.ofEpochSecond(claims.path("exp").asLong()) : null;
    if (expires != null && !now.isBefore(expires)) {
      throw new IllegalArgumentException("token is expired");
    }
    return new WebToken(
        claims.path("sub").asText(),
        claims.path("jti").asText(),
        Instant.ofEpochSecond(claims.path("iat").asLong()),
        expires);
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("token is malformed", e);
    }
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(bytes(text));
    } catch (IOException e) {
      throw new IllegalArgumentException("token is malformed", e);
    }
  }
}
