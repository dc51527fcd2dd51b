package dev.tiphys.artifacts.store;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.http.Call;
import dev.tiphys.artifacts.http.Urls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/// How requests to Azure are allowed: by a signature over each (Shared Key), by one that came with
/// the secret (SAS), or not at all.
///
/// @param key null without Shared Key
/// @param sas a query; empty without SAS
record AzureKey(String account, byte @Nullable [] key, String sas, InstantSource clock) {
  /// @param secret the key of the account in base64, or the query of a SAS; empty for neither
  static AzureKey of(URI endpoint, String secret, InstantSource clock) {
    var path = endpoint.getPath().replaceAll("^/+|/.*", "");
    var account = path.isEmpty() ? endpoint.getHost().replaceAll("[.].*", "") : path;
    if (secret.isEmpty() || secret.contains("sig=")) {
      return new AzureKey(account, null, secret.replaceFirst("^[?]", ""), clock);
    }
    try {
      return new AzureKey(account, Base64.getDecoder().decode(secret), "", clock);
    } catch (IllegalArgumentException e) {
      throw new ArtifactFailure(
          "azure.accountKeySecret should hold the base64 key of the account, or the query of a SAS");
    }
  }

  Call signed(
      String method,
      URI uri,
      Map<String, String> query,
      Map<String, String> headers,
      @Nullable HttpEntity body) {
    var all = new TreeMap<>(headers);
    all.put(
        "x-ms-date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
    if (key != null) {
      var signature = sign(toSign(method, uri, new TreeMap<>(query), all, body));
      all.put("Authorization", "SharedKey " + account + ":" + signature);
    }
    var text =
        query.entrySet().stream()
            .map(e -> e.getKey() + "=" + Urls.encodedSegment(e.getValue()))
            .collect(Collectors.joining("&"));
    var both = text + (text.isEmpty() || sas.isEmpty() ? "" : "&") + sas;
    return new Call(method, URI.create(uri + (both.isEmpty() ? "" : "?" + both)), all, body);
  }

  private String toSign(
      String method,
      URI uri,
      TreeMap<String, String> query,
      TreeMap<String, String> headers,
      @Nullable HttpEntity body) {
    var length = body == null ? 0 : body.getContentLength();
    var type = body == null ? "" : body.getContentType();
    var lines = new StringBuilder(method).append("\n\n\n");
    lines.append(length == 0 ? "" : length).append("\n\n").append(type).append("\n\n\n\n\n\n\n");
    headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
    lines.append('/').append(account).append(uri.getRawPath());
    query.forEach((name, value) -> lines.append('\n').append(name).append(':').append(value));
    return lines.toString();
  }

  private String sign(String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
