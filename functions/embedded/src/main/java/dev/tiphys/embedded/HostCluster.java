package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.stepdispatch.kube.Cluster;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Chooses the Kubernetes API that resource templates speak to: the kubeconfig of the
/// configuration, else that of the environment, else a sandbox.
final class HostCluster {
  private HostCluster() {}

  /// @param work where the kubeconfig of a sandbox is put
  static Cluster of(
      JsonNode config, Map<String, String> environment, Path work, SandboxWorkflows.Runs runs) {
    var runner = config.path("runner");
    var context = runner.hasNonNull("context") ? runner.path("context").asText() : null;
    var file = runner.path("kubeconfig").asText("");
    if (file.equals("sandbox")) {
      return new SandboxCluster(runs, work);
    }
    var path = file.isEmpty() ? first(environment.get("KUBECONFIG")) : file;
    if (path == null) {
      if (context != null) {
        throw new IllegalArgumentException(
            "runner.context names '%s', but there is no kubeconfig: set runner.kubeconfig"
                .formatted(context));
      }
      return new SandboxCluster(runs, work);
    }
    return Cluster.of(Path.of(path), context);
  }

  private static @Nullable String first(@Nullable String files) {
    return files == null || files.isBlank() ? null : files.split(File.pathSeparator)[0];
  }
}
