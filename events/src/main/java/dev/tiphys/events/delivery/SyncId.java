package dev.tiphys.events.delivery;

import dev.tiphys.events.RunId;

/// Which sync: one operation on one application, with a uid of its own.
public record SyncId(String namespace, String app, String uid) {
  static final String ROOT = "syncs";

  /// @throws IllegalArgumentException if a part is not a DNS-1123 subdomain
  public SyncId {
    RunId.check("namespace", namespace, "a sync");
    RunId.check("name", app, "a sync");
    RunId.check("uid", uid, "a sync");
  }

  /// The stream of the sync in the log, and the partition key of its events.
  public String stream() {
    return ROOT + "/" + namespace + "/" + app + "/" + uid;
  }

  /// Reads back what [#stream] wrote.
  ///
  /// @throws IllegalArgumentException if `stream` is not of that form
  public static SyncId ofStream(String stream) {
    var parts = StreamParts.of(stream, ROOT, "a sync");
    return new SyncId(parts[1], parts[2], parts[3]);
  }

  @Override
  public String toString() {
    return namespace + "/" + app + " (" + uid + ")";
  }
}
