package dev.tiphys.stepdispatch.runner;

import dev.tiphys.stepdispatch.runner.Supervisor.Launch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One container from its supervisor's start to its end, whoever started the supervisor.
final class ContainerRun {
  /// How often a container is looked at: to see the end of one that an earlier host started, and to
  /// cut logs and note when they grew.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  /// How long a supervisor may take from claiming a container to saying who it is.
  private static final Duration CLAIM = Duration.ofSeconds(5);

  private static final CompletableFuture<Void> UNHEARD = new CompletableFuture<>();

  private final ContainerFolder folder;
  private final Supervisor supervisor;
  private final long logMax;
  private final Duration lastWords;
  private final LogTimes times;

  /// @param lastWords how long after its end what a container started may hold on to its stdout
  ContainerRun(ContainerFolder folder, SupervisorShell shell, long logMax, Duration lastWords) {
    this.lastWords = lastWords;
    this.folder = folder;
    this.supervisor = new Supervisor(folder, shell);
    this.logMax = logMax;
    this.times = new LogTimes(folder);
  }

  /// Starts the container unless it has begun, and waits for its end.
  ///
  /// @throws PodFailure if it cannot be started, or its result cannot be had
  End toTheEnd(Launch launch) throws InterruptedException {
    // Of an earlier host's supervisor nobody will say that it ended.
    var over = folder.hasBegun() ? UNHEARD : supervisor.start(launch);
    while (true) {
      var running = running(over);
      var exit = folder.exit();
      if (exit.isPresent() && running && past(exit.get().at(), lastWords)) {
        // The result is written when stdout is closed. To take it before would take nothing.
        throw new PodFailure(
            "outputs.result cannot be had: what the step started still holds its stdout %d s after"
                + " the step's end (limit runner.gracePeriodSeconds)",
            lastWords.toSeconds());
      }
      if (exit.isPresent() && !running) {
        times.look(true);
        cutLog();
        return new End.Exited(exit.get().code(), exit.get().at());
      }
      if (exit.isEmpty() && !running) {
        return gone();
      }
      pause(over);
      times.look(false);
      cutLog();
    }
  }

  private End gone() {
    if (!folder.hasBegun()) {
      throw new PodFailure("the step cannot be started here: %s", supervisor.complaint());
    }
    // It may have written its last between our two looks.
    return folder
        .exit()
        .<End>map(late -> new End.Exited(late.code(), late.at()))
        .orElseGet(End.Lost::new);
  }

  /// A supervisor that we sent may have given way to an earlier one, so both are looked at.
  private boolean running(CompletableFuture<Void> over) {
    if (over != UNHEARD && !over.isDone()) {
      return true;
    }
    var begun = folder.supervisor();
    return begun.isPresent()
        ? begun.get().alive() && !(over.isDone() && folder.exit().isPresent())
        : folder.hasBegun() && !past(folder.begunAt(), CLAIM);
  }

  private static void pause(CompletableFuture<Void> over) throws InterruptedException {
    if (over.isDone()) {
      Thread.sleep(LOOK_AGAIN);
      return;
    }
    try {
      over.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // Time to look.
    }
  }

  private static boolean past(Instant since, Duration limit) {
    return since.plus(limit).isBefore(Instant.now());
  }

  /// A file cannot be kept from growing, but it can be cut again and again.
  private void cutLog() {
    try {
      if (Files.exists(folder.log()) && Files.size(folder.log()) > logMax) {
        try (var log = FileChannel.open(folder.log(), StandardOpenOption.WRITE)) {
          log.truncate(logMax);
        }
      }
    } catch (IOException e) {
      // The next look may have more luck; a log is not worth a step.
    }
  }
}
