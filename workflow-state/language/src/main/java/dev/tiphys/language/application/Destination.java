package dev.tiphys.language.application;

import dev.tiphys.language.workflow.Fields;

/// A cluster, by URL or by name, and a namespace in it (C054–C057). Absent text is empty.
public record Destination(String server, String name, String namespace) {
  /// The cluster that Tiphys itself runs in, or the built-in sandbox (C056).
  public static final String IN_CLUSTER_SERVER = "https://kubernetes.default.svc";

  /// What that cluster is called.
  public static final String IN_CLUSTER_NAME = "in-cluster";

  static Destination from(Fields fields) {
    var server = fields.textOrEmpty("server");
    return new Destination(
        server.endsWith("/") ? server.substring(0, server.length() - 1) : server,
        fields.textOrEmpty("name"),
        fields.textOrEmpty("namespace"));
  }
}
