package dev.tiphys.sources;

import dev.tiphys.sources.Repository.Options;
import java.net.URI;
import java.util.Map;

/// The hosts that are trusted, whatever repository lies there: those whose keys SSH knows (C281),
/// and those that have authorities of their own for TLS (C282).
///
/// @param knownHosts lines of the file of that name
/// @param authorities PEM by host, without its port
public record HostTrust(String knownHosts, Map<String, String> authorities) {
  public static final HostTrust NONE = new HostTrust("", Map.of());

  public HostTrust {
    authorities = Map.copyOf(authorities);
  }

  /// The repository as it is spoken to with this trust; what it has of its own stays.
  public Repository applied(Repository repository) {
    var own = repository.options();
    return repository.with(
        new Options(
            own.insecure(),
            own.lfs(),
            own.enableOci(),
            own.plainHttp(),
            own.depth(),
            own.authority().isEmpty() ? authority(repository.url()) : own.authority(),
            own.knownHosts().isEmpty() ? knownHosts : own.knownHosts()));
  }

  private String authority(String url) {
    try {
      var host = URI.create(url.contains("://") ? url : "https://" + url).getHost();
      return host == null ? "" : authorities.getOrDefault(host, "");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
