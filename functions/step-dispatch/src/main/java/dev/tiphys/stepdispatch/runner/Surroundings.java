package dev.tiphys.stepdispatch.runner;

import dev.tiphys.engine.Step;
import dev.tiphys.stepdispatch.kube.Cluster;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// What all steps of a runner share.
///
/// @param runs the folder with one folder per run
record Surroundings(
    Path runs,
    Sandbox sandbox,
    SupervisorShell shell,
    RunnerConfig config,
    ConfigValues values,
    Artifacts artifacts,
    Cluster cluster) {
  Surroundings(
      Path runs,
      Sandbox sandbox,
      RunnerConfig config,
      ConfigValues values,
      Artifacts artifacts,
      Cluster cluster) {
    this(runs, sandbox, new SupervisorShell(sandbox.ofHost()), config, values, artifacts, cluster);
  }

  /// Work that waits.
  interface Waiting {
    void run() throws InterruptedException;
  }

  /// Work that waits and has a result.
  interface WaitingFor<T> {
    T get() throws InterruptedException;
  }

  /// Runs `work` beside; it ends when it is interrupted.
  Thread thread(String name, Waiting work) {
    return Thread.ofVirtual()
        .name("step-" + name)
        .start(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  <T> CompletableFuture<T> async(WaitingFor<T> work) {
    var result = new CompletableFuture<T>();
    var thread =
        Thread.ofVirtual()
            .name("step-container")
            .start(
                () -> {
                  try {
                    result.complete(work.get());
                  } catch (InterruptedException | RuntimeException | Error e) {
                    result.completeExceptionally(e);
                  }
                });
    result.whenComplete((_, _) -> thread.interrupt());
    return result;
  }

  Killing killing() {
    return new Killing(sandbox, config.grace());
  }

  OutputFiles outputs(Step step) {
    return new OutputFiles(step, artifacts, config.outputMax());
  }

  Sandbox.Order order(
      Step step, Pod pod, Container container, ContainerFolder place, StepFolder folder) {
    return new Sandbox.Order(
        pod,
        container,
        place,
        new Volumes(step, folder, values).mounts(container),
        container.isMain() ? OutputFiles.declared(step) : List.of(),
        container.isMain() ? inputs(step) : Map.of(),
        new Environment(step, values),
        step.podName());
  }

  private Map<Path, Artifacts.Input> inputs(Step step) {
    Map<Path, Artifacts.Input> inputs = new LinkedHashMap<>();
    for (var artifact : step.template().path("inputs").path("artifacts")) {
      var path = Path.of(artifact.path("path").asText("")).normalize();
      PodFailure.unlessKept(() -> artifacts.input(step, artifact))
          .ifPresent(
              input -> {
                if (!path.isAbsolute()) {
                  throw new PodFailure(
                      "input artifact '%s': its path should be absolute, not '%s'",
                      artifact.path("name").asText(), path);
                }
                inputs.put(path, input);
              });
    }
    return inputs;
  }
}
