package dev.tiphys.embedded.delivery;

import dev.tiphys.doorway.Broker;
import dev.tiphys.log.LogFailure;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Publishes what nobody waits for, a little at a time and while little else is on its way: when a
/// thousand applications are looked at, the one that somebody has just changed has its turn among
/// few.
///
/// What is left when it is closed is lost, which is only latency.
final class Unhurried implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Unhurried.class.getName());
  private static final int FEW = 8;
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  /// What is refused for now is on its way for long, and must not stop everybody else.
  private static final int PAUSES_MAX = 50;

  private final Broker broker;
  private final LongSupplier waiting;
  private final BlockingQueue<Supplier<List<CloudEvent>>> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /// @param waiting how many events are on their way
  Unhurried(Broker broker, LongSupplier waiting) {
    this.broker = broker;
    this.waiting = waiting;
    this.thread = Thread.ofVirtual().name("delivery-unhurried").start(this::work);
  }

  /// Publishes what `events` then gives.
  void publish(Supplier<List<CloudEvent>> events) {
    queue.add(events);
  }

  /// Whether nothing is left of what it was given before.
  boolean isIdle() {
    return queue.isEmpty();
  }

  private void work() {
    try {
      while (!closed) {
        var next = queue.take();
        for (var i = 0; i < PAUSES_MAX && !closed && waiting.getAsLong() >= FEW; i++) {
          Thread.sleep(PAUSE);
        }
        publishNow(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publishNow(Supplier<List<CloudEvent>> events) {
    try {
      broker.publish(events.get());
    } catch (LogFailure e) {
      LOG.log(Level.WARNING, "not announced again: {0}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "not announced again", e);
    }
  }

  /// Waits a little for what it is about to publish. Nothing is interrupted: a thread that writes
  /// to a file would close it for all others.
  @Override
  public void close() {
    closed = true;
    queue.add(List::of);
    try {
      thread.join(CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
