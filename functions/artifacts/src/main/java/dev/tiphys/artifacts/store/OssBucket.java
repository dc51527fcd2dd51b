package dev.tiphys.artifacts.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.Secrets;
import dev.tiphys.artifacts.http.Call;
import dev.tiphys.artifacts.http.Urls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/// A bucket of OSS, and how requests to it are signed: version 4, `OSS4-HMAC-SHA256`.
///
/// @param token of temporary credentials, or empty
record OssBucket(
    URI endpoint,
    String name,
    String region,
    String id,
    String secret,
    String token,
    InstantSource clock) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /// What the SDKs of OSS take if nothing else is known.
  private static final String REGION = "cn-hangzhou";

  static OssBucket of(JsonNode fields, Secrets.Of secrets, InstantSource clock) {
    var text = fields.path("endpoint").asText();
    var endpoint = Urls.of(text.matches("https?://.*") ? text : "https://" + text);
    return new OssBucket(
        endpoint,
        fields.path("bucket").asText(),
        region(endpoint),
        secrets.text(fields, "accessKeySecret"),
        secrets.text(fields, "secretKeySecret"),
        fields.path("securityToken").asText(""),
        clock);
  }

  /// `oss-cn-hangzhou-internal.aliyuncs.com` is in `cn-hangzhou`.
  private static String region(URI endpoint) {
    var first = endpoint.getHost().replaceAll("[.].*", "");
    return first.startsWith("oss-")
        ? first.substring("oss-".length()).replaceAll("-internal$", "")
        : REGION;
  }

  String shown() {
    return "oss://" + name + " at " + endpoint.getAuthority();
  }

  /// Buckets are part of the host's name, but an address has no names below it.
  private String base() {
    var host = endpoint.getHost();
    var port = endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort();
    return host.matches("[0-9.]+|\\[.*|localhost")
        ? "%s://%s%s/%s".formatted(endpoint.getScheme(), host, port, name)
        : "%s://%s.%s%s".formatted(endpoint.getScheme(), name, host, port);
  }

  Call signed(String method, String key, Map<String, String> query, @Nullable HttpEntity body) {
    var time = TIME.format(clock.instant());
    var headers = new TreeMap<String, String>();
    headers.put("x-oss-content-sha256", "UNSIGNED-PAYLOAD");
    headers.put("x-oss-date", time);
    if (!token.isEmpty()) {
      headers.put("x-oss-security-token", token);
    }
    var text =
        new TreeMap<>(query)
            .entrySet().stream()
                .map(
                    e ->
                        Urls.encodedSegment(e.getKey())
                            + (e.getValue().isEmpty()
                                ? ""
                                : "=" + Urls.encodedSegment(e.getValue())))
                .collect(Collectors.joining("&"));
    if (!id.isEmpty()) {
      var scope = "%s/%s/oss/aliyun_v4_request".formatted(time.substring(0, 8), region);
      var signature = signature(time, scope, canonical(method, key, text, headers, body));
      headers.put(
          "Authorization",
          "OSS4-HMAC-SHA256 Credential=%s/%s,Signature=%s".formatted(id, scope, signature));
    }
    var uri = base() + "/" + Urls.encoded(key) + (text.isEmpty() ? "" : "?" + text);
    return new Call(method, URI.create(uri), headers, body);
  }

  private String canonical(
      String method,
      String key,
      String query,
      TreeMap<String, String> headers,
      @Nullable HttpEntity body) {
    var lines = new StringBuilder(method).append('\n');
    lines.append('/').append(name).append('/').append(Urls.encoded(key)).append('\n');
    lines.append(query).append('\n');
    if (body != null && body.getContentType() != null) {
      lines.append("content-type:").append(body.getContentType()).append('\n');
    }
    headers.forEach((header, value) -> lines.append(header).append(':').append(value).append('\n'));
    return lines.append("\n\nUNSIGNED-PAYLOAD").toString();
  }

  private String signature(String time, String scope, String canonical) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes(canonical));
      var text = "OSS4-HMAC-SHA256\n%s\n%s\n%s".formatted(time, scope, hex(digest));
      var key = bytes("aliyun_v4" + secret);
      for (var part : scope.split("/")) {
        key = hmac(key, part);
      }
      return hex(hmac(key, text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
