package dev.tiphys.events;

import java.util.regex.Pattern;

/// Which run: the namespace and name that people use, and the uid that tells two runs of one name
/// apart (a resource that was deleted and created again, attack case 22).
public record RunId(String namespace, String name, String uid) {
  /// What may stand in a key of the store and in a URI path without escaping.
  private static final Pattern PART = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  /// @throws IllegalArgumentException if a part is not a DNS-1123 subdomain
  public RunId {
    check("namespace", namespace, "a run");
    check("name", name, "a run");
    check("uid", uid, "a run");
  }

  /// Whether `text` may be a part of the name of a stream.
  ///
  /// @throws IllegalArgumentException if it may not; the message says of what it is a part
  public static void check(String what, String text, String whose) {
    if (!PART.matcher(text).matches() || text.contains("..")) {
      throw new IllegalArgumentException(
          "%s '%s' of %s: expected lower case letters, digits, '-' and '.', at most 253"
              .formatted(what, text.length() > 80 ? text.substring(0, 80) + "…" : text, whose));
    }
  }

  /// The stream of the run in the log, and the partition key of its events.
  public String stream() {
    return "runs/" + namespace + "/" + name + "/" + uid;
  }

  /// Reads back what [#stream] wrote.
  ///
  /// @throws IllegalArgumentException if `stream` is not of that form
  public static RunId ofStream(String stream) {
    var parts = stream.split("/", -1);
    if (parts.length != 4 || !parts[0].equals("runs")) {
      throw new IllegalArgumentException(
          "'%s' is not the stream of a run: expected runs/<namespace>/<name>/<uid>"
              .formatted(stream));
    }
    return new RunId(parts[1], parts[2], parts[3]);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
