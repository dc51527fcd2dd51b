package dev.tiphys.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.embedded.Host;
import dev.tiphys.engine.RunFailure;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One run of a [Host].
final class EmbeddedRun implements LocalRun {
  private static final String CONTAINER = "main";
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final Host host;
  private final RunId run;
  // A permit for each change that was not looked at yet; the first look needs none.
  private final Semaphore changes = new Semaphore(1);
  private final Runnable listening;
  private long shown;

  EmbeddedRun(Host host, RunId run) {
    this.host = host;
    this.run = run;
    this.listening =
        host.listen(
            changed -> {
              if (changed.equals(run)) {
                changes.release();
              }
            });
  }

  @Override
  public String name() {
    return run.name();
  }

  @Override
  public @Nullable JsonNode next(Duration wait) throws InterruptedException {
    if (!changes.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
      return null;
    }
    changes.drainPermits();
    var view = host.load(run);
    if (view.version() <= shown) {
      return null;
    }
    shown = view.version();
    return WorkflowView.of(view.state(), view.version());
  }

  @Override
  public boolean terminate(Duration wait) throws InterruptedException {
    try {
      host.request(run, new StopRun(Shutdown.TERMINATE, "", null, Instant.now()));
    } catch (RunFailure.Rejected e) {
      // It has ended by itself meanwhile.
      return finished();
    }
    // The run is over at once; what asks the runner to end its steps is still on its way.
    var end = System.nanoTime() + wait.toNanos();
    while (!finished() || host.waiting() > 0) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(LOOK_AGAIN);
    }
    return host.awaitSteps(run, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }

  private boolean finished() {
    return host.load(run).state().finished();
  }

  @Override
  public byte[] log(String pod, long offset, int max) {
    return host.workflows().log(run, pod, CONTAINER, offset, max);
  }

  @Override
  public long logSize(String pod) {
    return host.workflows().logSize(run, pod, CONTAINER);
  }

  @Override
  public void close() {
    listening.run();
  }
}
