package dev.tiphys.language.revision;

import java.util.Locale;
import java.util.regex.Pattern;

/// When two URLs mean one repository (C201, C280).
public final class RepositoryUrl {
  private static final Pattern SCP = Pattern.compile("([\\w.-]+@[^:/]+):(.*)", Pattern.DOTALL);

  private RepositoryUrl() {}

  /// A form that equal repositories share: lower case, without `.git` at the end and `ssh://` at
  /// the beginning, `git@host/path` for `git@host:path`.
  public static String normalized(String url) {
    var text = url.strip().toLowerCase(Locale.ROOT);
    text = text.endsWith(".git") ? text.substring(0, text.length() - 4) : text;
    text = text.startsWith("ssh://") ? text.substring("ssh://".length()) : text;
    var scp = SCP.matcher(text);
    return scp.matches() ? scp.group(1) + "/" + scp.group(2) : text;
  }

  /// Whether two URLs mean one repository.
  public static boolean same(String one, String other) {
    return normalized(one).equals(normalized(other));
  }

  /// Whether a URL is of SSH: `ssh://…` or `git@host:path`.
  public static boolean isSsh(String url) {
    var text = url.strip();
    return text.startsWith("ssh://") || !text.contains("://") && SCP.matcher(text).matches();
  }
}
