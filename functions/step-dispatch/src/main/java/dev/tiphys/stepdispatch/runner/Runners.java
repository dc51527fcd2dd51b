package dev.tiphys.stepdispatch.runner;

import dev.tiphys.stepdispatch.kube.Cluster;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Chooses among the runners of this machine.
public final class Runners {
  private Runners() {}

  /// The runner that `name` asks for.
  ///
  /// @param name `podman`, `docker`, `process`, or `auto`: the first of these that answers
  /// @param folder where steps are kept, one folder per run
  /// @param cluster what resource templates speak to; closed with the runner
  /// @throws IllegalArgumentException if there is no such runner, or it does not answer
  public static Runner choose(
      String name,
      Path folder,
      RunnerConfig config,
      ConfigValues values,
      Artifacts artifacts,
      Cluster cluster) {
    var sandbox =
        switch (name) {
          case "auto" ->
              lately("podman", folder, config)
                  .or(() -> lately("docker", folder, config))
                  .orElseGet(() -> process(config));
          case "podman", "docker" ->
              engine(name, config)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "the runner '%1$s' does not answer: '%1$s info' failed or took more"
                                      .formatted(name)
                                  + " than %d s. Start it, or choose another runner (auto, process)"
                                      .formatted(ContainerSandbox.ANSWER_SECONDS_MAX)));
          case "process" -> process(config);
          default ->
              throw new IllegalArgumentException(
                  "there is no runner '%s': expected one of %s"
                      .formatted(name, List.of("auto", "podman", "docker", "process", "pod")));
        };
    return new StepRunner(
        new Surroundings(
            folder.toAbsolutePath().normalize(), sandbox, config, values, artifacts, cluster));
  }

  private static Sandbox process(RunnerConfig config) {
    return new ProcessSandbox(Walls.here(), config);
  }

  /// An engine that nobody asked for in particular: it is not waited for each time if it is there
  /// but does not answer.
  private static Optional<Sandbox> lately(String name, Path folder, RunnerConfig config) {
    if (Host.program(name).isEmpty()) {
      return Optional.empty();
    }
    var found = new AtomicReference<Optional<Sandbox>>(Optional.empty());
    new Silence(folder)
        .answers(
            name,
            Instant.now(),
            () -> {
              found.set(engine(name, config));
              return found.get().isPresent();
            });
    return found.get();
  }

  private static Optional<Sandbox> engine(String name, RunnerConfig config) {
    return ContainerSandbox.answering(name, config).map(sandbox -> sandbox);
  }
}
