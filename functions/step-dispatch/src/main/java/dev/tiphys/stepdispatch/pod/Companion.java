package dev.tiphys.stepdispatch.pod;

import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.ContainerEnd;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.stepdispatch.runner.Container;
import dev.tiphys.stepdispatch.runner.Container.Role;
import dev.tiphys.stepdispatch.runner.End;
import dev.tiphys.stepdispatch.runner.OutputFiles;
import dev.tiphys.stepdispatch.runner.Pod;
import dev.tiphys.stepdispatch.runner.PodFailure;
import dev.tiphys.stepdispatch.runner.ProgressFile;
import dev.tiphys.stepdispatch.runner.StepFolder;
import dev.tiphys.stepdispatch.runner.StepFolder.Killed;
import dev.tiphys.stepdispatch.runner.Verdict;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The container beside those of the step: waits for their ends, takes what they left, and tells
/// how the step ended.
///
/// It is silent where the pod's status says more: a container that was killed without a word, and a
/// step that was ended from outside.
final class Companion {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration PROGRESS = Duration.ofSeconds(1);

  /// How long a sidecar may take to end after it was told to, besides its grace period.
  private static final Duration SIDECARS = Duration.ofSeconds(40);

  private final Step step;
  private final Pod pod;
  private final StepFolder folder;
  private final OutputFiles outputs;
  private final KeptOutputs left;
  private final BooleanSupplier leaving;
  private final Map<String, End> ends = new HashMap<>();
  private String progress = "";

  /// @param leaving whether the pod is being ended
  Companion(
      Step step,
      StepFolder folder,
      OutputFiles outputs,
      KeptOutputs left,
      BooleanSupplier leaving) {
    this.step = step;
    this.pod = Pod.of(step);
    this.folder = folder;
    this.outputs = outputs;
    this.left = left;
    this.leaving = leaving;
  }

  /// Waits for the end.
  ///
  /// @param progress is told how far the step has got, while it goes on
  /// @return empty if the pod's status is to tell it
  Optional<EndStep> end(Consumer<RunCommand> progress) throws InterruptedException {
    if (!await(Role.WORK, progress, _ -> true)) {
      return Optional.empty();
    }
    var limit = System.nanoTime() + SIDECARS.toNanos();
    await(
        Role.SIDECAR,
        _ -> {},
        sidecar -> folder.container(sidecar.name()).hasBegun() && System.nanoTime() < limit);
    if (pod.of(Role.WORK).anyMatch(c -> ends.get(c.name()) instanceof End.Lost)) {
      return Optional.empty();
    }
    var limited =
        step.template().hasNonNull("activeDeadlineSeconds")
            || step.template().hasNonNull("timeout");
    var verdict = Verdict.of(pod, ends, stopped(), folder.killed(), limited);
    if (folder.killed().filter(Killed.CANCELLED::equals).isPresent()
        && (pod.daemon() || verdict.phase() != Phase.SUCCEEDED)) {
      return Optional.empty();
    }
    return Optional.of(conclude(verdict));
  }

  /// Waits until all containers of that role have ended that are worth waiting for.
  ///
  /// @return false if the pod is ended before they began
  private boolean await(Role role, Consumer<RunCommand> told, Predicate<Container> worthIt)
      throws InterruptedException {
    var lookAt = System.nanoTime();
    while (true) {
      var left = pod.of(role).filter(c -> !ended(c)).filter(worthIt).toList();
      if (left.isEmpty()) {
        return true;
      }
      if (leaving.getAsBoolean()
          && left.stream().noneMatch(c -> folder.container(c.name()).hasBegun())) {
        return false;
      }
      if (System.nanoTime() - lookAt > 0) {
        look(told);
        lookAt = System.nanoTime() + PROGRESS.toNanos();
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private boolean ended(Container container) {
    if (ends.containsKey(container.name())) {
      return true;
    }
    var end = EndOf.container(folder, container.name());
    end.ifPresent(e -> ends.put(container.name(), e));
    return end.isPresent();
  }

  private void look(Consumer<RunCommand> told) {
    var now = ProgressFile.read(folder.path().resolve("progress"));
    if (!now.isEmpty() && !now.equals(progress)) {
      progress = now;
      told.accept(new MarkProgress(step.node(), now, null, Instant.now()));
    }
  }

  private Set<String> stopped() {
    return pod.of(Role.SIDECAR)
        .map(Container::name)
        .filter(name -> Files.exists(folder.container(name).path().resolve("stopped")))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private EndStep conclude(Verdict verdict) {
    var told = verdict;
    var collected = Outputs.NONE;
    try {
      collected =
          outputs.collect(
              left,
              folder,
              ends.get(Container.MAIN),
              verdict.phase() == Phase.SUCCEEDED && !pod.daemon());
    } catch (PodFailure e) {
      told = new Verdict(Phase.ERROR, e.getMessage());
    }
    return new EndStep(
        step.node(),
        told.phase(),
        told.message(),
        collected,
        startedAt(),
        pod.set() ? containerEnds() : Map.of(),
        endedAt());
  }

  private Map<String, ContainerEnd> containerEnds() {
    return pod.of(Role.WORK)
        .collect(
            Collectors.toMap(
                Container::name,
                container -> {
                  var verdict = Verdict.of(container, ends.get(container.name()));
                  return new ContainerEnd(verdict.phase(), verdict.message());
                }));
  }

  private @Nullable Instant startedAt() {
    return pod.of(Role.WORK)
        .map(container -> folder.container(container.name()))
        .filter(container -> container.hasBegun())
        .map(container -> container.begunAt())
        .min(Instant::compareTo)
        .orElse(null);
  }

  private Instant endedAt() {
    return ends.values().stream()
        .filter(End.Exited.class::isInstance)
        .map(end -> ((End.Exited) end).at())
        .max(Instant::compareTo)
        .orElseGet(Instant::now);
  }
}
