package dev.tiphys.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.RefuseLocks;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunEvents.Request;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews;
import dev.tiphys.events.RunNews.LocksReleased;
import dev.tiphys.events.RunNews.LocksWanted;
import dev.tiphys.lock.FaultyStore.Fate;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LocksTest {
  private static final Instant T0 = Instant.parse("2026-11-24T00:00:00Z");
  private static final RunId A = new RunId("ns", "a", "uid-a");
  private static final RunId B = new RunId("ns", "b", "uid-b");
  private static final RunId C = new RunId("ns", "c", "uid-c");
  private static final String M = "ns/Mutex/m";
  private static final String N = "ns/Mutex/n";
  private static final String S = "ns/ConfigMap/limits/s";

  private final RunEvents events = new RunEvents(LargeValues.inMemory());
  private final FaultyStore store = new FaultyStore();
  private final Map<String, Integer> limits = new HashMap<>();
  private final Locks function = function(1);

  private Locks function(int seed) {
    return new Locks(
        LockStreams.in(store, InstantSource.fixed(T0), new Random(seed)),
        (run, semaphore) -> {
          var limit = limits.get(semaphore.toString());
          return limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
        },
        events);
  }

  @Test
  void a_free_lock_is_granted_to_who_wants_it() {
    var granted = function.apply(wanted(A, 3, 5, M));

    assertThat(granted).hasSize(1);
    var event = granted.getFirst();
    assertThat(event.getType()).isEqualTo("dev.tiphys.locks.granted");
    assertThat(event.getSource()).hasToString("/runs/ns/a/uid-a");
    assertThat(events.readRequest(event).command()).isEqualTo(new GrantLocks(3, List.of(M), T0));
  }

  @Test
  void a_held_lock_is_granted_when_it_is_released() {
    function.apply(wanted(A, 3, 5, M));
    assertThat(function.apply(wanted(B, -1, 2, M))).isEmpty();
    assertThat(grants(function.apply(released(A, 3, 6, M)))).containsExactly("ns/b -1");
  }

  @Test
  void a_node_goes_on_only_when_it_has_all_its_locks() {
    function.apply(wanted(A, 1, 5, N));
    assertThat(function.apply(wanted(B, 1, 5, M, N))).isEmpty();
    assertThat(grants(function.apply(released(A, 1, 6, N)))).containsExactly("ns/b 1");
  }

  @Test
  void what_a_waiting_node_holds_already_is_not_free() {
    function.apply(wanted(A, 1, 5, N));
    function.apply(wanted(B, 1, 5, M, N));
    assertThat(function.apply(wanted(C, 1, 5, M))).isEmpty();
  }

  @Test
  void a_node_that_is_cancelled_while_it_waits_gives_back_what_it_holds() {
    function.apply(wanted(A, 1, 5, N));
    function.apply(wanted(B, 1, 5, M, N));
    function.apply(wanted(C, 1, 5, M));
    assertThat(grants(function.apply(released(B, 1, 6, M, N)))).containsExactly("ns/c 1");
    assertThat(function.apply(released(A, 1, 6, N))).isEmpty();
  }

  @Test
  void one_release_may_let_several_go_on() {
    limits.put(S, 1);
    function.apply(wanted(A, 1, 5, M, S));
    function.apply(wanted(B, 1, 5, M));
    function.apply(wanted(C, 1, 5, S));
    assertThat(grants(function.apply(released(A, 1, 6, M, S))))
        .containsExactlyInAnyOrder("ns/b 1", "ns/c 1");
  }

  @Test
  void an_event_that_comes_again_leads_to_the_same_events() {
    var wantedByA = wanted(A, 3, 5, M);
    var releasedByA = released(A, 3, 6, M);
    var first = function.apply(wantedByA);
    assertThat(function.apply(wantedByA)).isEqualTo(first);
    function.apply(wanted(B, 4, 2, M));
    var second = function.apply(releasedByA);
    assertThat(grants(second)).containsExactly("ns/b 4");
    assertThat(function.apply(releasedByA)).isEqualTo(second);
    assertThat(function(2).apply(releasedByA)).isEqualTo(second);
  }

  @Test
  void a_lock_is_released_once() {
    function.apply(wanted(A, 1, 5, M));
    function.apply(wanted(B, 1, 5, M));
    function.apply(wanted(C, 1, 5, M));
    function.apply(released(A, 1, 6, M));
    assertThat(grants(function.apply(released(A, 1, 6, M)))).containsExactly("ns/b 1");
    assertThat(grants(function.apply(released(B, 1, 6, M)))).containsExactly("ns/c 1");
  }

  @Test
  void wanting_that_arrives_after_the_release_gets_nothing() {
    assertThat(function.apply(released(A, 1, 6, M, N))).isEmpty();
    assertThat(function.apply(wanted(A, 1, 5, M, N))).isEmpty();
    assertThat(grants(function.apply(wanted(B, 1, 1, M)))).containsExactly("ns/b 1");
  }

  @Test
  void a_node_may_want_its_locks_again() {
    function.apply(wanted(A, 1, 5, M));
    function.apply(released(A, 1, 6, M));
    assertThat(grants(function.apply(wanted(A, 1, 7, M)))).containsExactly("ns/a 1");
  }

  @Test
  void releasing_and_wanting_may_be_of_one_record() {
    function.apply(wanted(A, 1, 5, M));
    var release = event(A, "6-0", 6, new LocksReleased(1, List.of(M)));
    var wanted = event(A, "6-1", 6, new LocksWanted(1, List.of(M), 0, T0));
    assertThat(grants(function.apply(wanted))).containsExactly("ns/a 1");
    function.apply(release);
    assertThat(function.apply(wanted(B, 1, 5, M))).isEmpty();
  }

  @Test
  void what_is_announced_again_is_told_again() {
    function.apply(wanted(A, 3, 5, M));
    var again = event(A, "8-open-0", 8, new LocksWanted(3, List.of(M), 0, T0));
    assertThat(grants(function.apply(again))).containsExactly("ns/a 3");
  }

  @Test
  void a_higher_limit_is_noticed_when_a_node_is_announced_again() {
    limits.put(S, 1);
    function.apply(wanted(A, 1, 5, S));
    var again = event(B, "5-open-0", 5, new LocksWanted(1, List.of(S), 0, T0));
    assertThat(function.apply(again)).isEmpty();
    limits.put(S, 2);
    assertThat(grants(function.apply(again))).containsExactly("ns/b 1");
  }

  @Test
  void a_lower_limit_lets_holders_finish() {
    limits.put(S, 2);
    function.apply(wanted(A, 1, 5, S));
    function.apply(wanted(B, 1, 5, S));
    function.apply(wanted(C, 1, 5, S));
    limits.put(S, 1);
    assertThat(function.apply(released(A, 1, 6, S))).isEmpty();
    assertThat(grants(function.apply(released(B, 1, 6, S)))).containsExactly("ns/c 1");
  }

  @Test
  void nobody_gets_a_lock_of_limit_zero() {
    limits.put(S, 0);
    assertThat(function.apply(wanted(A, 1, 5, S))).isEmpty();
  }

  @Test
  void a_semaphore_without_a_limit_is_refused_before_any_lock_is_taken() {
    var refused = function.apply(wanted(A, 1, 5, M, S));
    assertThat(refused.stream().map(event -> events.readRequest(event).command()))
        .containsExactly(
            new RefuseLocks(
                1,
                "Failed to acquire the synchronization lock. ns/ConfigMap/limits/s: expected a"
                    + " number of holders that the workflow may read there, found none",
                T0));
    assertThat(grants(function.apply(wanted(B, 1, 5, M)))).containsExactly("ns/b 1");
  }

  @Test
  void a_limit_that_is_gone_does_not_keep_a_holder_from_releasing() {
    limits.put(S, 1);
    function.apply(wanted(A, 1, 5, S));
    function.apply(wanted(B, 1, 5, S));
    limits.clear();
    assertThat(grants(function.apply(released(A, 1, 6, S)))).containsExactly("ns/b 1");
  }

  static IntStream crashes() {
    return IntStream.range(0, 12);
  }

  @ParameterizedTest(name = "crash at put {0}")
  @MethodSource("crashes")
  void a_crash_at_any_put_is_repaired_by_redelivery(int at) {
    for (var fate : List.of(Fate.REFUSED, Fate.DONE_AND_CRASHED)) {
      var calm = new LocksTest();
      var world = new LocksTest();
      var put = new AtomicInteger();
      world.store.fate = () -> put.getAndIncrement() == at ? fate : Fate.DONE;
      for (var event :
          List.of(
              wanted(A, 1, 5, M, N),
              wanted(B, 1, 5, M, N),
              wanted(C, 1, 5, N),
              released(A, 1, 6, M, N),
              released(C, 1, 6, N),
              released(B, 1, 6, M, N))) {
        assertThat(world.untilDone(event)).isEqualTo(calm.function.apply(event));
      }
    }
  }

  private List<CloudEvent> untilDone(CloudEvent event) {
    try {
      return function.apply(event);
    } catch (Unavailable crash) {
      return function(2).apply(event);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "m", "ns/Mutex", "ns/Mutex/", "/Mutex/m", "ns/Lease/m", "../../runs/x"})
  void what_is_no_lock_is_refused(String lock) {
    assertThatThrownBy(() -> function.apply(wanted(A, 1, 5, lock)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected ns/Mutex/name, ns/ConfigMap/name/key or ns/Database/key");
  }

  @Test
  void too_many_locks_are_refused() {
    var many = IntStream.rangeClosed(0, Locks.LOCKS_MAX).mapToObj(i -> M + i);
    assertThatThrownBy(() -> function.apply(wanted(A, 1, 5, many.toArray(String[]::new))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("locks: expected 1 to 100 (limit LOCKS_MAX), found 101");
  }

  @Test
  void a_lock_that_is_named_twice_is_one_lock() {
    assertThat(grants(function.apply(wanted(A, 1, 5, M, M)))).containsExactly("ns/a 1");
  }

  @Test
  void events_about_something_else_are_refused() {
    assertThatThrownBy(() -> function.apply(event(A, "5-0", 5, new RunNews.StepReady(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "type: expected dev.tiphys.locks.wanted or dev.tiphys.locks.released, found"
                + " 'dev.tiphys.step.ready'");
  }

  @Test
  void an_event_without_a_time_is_refused() {
    var timeless = CloudEventBuilder.v1(wanted(A, 1, 5, M)).withTime(null).build();
    assertThatThrownBy(() -> function.apply(timeless))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time: expected an RFC 3339 time, found none");
  }

  private CloudEvent wanted(RunId run, int node, long version, String... locks) {
    return event(run, version + "-0", version, new LocksWanted(node, List.of(locks), 0, T0));
  }

  private CloudEvent released(RunId run, int node, long version, String... locks) {
    return event(run, version + "-0", version, new LocksReleased(node, List.of(locks)));
  }

  private CloudEvent event(RunId run, String id, long version, RunNews news) {
    return events.announcement(run, id, version, news, T0, null);
  }

  private List<String> grants(List<CloudEvent> granted) {
    return granted.stream().map(events::readRequest).map(LocksTest::shown).toList();
  }

  private static String shown(Request request) {
    return request.run() + " " + ((GrantLocks) request.command()).node();
  }
}
