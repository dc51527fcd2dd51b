package dev.tiphys.events;

/// Which CronWorkflow: the namespace and name that people use, and the uid that tells two of one
/// name apart.
public record CronId(String namespace, String name, String uid) {
  private static final String ROOT = "crons";

  /// @throws IllegalArgumentException if a part is not a DNS-1123 subdomain
  public CronId {
    RunId.check("namespace", namespace, "a cron");
    RunId.check("name", name, "a cron");
    RunId.check("uid", uid, "a cron");
  }

  /// The stream of the CronWorkflow in the log, and the partition key of its events.
  public String stream() {
    return ROOT + "/" + namespace + "/" + name + "/" + uid;
  }

  /// Reads back what [#stream] wrote.
  ///
  /// @throws IllegalArgumentException if `stream` is not of that form
  public static CronId ofStream(String stream) {
    var parts = stream.split("/", -1);
    if (parts.length != 4 || !parts[0].equals(ROOT)) {
      throw new IllegalArgumentException(
          "'%s' is not the stream of a cron: expected crons/<namespace>/<name>/<uid>"
              .formatted(Shown.of(stream)));
    }
    return new CronId(parts[1], parts[2], parts[3]);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
