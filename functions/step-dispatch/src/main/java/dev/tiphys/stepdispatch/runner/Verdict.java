package dev.tiphys.stepdispatch.runner;

import dev.tiphys.events.Phase;
import dev.tiphys.stepdispatch.runner.Container.Role;
import dev.tiphys.stepdispatch.runner.StepFolder.Killed;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the ends of its containers mean for a step, in Argo's words.
public record Verdict(Phase phase, @Nullable String message) {
  /// What Argo's own wrapper exits with when it cannot run the program.
  private static final int WRAPPER_FAILED = 64;

  /// How sidecars may end: they are told to.
  private static final Set<Integer> TOLD = Set.of(0, 137, 143);

  private static final Verdict SUCCEEDED = new Verdict(Phase.SUCCEEDED, null);

  /// @param stopped sidecars that ran until they were told to end
  public static Verdict of(
      Pod pod,
      Map<String, End> ends,
      Set<String> stopped,
      Optional<Killed> killed,
      boolean limited) {
    if (killed.filter(Killed.DEADLINE::equals).isPresent()) {
      return new Verdict(
          Phase.FAILED,
          limited
              ? "Pod was active on the node longer than the specified deadline"
              : "Step exceeded its deadline");
    }
    if (killed.isPresent() && pod.daemon()) {
      return SUCCEEDED;
    }
    return pod.of(Role.INIT)
        .filter(container -> failed(container, ends))
        .findFirst()
        .map(
            container ->
                new Verdict(Phase.ERROR, of(container, ends.get(container.name())).message()))
        .or(() -> ofWork(pod, ends))
        .or(() -> ofSidecars(pod, ends, stopped))
        .orElse(
            pod.daemon()
                ? new Verdict(Phase.FAILED, "the daemon ended by itself (exit code 0)")
                : SUCCEEDED);
  }

  private static Optional<Verdict> ofWork(Pod pod, Map<String, End> ends) {
    // The container that failed says more than those that waited for it.
    var first =
        pod.of(Role.WORK)
            .filter(container -> failed(container, ends))
            .filter(container -> !(ends.get(container.name()) instanceof End.Held))
            .findFirst();
    return first.map(container -> of(container, ends.get(container.name())));
  }

  private static Optional<Verdict> ofSidecars(Pod pod, Map<String, End> ends, Set<String> stopped) {
    return pod.of(Role.SIDECAR)
        .filter(sidecar -> failed(sidecar, ends) && !stopped.contains(sidecar.name()))
        .filter(sidecar -> !TOLD.contains(ends.get(sidecar.name()).code()))
        .findFirst()
        .map(sidecar -> of(sidecar, ends.get(sidecar.name())));
  }

  private static boolean failed(Container container, Map<String, End> ends) {
    var end = ends.get(container.name());
    return end != null && end.failed();
  }

  /// How one container ended.
  public static Verdict of(Container container, @Nullable End end) {
    return switch (end) {
      case null -> new Verdict(Phase.ERROR, "pod deleted");
      case End.Exited(var code, _) when code == 0 -> SUCCEEDED;
      case End.Exited(var code, _) ->
          new Verdict(
              code == WRAPPER_FAILED ? Phase.ERROR : Phase.FAILED,
              container.says("Error (exit code %d)".formatted(code)));
      case End.Held(var dependency, var code) ->
          new Verdict(
              Phase.FAILED,
              container.says(
                  "Error (exit code %d): dependency %s exited with non-zero code"
                      .formatted(code, dependency)));
      case End.Lost _ -> new Verdict(Phase.ERROR, "pod deleted");
      case End.NotRun _ -> new Verdict(Phase.FAILED, container.says("ended before it began"));
    };
  }
}
