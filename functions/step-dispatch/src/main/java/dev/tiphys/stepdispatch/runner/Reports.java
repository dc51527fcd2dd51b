package dev.tiphys.stepdispatch.runner;

import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunCommand.MarkRunning;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a step tells, in an order that makes sense: nothing after its end, and nothing before it if
/// the end comes soon.
final class Reports {
  /// Steps that end within this time only tell that they ended: half the events, half the writes.
  static final Duration SOON = Duration.ofMillis(250);

  private static final Duration PROGRESS = Duration.ofSeconds(1);

  private final int node;
  private final String ip;
  private final Consumer<RunCommand> sink;
  private @Nullable ContainerFolder begun;
  private @Nullable Instant beganAt;
  private boolean told;
  private boolean ended;
  private @Nullable Thread watch;

  Reports(int node, String ip, Consumer<RunCommand> sink) {
    this.node = node;
    this.ip = ip;
    this.sink = sink;
  }

  /// The work is about to begin, or has.
  synchronized void begun(ContainerFolder place, @Nullable Path progressFile) {
    if (begun == null) {
      begun = place;
      watch = Thread.ofVirtual().name("step-progress").start(() -> watch(progressFile));
    }
  }

  /// What this process does itself has begun, at that moment.
  synchronized void begun(Instant at) {
    if (beganAt == null) {
      beganAt = at;
      watch = Thread.ofVirtual().name("step-begun").start(() -> watch(null));
    }
  }

  /// How far it has got, or what it waits for.
  synchronized void progress(@Nullable String progress, @Nullable String message) {
    running();
    tell(new MarkProgress(node, progress, message, Instant.now()));
  }

  synchronized @Nullable Instant startedAt() {
    if (beganAt != null) {
      return beganAt;
    }
    return begun == null || !begun.hasBegun() ? null : begun.begunAt();
  }

  /// A daemon can be used.
  synchronized void ready() {
    running();
    tell(new MarkDaemoned(node, ip, Instant.now()));
  }

  synchronized void end(EndStep end) {
    tell(end);
    ended = true;
  }

  /// Nothing more will be told.
  synchronized void close() {
    ended = true;
    if (watch != null) {
      watch.interrupt();
    }
  }

  private void watch(@Nullable Path progressFile) {
    try {
      Thread.sleep(SOON);
      while (startedAt() == null) {
        Thread.sleep(SOON);
      }
      running();
      var last = "";
      while (progressFile != null && !Thread.currentThread().isInterrupted()) {
        Thread.sleep(PROGRESS);
        var progress = ProgressFile.read(progressFile);
        if (!progress.isEmpty() && !progress.equals(last)) {
          tell(new MarkProgress(node, progress, null, Instant.now()));
          last = progress;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void running() {
    var at = startedAt();
    if (!told && at != null) {
      told = true;
      tell(new MarkRunning(node, Host.NAME, ip, at));
    }
  }

  private synchronized void tell(RunCommand command) {
    if (!ended) {
      sink.accept(command);
    }
  }
}
