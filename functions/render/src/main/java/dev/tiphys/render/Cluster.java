package dev.tiphys.render;

import dev.tiphys.log.blob.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a tool is told of the cluster that it renders for; it never sees the cluster itself.
///
/// @param kubeVersion as `1.32.4`; empty if it is not known
/// @param apiVersions such as `apps/v1` and `apps/v1/Deployment`
public record Cluster(String kubeVersion, List<String> apiVersions) {
  public static final Cluster UNKNOWN = new Cluster("", List.of());

  public Cluster {
    apiVersions = List.copyOf(apiVersions);
  }

  /// Tells two apart.
  String digest() {
    return Digest.of((kubeVersion + apiVersions).getBytes(StandardCharsets.UTF_8)).hex();
  }
}
