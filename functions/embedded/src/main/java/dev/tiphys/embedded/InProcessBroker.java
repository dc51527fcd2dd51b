package dev.tiphys.embedded;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.DeadLetters;
import dev.tiphys.doorway.Status;
import dev.tiphys.doorway.logging.Handling;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Delivers events within the process: at least once, in order per receiver and partition key, all
/// that waits for a partition together. An event that is refused for now comes again with growing
/// delays, behind those that follow it; one that is refused for good, or too often, becomes a dead
/// letter.
///
/// What has been published and not delivered is lost with the process. That is only latency: the
/// log says what is open, and [Host] announces it again.
final class InProcessBroker implements Broker, AutoCloseable {
  /// How often an event is delivered before it is a dead letter.
  static final int DELIVERIES_MAX = 20;

  /// The most events that may wait; beyond that publishers from outside have to come again.
  static final int WAITING_MAX = 1_000_000;

  private static final System.Logger LOG = System.getLogger(InProcessBroker.class.getName());
  private static final int TOGETHER_MAX = 1_000;
  private static final Duration DELAY = Duration.ofMillis(50);
  private static final Duration DELAY_MAX = Duration.ofSeconds(30);

  private final Executor workers;
  private final Delays delays;
  private final DeadLetters dead;
  private final Map<String, List<Subscription>> subscriptions = new HashMap<>();
  private final AtomicLong waiting = new AtomicLong();

  /// Lanes that were woken by the one event that this thread delivers. Such a thread goes on with
  /// them itself: to wake another one costs more than most deliveries.
  private final ThreadLocal<@Nullable List<Lane>> woken = new ThreadLocal<>();

  private volatile boolean closed;

  /// A receiver, and what waits for it by partition.
  private record Subscription(String name, Receiver receiver, Map<String, Lane> lanes) {}

  /// An event and how often it was delivered.
  private record Delivery(CloudEvent event, int times) {
    Duration delay() {
      var delay = DELAY.multipliedBy(1L << Math.min(times, 16));
      return delay.compareTo(DELAY_MAX) > 0 ? DELAY_MAX : delay;
    }
  }

  InProcessBroker(Executor workers, Delays delays, DeadLetters dead) {
    this.workers = workers;
    this.delays = delays;
    this.dead = dead;
  }

  /// Delivers events of `types` to `receiver` from now on. Not while events are being published.
  void subscribe(String name, Set<String> types, Receiver receiver) {
    var subscription = new Subscription(name, receiver, new ConcurrentHashMap<>());
    for (var type : types) {
      subscriptions.computeIfAbsent(type, wanted -> new ArrayList<>()).add(subscription);
    }
  }

  /// Events that were published and are neither taken nor dead yet.
  long waiting() {
    return waiting.get();
  }

  @Override
  public void publish(List<CloudEvent> events) {
    for (var event : events) {
      for (var subscription : subscriptions.getOrDefault(event.getType(), List.of())) {
        waiting.incrementAndGet();
        enqueue(subscription, new Delivery(event, 0));
      }
    }
  }

  /// As [#publish], for an event from outside.
  ///
  /// @throws Unavailable if too many events wait already, or the host is closing
  /// @throws IllegalArgumentException if nobody wants events of this type
  void accept(CloudEvent event) {
    if (closed || waiting.get() > WAITING_MAX) {
      throw new Unavailable(
          closed
              ? "the host is closing"
              : "%d events are waiting already; try again later".formatted(WAITING_MAX));
    }
    if (!subscriptions.containsKey(event.getType())) {
      throw new IllegalArgumentException(
          "type: nobody here wants events of type '%s'".formatted(event.getType()));
    }
    publish(List.of(event));
  }

  private void enqueue(Subscription subscription, Delivery delivery) {
    var key = partition(delivery.event());
    var lanes = subscription.lanes();
    var lane = lanes.computeIfAbsent(key, name -> new Lane(subscription, name));
    while (!lane.add(delivery)) {
      // That one is leaving; the next one is new.
      lanes.remove(key, lane);
      lane = lanes.computeIfAbsent(key, name -> new Lane(subscription, name));
    }
  }

  private void wake(Lane lane) {
    var mine = woken.get();
    if (mine == null) {
      begin(lane);
    } else {
      mine.add(lane);
    }
  }

