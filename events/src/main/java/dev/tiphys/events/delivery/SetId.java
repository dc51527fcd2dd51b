package dev.tiphys.events.delivery;

import dev.tiphys.events.RunId;

/// Which ApplicationSet: the namespace and name that people use, and the uid that tells two of one
/// name apart.
public record SetId(String namespace, String name, String uid) {
  static final String ROOT = "sets";

  /// @throws IllegalArgumentException if a part is not a DNS-1123 subdomain
  public SetId {
    RunId.check("namespace", namespace, "a set of applications");
    RunId.check("name", name, "a set of applications");
    RunId.check("uid", uid, "a set of applications");
  }

  /// The stream of the set in the log, and the partition key of its events.
  public String stream() {
    return ROOT + "/" + namespace + "/" + name + "/" + uid;
  }

  /// Whether a stream is that of a set.
  public static boolean isStream(String stream) {
    return stream.startsWith(ROOT + "/");
  }

  /// Reads back what [#stream] wrote.
  ///
  /// @throws IllegalArgumentException if `stream` is not of that form
  public static SetId ofStream(String stream) {
    var parts = StreamParts.of(stream, ROOT, "a set of applications");
    return new SetId(parts[1], parts[2], parts[3]);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
