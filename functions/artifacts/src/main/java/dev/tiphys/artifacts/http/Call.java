package dev.tiphys.artifacts.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NameValuePair;
import org.jspecify.annotations.Nullable;

/// What is asked of a server.
///
/// @param headers may hold credentials: no other server gets any of them
/// @param body which can be sent more than once
public record Call(String method, URI uri, Map<String, String> headers, @Nullable HttpEntity body) {
  /// Copies the headers.
  public Call {
    headers = Map.copyOf(headers);
  }

  /// Without headers or body.
  public static Call of(String method, URI uri) {
    return new Call(method, uri, Map.of(), null);
  }

  /// The same with more headers.
  public Call with(Map<String, String> more) {
    var all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Call(method, uri, all, body);
  }

  /// The same with that body.
  public Call with(HttpEntity body) {
    return new Call(method, uri, headers, body);
  }

  /// The same at another address.
  Call at(URI other) {
    return new Call(method, other, origin(other).equals(origin(uri)) ? headers : Map.of(), body);
  }

  /// Scheme, host and port.
  static String origin(URI uri) {
    var port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    return "%s://%s:%d".formatted(uri.getScheme(), uri.getHost(), port);
  }

  /// The form `pairs` as a body.
  public static HttpEntity form(Iterable<? extends NameValuePair> pairs) {
    return new org.apache.hc.client5.http.entity.UrlEncodedFormEntity(
        pairs, StandardCharsets.UTF_8);
  }
}
