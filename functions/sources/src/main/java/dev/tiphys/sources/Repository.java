package dev.tiphys.sources;

import dev.tiphys.sources.Credentials.Proxy;
import java.util.Locale;

/// A repository: where it lies, what it is, and what opens it.
///
/// @param name what a Helm repository is called by in `@name`; often empty
/// @param project whose it is; empty for everybody's
/// @param options how it is to be spoken to
public record Repository(
    Kind kind,
    String url,
    String name,
    String project,
    Credentials credentials,
    Proxy proxy,
    Options options) {

  /// What speaks to it.
  public enum Kind {
    GIT,
    HELM,
    OCI;

    /// As the field `type` has it; empty is Git.
    public static Kind of(String type) {
      return switch (type.toLowerCase(Locale.ROOT)) {
        case "", "git" -> GIT;
        case "helm" -> HELM;
        case "oci" -> OCI;
        default -> throw new SourceFailure("type: expected git, helm or oci, found '%s'", type);
      };
    }
  }

  /// How a repository is spoken to.
  ///
  /// @param insecure no check of certificates and host keys
  /// @param lfs files that Git LFS keeps elsewhere are fetched
  /// @param enableOci a Helm repository that is a registry
  /// @param plainHttp a registry without TLS
  /// @param depth how many commits are fetched; 0 for one, which is all that is ever read
  /// @param authority PEM of the authorities that are trusted instead of the system's; or empty
  /// @param knownHosts lines of the file of that name
  public record Options(
      boolean insecure,
      boolean lfs,
      boolean enableOci,
      boolean plainHttp,
      int depth,
      String authority,
      String knownHosts) {
    public static final Options NONE = new Options(false, false, false, false, 0, "", "");
  }

  /// One that anybody may read.
  public static Repository anonymous(Kind kind, String url) {
    return new Repository(kind, url, "", "", Credentials.NONE, Proxy.NONE, Options.NONE);
  }

  /// The same with other credentials.
  public Repository with(Credentials others) {
    return new Repository(kind, url, name, project, others, proxy, options);
  }

  /// The same with other options.
  public Repository with(Options others) {
    return new Repository(kind, url, name, project, credentials, proxy, others);
  }

  /// The same at another address.
  public Repository at(String other) {
    return new Repository(kind, other, name, project, credentials, proxy, options);
  }

  @Override
  public String toString() {
    return SourceUrl.shown(url);
  }
}
