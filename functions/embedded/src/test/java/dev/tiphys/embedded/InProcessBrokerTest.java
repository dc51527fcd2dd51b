package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.doorway.DeadLetters;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunEvents;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.MemoryObjectStore;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class InProcessBrokerTest {
  private static final Set<String> TYPES = Set.of("t");

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Delays delays = new Delays(workers);
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final InProcessBroker broker =
      new InProcessBroker(
          workers, delays, new DeadLetters(store, new RunEvents(LargeValues.inMemory())));

  @AfterEach
  void close() {
    broker.close();
    delays.close();
    workers.close();
  }

  private static CloudEvent event(String key, int id) {
    return CloudEventBuilder.v1()
        .withId(Integer.toString(id))
        .withSource(URI.create("/test"))
        .withType("t")
        .withExtension("partitioningkey", key)
        .build();
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).as("delivered in time").isTrue();
  }

  /// Until every event is taken or dead: what is refused is dealt with after all that came with it.
  private void awaitQuiet() {
    var limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (broker.waiting() > 0) {
      assertThat(System.nanoTime()).as("quiet in time").isLessThan(limit);
      Thread.onSpinWait();
    }
  }

  @Test
  void the_events_of_a_partition_come_in_their_order() throws InterruptedException {
    var all = new CountDownLatch(4_000);
    var seen = Collections.synchronizedList(new ArrayList<CloudEvent>());
    broker.subscribe(
        "r",
        TYPES,
        Receiver.each(
            event -> {
              seen.add(event);
              all.countDown();
            }));
    for (var i = 0; i < 2_000; i++) {
      broker.publish(List.of(event("a", i), event("b", i)));
    }
    await(all);
    for (var key : List.of("a", "b")) {
      assertThat(
              seen.stream()
                  .filter(event -> key.equals(event.getExtension("partitioningkey")))
                  .map(event -> Integer.parseInt(event.getId())))
          .isSorted()
          .hasSize(2_000);
    }
  }

  @Test
  void what_waits_for_a_partition_comes_together() throws InterruptedException {
    var first = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var all = new CountDownLatch(101);
    var sizes = Collections.synchronizedList(new ArrayList<Integer>());
    broker.subscribe(
        "r",
        TYPES,
        events -> {
          sizes.add(events.size());
          first.countDown();
          try {
            await(go);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          events.forEach(event -> all.countDown());
          return new ArrayList<>(Collections.nCopies(events.size(), null));
        });
    broker.publish(List.of(event("a", 0)));
    await(first);
    for (var i = 1; i <= 100; i++) {
      broker.publish(List.of(event("a", i)));
    }
    go.countDown();
    await(all);
    assertThat(sizes).containsExactly(1, 100);
  }

  @Test
  void what_is_refused_for_now_comes_again_and_holds_nobody_up() throws InterruptedException {
    var tries = new AtomicInteger();
    var both = new CountDownLatch(2);
    var order = Collections.synchronizedList(new ArrayList<String>());
    broker.subscribe(
        "r",
        TYPES,
        Receiver.each(
            event -> {
              if (event.getId().equals("0") && tries.incrementAndGet() < 3) {
                throw new Unavailable("not now");
              }
              order.add(event.getId());
              both.countDown();
            }));
    broker.publish(List.of(event("a", 0), event("a", 1)));
    await(both);
    assertThat(order).containsExactly("1", "0");
    assertThat(tries).hasValue(3);
    assertThat(store.list("deadletters/", "", 10)).isEmpty();
  }

  @Test
  void a_lane_goes_on_when_its_receivers_die_of_an_error() throws InterruptedException {
    var taken = new CountDownLatch(2 * 3);
    for (var name : List.of("one", "other")) {
      var died = new AtomicInteger();
      broker.subscribe(
          name,
          TYPES,
          Receiver.each(
              event -> {
                if (event.getId().equals("0") && died.getAndIncrement() == 0) {
                  throw new StackOverflowError("the first event is too deep, once");
                }
                taken.countDown();
              }));
    }
    for (var i = 0; i < 3; i++) {
      broker.publish(List.of(event("p", i)));
    }
    await(taken);
    awaitQuiet();
  }

  @Test
  void what_is_refused_for_good_is_kept_with_the_reason() throws InterruptedException {
    var other = new CountDownLatch(1);
    broker.subscribe(
        "r",
        TYPES,
        Receiver.each(
            event -> {
              if (event.getId().equals("0")) {
                throw new IllegalArgumentException("wrong for ever");
              }
              other.countDown();
            }));
    broker.publish(List.of(event("a", 0)));
    broker.publish(List.of(event("a", 1)));
    await(other);
    awaitQuiet();
    var kept = store.list("deadletters/", "", 10);
    assertThat(kept).hasSize(1);
    assertThat(new String(store.get(kept.getFirst().key()).orElseThrow()))
        .contains("wrong for ever")
        .contains("\"knativeerrordest\":\"r\"");
  }

  @Test
  void an_event_from_outside_that_nobody_wants_is_refused() {
    broker.subscribe("r", Set.of("other"), Receiver.each(event -> {}));
    assertThatThrownBy(() -> broker.accept(event("a", 0)))
        .hasMessage("type: nobody here wants events of type 't'");
  }
}
