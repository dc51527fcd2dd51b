package dev.tiphys.cli.server;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/// Where a server is.
public final class Address {
  public static final int PORT = 2746;

  private Address() {}

  /// @param url as the user wrote it; a host with or without a port is taken too. Null for this
  ///     machine
  /// @param port of this machine; null for [#PORT]
  /// @throws IllegalArgumentException if it is no address
  public static URI of(@Nullable String url, @Nullable Integer port) {
    if (url == null) {
      var number = port == null ? PORT : port;
      if (number < 1 || number > 65_535) {
        throw new IllegalArgumentException("--port: expected 1 to 65535, found " + number);
      }
      return URI.create("http://127.0.0.1:" + number);
    }
    if (port != null) {
      throw new IllegalArgumentException("--server and --port: expected one of them, found both");
    }
    var full = url.contains("://") ? url : "http://" + url;
    try {
      var uri = new URI(full.endsWith("/") ? full.substring(0, full.length() - 1) : full);
      var scheme = uri.getScheme();
      var http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
      if (http
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw unusable(url);
    }
    throw unusable(url);
  }

  private static IllegalArgumentException unusable(String url) {
    return new IllegalArgumentException(
        "--server: expected a URL such as http://localhost:2746, found '" + url + "'");
  }
}
