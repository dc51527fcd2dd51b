package dev.tiphys.sources;

import java.util.Locale;
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
      Pattern.compile("([a-z][a-z0-9+.-]*)://(?:([^/@]*)@)?(\\[[^]/]*]|[^/:@]*)(?::([0-9]+))?(/.*)?");

  private SourceUrl() {}

  /// The address in the form in which two spellings of one repository are equal: lower case, no
  /// blanks around it, no `.git`, scp's form as `ssh://`.
  public static String normalized(String url) {
    var text = url.strip();
    var scp = SCP.matcher(text);
    if (!text.contains("://") && scp.matches()) {
      var user = scp.group(1) == null ? "" : scp.group(1) + "@";
      text = "ssh://" + user + scp.group(2) + "/" + scp.group(3).replaceFirst("^/+", "");
    }
    text = text.toLowerCase(Locale.ROOT);
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.endsWith(".git") ? text.substring(0, text.length() - ".git".length()) : text;
  }

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

  /// Whether it is spoken to over SSH.
  public static boolean isSsh(String url) {
    return url.strip().startsWith("ssh://") || !url.contains("://");
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
