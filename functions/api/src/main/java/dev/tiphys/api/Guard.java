package dev.tiphys.api;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who may ask. A browser sends what any page tells it to, from this machine and with what it knows
/// about us; so a request that another site had a hand in is refused (attack case 70).
final class Guard {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+]");
  private static final String BEARER = "bearer ";

  private final ApiSettings settings;

  Guard(ApiSettings settings) {
    this.settings = settings;
  }

  /// @param signed whether a sender without the token may show in another way who it is
  /// @throws Refusal unless the request may be answered
  Trust check(String method, Headers headers, boolean signed) {
    checkHost(headers.getFirst("Host"));
    checkSite(method, headers);
    if (settings.token() == null) {
      return Trust.OPEN;
    }
    // A browser asks without credentials whether it may ask with them.
    if (method.equals("OPTIONS") || hasToken(headers, settings.token())) {
      return Trust.TOKEN;
    }
    if (signed) {
      return Trust.NONE;
    }
    throw new Refusal(
        Refusal.Code.UNAUTHENTICATED,
        "expected the header Authorization: Bearer with the token of this server");
  }

  /// Of whoever has shown a token that was issued, or needs none: the page it comes from still
  /// counts.
  ///
  /// @throws Refusal unless the request may be answered
  Trust account(String method, Headers headers) {
    checkHost(headers.getFirst("Host"));
    checkSite(method, headers);
    return Trust.ACCOUNT;
  }

  /// The origin of another page that may use the API, if the request comes from one.
  @Nullable String foreignOrigin(Headers headers) {
    var origin = headers.getFirst("Origin");
    return origin != null && settings.origins().contains(origin) ? origin : null;
  }

  /// A page of a name that resolves to this machine would pass for our own (DNS rebinding).
  private void checkHost(@Nullable String host) {
    if (host == null) {
      return;
    }
    var name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
    var open = settings.hosts().isEmpty() && !settings.address().getAddress().isLoopbackAddress();
    if (!open
        && !name.equals("localhost")
        && !ADDRESS.matcher(name).matches()
        && !settings.hosts().contains(name)) {
      throw denied("this server is not known as '%s'".formatted(Refusal.shown(host)));
    }
  }

  private void checkSite(String method, Headers headers) {
    if (foreignOrigin(headers) != null) {
      return;
    }
    var origin = headers.getFirst("Origin");
    if (origin != null && !sameOrigin(origin, headers.getFirst("Host"))) {
      throw denied("requests from pages of '%s' are not allowed".formatted(Refusal.shown(origin)));
    }
    var site = headers.getFirst("Sec-Fetch-Site");
    var followedLink =
        method.equals("GET") && "navigate".equals(headers.getFirst("Sec-Fetch-Mode"));
    if (site != null && !site.equals("same-origin") && !site.equals("none") && !followedLink) {
      throw denied("requests from pages of other sites are not allowed");
    }
  }

  private static boolean sameOrigin(String origin, @Nullable String host) {
    try {
      var authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean hasToken(Headers headers, String token) {
    var given = headers.get("Authorization");
    return given != null
        && given.size() == 1
        && given.getFirst().toLowerCase(Locale.ROOT).startsWith(BEARER)
        && same(given.getFirst().substring(BEARER.length()).strip(), token);
  }

  /// Takes the same time for every wrong token, whatever its length.
  private static boolean same(String given, String token) {
    return MessageDigest.isEqual(digest(given), digest(token));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Refusal denied(String message) {
    return new Refusal(Refusal.Code.PERMISSION_DENIED, message);
  }
}
