package dev.tiphys.sources.git;

import dev.tiphys.sources.Credentials;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceUrl;
import java.net.URISyntaxException;
import java.util.Objects;
import org.eclipse.jgit.transport.URIish;

/// Where submodules lie, as a stranger's `.gitmodules` says it.
final class Submodules {
  private Submodules() {}

  /// The repository of a submodule. What opens the parent opens it on the same host only.
  ///
  /// @param url relative to the parent, or of its own
  /// @throws SourceFailure if it is no address that may be spoken to
  static Repository repository(Repository parent, String url) {
    var checked = SourceUrl.requireGit(resolved(parent.url(), url));
    var same = isSameHost(parent.url(), checked);
    return new Repository(
        parent.kind(),
        checked,
        "",
        "",
        same ? parent.credentials() : Credentials.NONE,
        parent.proxy(),
        same ? parent.options() : Repository.Options.NONE);
  }

  /// Whether one address is on the host of another, and as safe to speak to.
  static boolean isSameHost(String parent, String url) {
    return host(url).equalsIgnoreCase(host(parent))
        && url.startsWith("http") == parent.startsWith("http")
        && !(parent.startsWith("https:") && url.startsWith("http:"));
  }

  private static String resolved(String base, String url) {
    var at = base.replaceAll("/+$", "");
    var rest = url;
    while (rest.startsWith("./") || rest.startsWith("../")) {
      if (rest.startsWith("../")) {
        at = at.replaceFirst("/[^/]*$", "");
      }
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    return rest.equals(url) ? url : at + "/" + rest;
  }

  private static String host(String url) {
    try {
      return Objects.requireNonNullElse(new URIish(url).getHost(), "");
    } catch (URISyntaxException e) {
      throw new SourceFailure("'%s' is no address of a repository", SourceUrl.shown(url));
    }
  }
}
