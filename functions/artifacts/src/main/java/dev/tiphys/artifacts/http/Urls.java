package dev.tiphys.artifacts.http;

import dev.tiphys.artifacts.ArtifactFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/// URLs as people write them.
public final class Urls {
  private Urls() {}

  /// `text` as a URL of http or https.
  ///
  /// @throws ArtifactFailure if it is none
  public static URI of(String text) {
    return required(parsed(text));
  }

  static URI required(URI uri) {
    if (!isHttp(uri)) {
      throw new ArtifactFailure("the URL of an artifact should begin with http:// or https://");
    }
    return uri;
  }

  static boolean isHttp(URI uri) {
    return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        && uri.getHost() != null;
  }

  /// What people leave unencoded, such as a space, is encoded.
  static URI parsed(String text) {
    var encoded = new StringBuilder();
    for (var b : text.strip().getBytes(StandardCharsets.UTF_8)) {
      if (b <= ' ' || b == 0x7f || "\"<>\\^`{|}".indexOf(b) >= 0) {
        encoded.append("%%%02X".formatted(b));
      } else {
        encoded.append((char) b);
      }
    }
    try {
      return new URI(encoded.toString());
    } catch (URISyntaxException e) {
      // Its message would show the text, and with it perhaps a password.
      throw new ArtifactFailure("the URL of an artifact is none: %s", e.getReason());
    }
  }

  /// `uri` with `names`, between slashes, below its path, before its query.
  public static URI below(URI uri, String names) {
    return withPath(uri, uri.getRawPath().replaceAll("/+$", "") + "/" + encoded(names));
  }

  /// `uri` without a user and password.
  public static URI withoutUser(URI uri) {
    return withPath(uri, uri.getRawPath());
  }

  private static URI withPath(URI uri, String path) {
    var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return URI.create(uri.getScheme() + "://" + uri.getHost() + port + path + query);
  }

  /// `names`, between slashes, as they stand in a path.
  public static String encoded(String names) {
    return Arrays.stream(names.split("/", -1))
        .map(Urls::encodedSegment)
        .collect(Collectors.joining("/"));
  }

  /// `text` as it stands in a path or a query: slashes too are encoded.
  public static String encodedSegment(String text) {
    var encoded = new StringBuilder();
    for (var b : text.getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append("%%%02X".formatted(b));
      }
    }
    return encoded.toString();
  }
}
