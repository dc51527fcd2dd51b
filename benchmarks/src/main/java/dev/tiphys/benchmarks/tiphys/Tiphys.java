package dev.tiphys.benchmarks.tiphys;

import dev.tiphys.benchmarks.store.CountingStore;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunId;
import dev.tiphys.language.validation.Document;
import dev.tiphys.stepdispatch.runner.Runner;
import dev.tiphys.trigger.Submission;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The whole embedded host, as `tiphys up` has it, on a store of its own.
public final class Tiphys implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Host host;
  private final AtomicLong names = new AtomicLong();
  private final Map<RunId, CompletableFuture<RunId>> ends = new ConcurrentHashMap<>();

  public Tiphys(CountingStore store, Runner runner) {
    host = Host.open(HostSettings.on("mem:"), store, runner);
    host.listen(this::changed);
  }

  /// Validates, starts and runs `workflow`.
  ///
  /// @return completed once its end can be seen; not if it did not succeed
  public CompletableFuture<RunId> start(Document workflow) {
    // Of thousands of generated names some are the same; a host that people submit to asks again.
    var name = "bench-" + names.incrementAndGet();
    var submission = Submission.builder().name(name).build();
    var start = host.trigger().submit(workflow, submission, host.birth());
    var end = new CompletableFuture<RunId>();
    ends.put(start.run(), end);
    host.start(start);
    return end;
  }

  private void changed(RunId run) {
    if (host.finished(run)) {
      var end = ends.remove(run);
      if (end == null) {
        return;
      }
      var phase = host.workflows().summary(run.namespace(), run.name()).orElseThrow();
      if (phase.path("status").path("phase").asText().equals(Phase.SUCCEEDED.toString())) {
        end.complete(run);
      } else {
        end.completeExceptionally(new IllegalStateException(phase.path("status").toString()));
      }
    }
  }

  public Host host() {
    return host;
  }

  /// What follows a run's end is still written; its store must not be gone by then.
  @Override
  public void close() {
    var until = System.nanoTime() + PATIENCE.toNanos();
    while (host.waiting() > 0 && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
    host.close();
  }
}
