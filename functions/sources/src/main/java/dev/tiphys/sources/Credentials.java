package dev.tiphys.sources;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// What opens a repository. Whatever is not given is the empty text. `toString` tells nothing.
///
/// @param bearer a token that is sent as it is
/// @param sshKey a private key in PEM or OpenSSH's form
/// @param clientCertificate PEM, with `clientKey`, for TLS
public record Credentials(
    String username,
    String password,
    String bearer,
    String sshKey,
    String clientCertificate,
    String clientKey,
    GitHubApp app) {
  public static final Credentials NONE = new Credentials("", "", "", "", "", "", GitHubApp.NONE);

  /// A GitHub App that is installed where the repository lies.
  ///
  /// @param api the address of the API; empty for the one of GitHub itself
  public record GitHubApp(String id, String installation, String key, String api) {
    public static final GitHubApp NONE = new GitHubApp("", "", "", "");

    @Override
    public String toString() {
      return "GitHubApp[" + id + "]";
    }
  }

  /// Through what a repository is reached; empty for nothing.
  ///
  /// @param except hosts that are reached directly, separated by commas
  public record Proxy(String url, String except) {
    public static final Proxy NONE = new Proxy("", "");

    /// Whether a host is reached through it.
    public boolean leadsTo(String host) {
      return !url.isEmpty()
          && Arrays.stream(except.split(","))
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .noneMatch(
                  name ->
                      name.equals("*")
                          || host.equalsIgnoreCase(name)
                          || host.endsWith(name.startsWith(".") ? name : "." + name));
    }

    @Override
    public String toString() {
      return SourceUrl.shown(url);
    }
  }

  public static Credentials password(String username, String password) {
    return new Credentials(username, password, "", "", "", "", GitHubApp.NONE);
  }

  public static Credentials bearer(String token) {
    return new Credentials("", "", token, "", "", "", GitHubApp.NONE);
  }

  public static Credentials ssh(String key) {
    return new Credentials("", "", "", key, "", "", GitHubApp.NONE);
  }

  /// Whether there are any.
  public boolean given() {
    return !equals(NONE);
  }

  /// Tells two apart without telling what they are.
  public String fingerprint() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part :
          List.of(
              username,
              password,
              bearer,
              sshKey,
              clientCertificate,
              clientKey,
              app.id(),
              app.installation(),
              app.key(),
              app.api())) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return given() ? "Credentials[…]" : "Credentials[]";
  }
}
