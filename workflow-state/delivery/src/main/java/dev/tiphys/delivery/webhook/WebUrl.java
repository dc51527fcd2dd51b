package dev.tiphys.delivery.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/// What people write for a repository that they see at a URL (C292).
final class WebUrl {
  private static final String USER = "([a-z0-9_.][a-z0-9_.-]*@)?";
  private static final String PORT = "(:[0-9]+)?";
  private static final int CHARS_MAX = 2048;

  private WebUrl() {}

  /// Fits every way to write that repository; nothing when `url` is no URL of one.
  static Optional<Pattern> repository(String url) {
    return parsed(url)
        .filter(uri -> !path(uri).isEmpty())
        .map(
            uri ->
                pattern(
                    "((https?|ssh)://)?"
                        + USER
                        + "((alt)?ssh\\.)?"
                        + Pattern.quote(uri.getHost())
                        + PORT
                        + "[:/]"
                        + Pattern.quote(path(uri))
                        + "(\\.git)?"));
  }

  /// Fits every way to write the address of that API.
  static Optional<Pattern> api(String url) {
    return parsed(url)
        .map(
            uri ->
                pattern(
                    "(https?://)?"
                        + USER
                        + Pattern.quote(uri.getHost())
                        + PORT
                        + "/"
                        + Pattern.quote(path(uri))
                        + "/?"));
  }

  /// The host of a URL; empty when it has none.
  static String host(String url) {
    return parsed(url).map(URI::getHost).orElse("");
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  private static Optional<URI> parsed(String url) {
    if (url.length() > CHARS_MAX) {
      return Optional.empty();
    }
    try {
      var uri = new URI(url);
      return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String path(URI uri) {
    var path = uri.getRawPath().replaceAll("^/+|/+$", "");
    return path.endsWith(".git") ? path.substring(0, path.length() - 4) : path;
  }
}
