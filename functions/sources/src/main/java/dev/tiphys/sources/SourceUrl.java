package dev.tiphys.sources;

import java.util.regex.Pattern;

/// Addresses of repositories as users write them.
public final class SourceUrl {
  private static final int CHARS_MAX = 2048;

  /// `git@host:path`, as scp has it.
  private static final Pattern SCP =
      Pattern.compile("(?:([A-Za-z0-9._~-]+)@)?([A-Za-z0-9][A-Za-z0-9.-]*):(?!//)(.+)");

  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+]");

  private static final Pattern WITH_SCHEME =
      Pattern.compile(
          "([a-z][a-z0-9+.-]*)://(?:([^/@]*)@)?(\\[[^]/]*]|[^/:@]*)(?::([0-9]+))?(/.*)?");

  private SourceUrl() {}

  /// An address of a Git repository that may be given to a transport (attack case 54).
  ///
  /// @throws SourceFailure for what is no `https`, `http` or `ssh` address
  public static String requireGit(String url) {
    var text = requireText(url);
    if (!text.contains("://")) {
      var scp = SCP.matcher(text);
      if (!scp.matches() || scp.group(3).startsWith("-")) {
        throw refused(text, "expected https://…, ssh://… or git@host:path");
      }
      return text;
    }
    var parts = WITH_SCHEME.matcher(text);
    if (!parts.matches() || !parts.group(1).matches("https?|ssh")) {
      throw refused(text, "expected https://…, ssh://… or git@host:path");
    }
    var user = parts.group(2);
    if (!HOST.matcher(parts.group(3)).matches() || user != null && user.startsWith("-")) {
      throw refused(text, "its host is no host name");
    }
    return text;
  }

  /// An address of a Helm repository or a file on the web: `https` or `http`.
  public static String requireHttp(String url) {
    var text = requireText(url);
    var parts = WITH_SCHEME.matcher(text);
    if (!parts.matches() || !parts.group(1).matches("https?")) {
      throw refused(text, "expected https://…");
    }
    if (!HOST.matcher(parts.group(3)).matches()) {
      throw refused(text, "its host is no host name");
    }
    return text;
  }

  private static String requireText(String url) {
    var text = url.strip();
    if (text.length() > CHARS_MAX) {
      throw refused(text.substring(0, 80) + "…", "it is longer than " + CHARS_MAX + " characters");
    }
    if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '\\')) {
      throw refused(text, "it holds blanks or control characters");
    }
    if (text.isEmpty() || text.startsWith("-")) {
      throw refused(text, "expected https://…, ssh://… or git@host:path");
    }
    return text;
  }

  private static SourceFailure refused(String url, String why) {
    return new SourceFailure("the repository '%s' is refused: %s", shown(url), why);
  }

  /// The address without what it may hold of a password, for messages.
  public static String shown(String url) {
    return url.replaceFirst("^([a-z][a-z0-9+.-]*://)[^/@]*:[^/@]*@", "$1")
        .replaceAll("\\p{Cntrl}", "?");
  }
}
