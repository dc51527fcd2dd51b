package dev.tiphys.events.delivery;

import dev.tiphys.events.RunId;

/// Which Application: the namespace and name that people use, and the uid that tells two of one
/// name apart.
public record AppId(String namespace, String name, String uid) {
  static final String ROOT = "apps";

  /// @throws IllegalArgumentException if a part is not a DNS-1123 subdomain
  public AppId {
    RunId.check("namespace", namespace, "an application");
    RunId.check("name", name, "an application");
    RunId.check("uid", uid, "an application");
  }

  /// The stream of the application in the log, and the partition key of its events.
  public String stream() {
    return ROOT + "/" + namespace + "/" + name + "/" + uid;
  }

  /// Reads back what [#stream] wrote.
  ///
  /// @throws IllegalArgumentException if `stream` is not of that form
  public static AppId ofStream(String stream) {
    var parts = StreamParts.of(stream, ROOT, "an application");
    return new AppId(parts[1], parts[2], parts[3]);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
