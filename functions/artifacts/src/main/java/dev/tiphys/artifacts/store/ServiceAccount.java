package dev.tiphys.artifacts.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.http.Call;
import dev.tiphys.artifacts.http.Http;
import dev.tiphys.artifacts.http.Pem;
import dev.tiphys.artifacts.http.Urls;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/// A service account of Google, which gets tokens for what it signs (RFC 7523).
record ServiceAccount(String email, String keyId, PrivateKey key, URI tokens) {
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final int SECONDS = 3600;
  private static final ObjectMapper JSON = new ObjectMapper();

  static ServiceAccount of(JsonNode json) {
    try {
      return new ServiceAccount(
          json.path("client_email").asText(),
          json.path("private_key_id").asText(),
          Pem.key(json.path("private_key").asText().getBytes(StandardCharsets.UTF_8)),
          Urls.of(json.path("token_uri").asText("https://oauth2.googleapis.com/token")));
    } catch (GeneralSecurityException e) {
      throw new ArtifactFailure(
          "gcs.serviceAccountKeySecret should hold the JSON of a key, with its private_key in PEM");
    }
  }

  String token(Http http, InstantSource clock) throws IOException {
    var form =
        List.of(
            new BasicNameValuePair("grant_type", GRANT),
            new BasicNameValuePair("assertion", assertion(clock.instant().getEpochSecond())));
    try (var reply = http.send(Call.of("POST", tokens).with(Call.form(form)))) {
      if (!reply.ok()) {
        throw reply.failure("get a token for", email, "");
      }
      return ClientCredentials.token(reply);
    }
  }

  private String assertion(long now) {
    var header = JSON.createObjectNode().put("alg", "RS256").put("typ", "JWT").put("kid", keyId);
    var claims =
        JSON.createObjectNode()
            .put("iss", email)
            .put("scope", SCOPE)
            .put("aud", tokens.toString())
            .put("iat", now)
            .put("exp", now + SECONDS);
    var text = encoded(header.toString()) + "." + encoded(claims.toString());
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new ArtifactFailure("gcs.serviceAccountKeySecret should hold an RSA key");
    }
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
