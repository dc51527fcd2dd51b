package dev.tiphys.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the API listens, and to whom.
///
/// @param address where to listen; port 0 takes a free one
/// @param token what clients have to send as `Authorization: Bearer …`; null asks for nothing
/// @param origins whose web pages may use the API, such as `https://ci.example.com`; pages that
///     came from this server always may
/// @param hosts by which names clients reach this server, besides `localhost` and addresses. On a
///     loopback address all others are refused: a page of a foreign name that resolves to this
///     machine would otherwise count as our own. Elsewhere, none at all means any.
/// @param version of the host, for `/api/v1/version`
public record ApiSettings(
    InetSocketAddress address,
    @Nullable String token,
    Set<String> origins,
    Set<String> hosts,
    String version,
    Limits limits) {
  public ApiSettings {
    origins = Set.copyOf(origins);
    hosts = Set.copyOf(hosts);
    if (token != null && token.isBlank()) {
      throw new IllegalArgumentException("the token of the API is blank: leave it out or set one");
    }
  }

  /// For this machine only, without a token.
  public static ApiSettings local(int port, String version) {
    return new ApiSettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        null,
        Set.of(),
        Set.of(),
        version,
        Limits.DEFAULT);
  }

  /// The same, but clients have to know `token`.
  public ApiSettings withToken(String token) {
    return new ApiSettings(address, token, origins, hosts, version, limits);
  }

  /// The same with other limits.
  public ApiSettings withLimits(Limits limits) {
    return new ApiSettings(address, token, origins, hosts, version, limits);
  }

  /// The same, but pages of these origins may use the API too.
  public ApiSettings withOrigins(Set<String> origins) {
    return new ApiSettings(address, token, origins, hosts, version, limits);
  }

  /// Without the token: settings end up in logs.
  @Override
  public String toString() {
    return "ApiSettings[address=%s, token=%s, origins=%s, hosts=%s]"
        .formatted(address, token == null ? "none" : "set", origins, hosts);
  }
}
