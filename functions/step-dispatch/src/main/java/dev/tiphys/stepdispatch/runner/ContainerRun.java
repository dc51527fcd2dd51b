package dev.tiphys.stepdispatch.runner;

import dev.tiphys.stepdispatch.runner.Supervisor.Launch;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One container from its supervisor's start to its end, whoever started the supervisor.
final class ContainerRun {
  /// How often a container of an earlier host, which is not our child, is looked at.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  /// How long an exit code waits for the last words: a process that fled its session may hold
  /// on to the log for ever.
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /// How long a supervisor may take from claiming a container to saying who it is.
  private static final Duration CLAIM = Duration.ofSeconds(5);

  private final ContainerFolder folder;
  private final Supervisor supervisor;

  ContainerRun(ContainerFolder folder, long logMax) {
    this.folder = folder;
    this.supervisor = new Supervisor(folder, logMax);
  }

  /// Starts the container unless it has begun, and waits for its end.
  ///
  /// @throws PodFailure if it cannot be started
  End toTheEnd(Launch launch) throws InterruptedException {
    var child = folder.hasBegun() ? null : supervisor.start(launch);
    while (true) {
      var running = running(child);
      var exit = folder.exit();
      if (exit.isPresent() && (!running || over(exit.get().at(), LAST_WORDS))) {
        return new End.Exited(exit.get().code(), exit.get().at());
      }
      if (exit.isEmpty() && !running) {
        if (!folder.hasBegun()) {
          throw new PodFailure("the step cannot be started here: %s", supervisor.complaint());
        }
        // It may have written its last between our two looks.
        return folder
            .exit()
            .<End>map(late -> new End.Exited(late.code(), late.at()))
            .orElseGet(End.Lost::new);
      }
      pause(child);
    }
  }

  private boolean running(@Nullable Process child) {
    if (child != null && child.isAlive()) {
      return true;
    }
    var begun = folder.supervisor();
    return begun.isPresent()
        ? begun.get().alive()
        : folder.hasBegun() && !over(folder.begunAt(), CLAIM);
  }

  private static boolean over(Instant since, Duration limit) {
    return since.plus(limit).isBefore(Instant.now());
  }

  private static void pause(@Nullable Process child) throws InterruptedException {
    if (child == null || !child.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
      if (child == null) {
        Thread.sleep(LOOK_AGAIN);
      }
    } else if (child.isAlive()) {
      Thread.sleep(LOOK_AGAIN);
    }
  }
}
