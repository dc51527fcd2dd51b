package dev.tiphys.cli;

import dev.tiphys.cli.local.LocalHost;
import dev.tiphys.language.validation.Document;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a host in this process is made of.
final class HostOptions {
  /// What steps run in.
  enum Runner {
    /// Podman or docker where one answers, else processes.
    AUTO,
    PODMAN,
    DOCKER,
    PROCESS,
    /// Pods of a cluster.
    POD
  }

  @Option(
      names = "--store",
      paramLabel = "DIR|s3://BUCKET/PREFIX",
      defaultValue = ".tiphys",
      description = "Where the log of runs is kept. Default: ${DEFAULT-VALUE}.")
  String store = ".tiphys";

  @Option(
      names = "--runner",
      paramLabel = "RUNNER",
      defaultValue = "AUTO",
      description =
          "What steps run in: podman, docker or process; auto takes the first that is there. pod"
              + " makes pods in the cluster of --kubeconfig. Default: auto.")
  Runner runner = Runner.AUTO;

  @Option(names = "--config", paramLabel = "FILE", description = "Configuration in YAML.")
  @Nullable String configuration;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Kubernetes API for resource templates and pods. Default: $KUBECONFIG, else a sandbox in"
              + " memory.")
  @Nullable String kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context of the kubeconfig. Default: its current one.")
  @Nullable String context;

  LocalHost.Options with(List<Document> documents) {
    return new LocalHost.Options(
        store,
        runner.name().toLowerCase(Locale.ROOT),
        configuration,
        new LocalHost.Kubernetes(kubeconfig, context),
        documents);
  }
}
