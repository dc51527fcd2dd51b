package dev.tiphys.stepdispatch.pod;

import dev.tiphys.stepdispatch.kube.Cluster;
import dev.tiphys.stepdispatch.runner.Artifacts;
import dev.tiphys.stepdispatch.runner.ConfigValues;
import dev.tiphys.stepdispatch.runner.Runner;
import dev.tiphys.stepdispatch.runner.RunnerConfig;
import dev.tiphys.stepdispatch.runner.Runners;
import java.nio.file.Path;
import java.time.InstantSource;

/// Chooses among all runners: those of this machine, and pods.
public final class PodRunners {
  /// The name of the runner that makes pods.
  public static final String POD = "pod";

  private PodRunners() {}

  /// The runner that `name` asks for.
  ///
  /// @param name `pod`, or one of [Runners#choose]
  /// @param folder where steps of this machine are kept, one folder per run
  /// @param cluster what pods are made in, and resource templates speak to; closed with the runner
  /// @param watches whether pods are followed here, as no source of the cluster tells of them
  /// @throws IllegalArgumentException if there is no such runner, or it does not answer
  public static Runner choose(
      String name,
      Path folder,
      RunnerConfig config,
      ConfigValues values,
      Artifacts artifacts,
      Cluster cluster,
      PodSettings pods,
      boolean watches) {
    if (!name.equals(POD)) {
      return Runners.choose(name, folder, config, values, artifacts, cluster);
    }
    if (PodRunner.class.getResource("supervisor") == null) {
      throw new IllegalArgumentException(
          "the runner 'pod' is not in this build: its supervisor needs a C compiler with a static"
              + " library (Debian: musl-tools); build again where there is one");
    }
    var errands = Runners.choose("process", folder, config, values, artifacts, cluster);
    return new PodRunner(cluster, pods, errands, watches, InstantSource.system());
  }
}
