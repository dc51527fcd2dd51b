package dev.tiphys.benchmarks.tiphys;

import dev.tiphys.benchmarks.store.CountingStore;
import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.Runs;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunId;
import dev.tiphys.language.validation.Document;
import dev.tiphys.stepcomplete.StepComplete;
import dev.tiphys.stepdispatch.StepDispatch;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.ControllerConfig;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Submission;
import dev.tiphys.trigger.Trigger;
import io.cloudevents.CloudEvent;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Functions as a cluster has them: each knows of the others' work from the store alone, and each
/// event is a call of its own. The broker delivers what it has at once, as far as a function takes
/// more; nothing is grouped but by the functions themselves.
public final class Apart implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 300;

  private final Runs completing;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong calls = new AtomicLong();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final List<Subscription> subscriptions;

  /// What a function wants, and how many events it takes at a time.
  private record Subscription(Set<String> types, Semaphore turns, Consumer<CloudEvent> function) {}

  /// @param atOnce how many events `step-complete` is given at a time
  public Apart(CountingStore store, int atOnce) {
    completing = runs(store);
    Broker broker = this::publish;
    var complete = new StepComplete(completing);
    var dispatch = new StepDispatch(runs(store), broker, AtOnce.NOTHING, InstantSource.system());
    var showing = runs(store);
    subscriptions =
        List.of(
            new Subscription(
                StepComplete.TYPES,
                new Semaphore(atOnce, true),
                event -> broker.publish(complete.handle(event))),
            new Subscription(StepDispatch.TYPES, new Semaphore(64, true), dispatch::accept),
            new Subscription(
                Set.of(RunEvents.CHANGED),
                new Semaphore(256, true),
                event -> {
                  var changed = RunEvents.readChanged(event);
                  showing.load(changed.run(), changed.version());
                }));
  }

  private static Runs runs(CountingStore store) {
    return Runs.in(store, InstantSource.system(), new SecureRandom());
  }

  private void publish(List<CloudEvent> events) {
    for (var event : events) {
      if (event.getType().equals("dev.tiphys.run.finished")) {
        over.complete(null);
      }
      for (var subscription : subscriptions) {
        if (subscription.types().contains(event.getType())) {
          calls.incrementAndGet();
          threads.execute(() -> deliver(subscription, event));
        }
      }
    }
  }

  private void deliver(Subscription to, CloudEvent event) {
    to.turns().acquireUninterruptibly();
    try {
      to.function().accept(event);
    } catch (RuntimeException e) {
      over.completeExceptionally(e);
    } finally {
      to.turns().release();
    }
  }

  /// Runs a workflow to its end.
  public RunId run(Document workflow)
      throws InterruptedException, ExecutionException, TimeoutException {
    var start =
        new Trigger(Resources.of(List.of()), ControllerConfig.NONE, completing.events())
            .submit(
                workflow.json(),
                Submission.NONE,
                new Birth(UUID.randomUUID().toString(), Instant.now(), new SecureRandom()));
    publish(List.of(start.event()));
    over.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return start.run();
  }

  /// How often a function was called, each for one event.
  public long calls() {
    return calls.get();
  }

  /// Returns when nothing is under way any more.
  @Override
  public void close() {
    threads.close();
  }
}