  /// Once the host is closing nothing more is delivered, and nobody has to hear of that.
  private void begin(Lane lane) {
    try {
      workers.execute(lane);
    } catch (RejectedExecutionException e) {
      if (!closed) {
        throw e;
      }
    }
  }

  private static String partition(CloudEvent event) {
    return event.getExtension("partitioningkey") instanceof String key
        ? key
        : event.getSource().toString();
  }

  /// What waits for one receiver in one partition. There is a lane only while something waits.
  private final class Lane implements Runnable {
    private final Subscription subscription;
    private final String key;
    private Deque<Delivery> queue = new ArrayDeque<>();
    private boolean running;
    private boolean gone;

    Lane(Subscription subscription, String key) {
      this.subscription = subscription;
      this.key = key;
    }

    synchronized boolean add(Delivery delivery) {
      if (gone) {
        return false;
      }
      queue.add(delivery);
      if (!running) {
        running = true;
        wake(this);
      }
      return true;
    }

    /// What waits now, or nothing, and then this lane is gone.
    private synchronized List<Delivery> take() {
      var taken = new ArrayList<Delivery>(Math.min(queue.size(), TOGETHER_MAX));
      while (!queue.isEmpty() && taken.size() < TOGETHER_MAX) {
        taken.add(queue.remove());
      }
      if (taken.isEmpty()) {
        gone = true;
        subscription.lanes().remove(key, this);
      }
      return taken;
    }

    @Override
    public void run() {
      @Nullable Lane lane = this;
      while (lane != null) {
        lane = lane.work();
      }
    }

    /// Delivers until nothing waits.
    ///
    /// @return a lane that was woken by the last event, for the same thread
    private @Nullable Lane work() {
      @Nullable Lane next = null;
      for (var batch = take(); !batch.isEmpty() && !closed; batch = take()) {
        if (next != null) {
          begin(next);
        }
        next = batch.size() == 1 ? deliverAndFollow(batch) : deliver(batch);
      }
      return next;
    }

    /// For one event. What follows from many must not wait until the last of them is delivered.
    private @Nullable Lane deliverAndFollow(List<Delivery> batch) {
      var lanes = new ArrayList<Lane>();
      woken.set(lanes);
      try {
        deliver(batch);
      } finally {
        woken.remove();
        lanes.stream().skip(1).forEach(InProcessBroker.this::begin);
      }
      return lanes.isEmpty() ? null : lanes.getFirst();
    }

    private @Nullable Lane deliver(List<Delivery> batch) {
      List<@Nullable RuntimeException> failures;
      try {
        failures = subscription.receiver().receive(batch.stream().map(Delivery::event).toList());
      } catch (RuntimeException e) {
        failures = Collections.nCopies(batch.size(), e);
      } catch (Error e) {
        // Whatever it died of, what waits behind these events must not wait for ever.
        LOG.log(Level.ERROR, subscription.name() + " died of an event", e);
        failures = Collections.nCopies(batch.size(), new IllegalStateException(e));
      }
      for (var i = 0; i < batch.size(); i++) {
        var failure = failures.get(i);
        tell(batch.get(i).event(), failure);
        if (failure == null) {
          waiting.decrementAndGet();
        } else {
          refused(batch.get(i), failure);
        }
      }
      return null;
    }

    /// For people who want to see everything; nobody else pays for it.
    private void tell(CloudEvent event, @Nullable RuntimeException failure) {
      if (LOG.isLoggable(Level.DEBUG)) {
        Handling.begin(subscription.name(), event);
        var status = failure == null ? null : Status.of(failure);
        LOG.log(
            Level.DEBUG,
            status == null
                ? "handled " + event.getType()
                : "%d: %s".formatted(status.code(), status.detail()));
        Handling.end();
      }
    }

    private void refused(Delivery delivery, RuntimeException failure) {
      var again = new Delivery(delivery.event(), delivery.times() + 1);
      if (!Status.of(failure).again() || again.times() >= DELIVERIES_MAX) {
        dead.keep(subscription.name(), delivery.event(), failure);
        waiting.decrementAndGet();
      } else {
        delays.after(delivery.delay(), () -> enqueue(subscription, again));
      }
    }
  }

  /// Delivers nothing more; what is being delivered is finished by who delivers it.
  @Override
  public void close() {
    closed = true;
  }
}
