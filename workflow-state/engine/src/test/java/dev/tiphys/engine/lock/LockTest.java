package dev.tiphys.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.engine.lock.LockCommand.Acquire;
import dev.tiphys.engine.lock.LockCommand.Release;
import dev.tiphys.engine.lock.LockFact.LimitSet;
import dev.tiphys.engine.lock.LockFact.LockAsked;
import dev.tiphys.engine.lock.LockFact.LockGranted;
import dev.tiphys.engine.lock.LockFact.LockReleased;
import dev.tiphys.events.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LockTest {
  private static final Instant T0 = Instant.parse("2026-11-24T00:00:00Z");
  private static final Holder A = holder("a");
  private static final Holder B = holder("b");
  private static final Holder C = holder("c");

  @Test
  void a_free_mutex_is_granted_at_once() {
    given().when(acquire(A, 1)).then(asked(A, 1), granted(A));
  }

  @Test
  void a_held_mutex_is_waited_for() {
    given(asked(A, 1), granted(A)).when(acquire(B, 1)).then(asked(B, 1));
  }

  @Test
  void a_release_grants_to_who_is_next() {
    given(asked(A, 1), granted(A), asked(B, 1), asked(C, 1))
        .when(release(A, 2))
        .then(released(A, 2), granted(B));
  }

  @Test
  void who_waits_longer_is_next_whatever_the_order_of_asking() {
    given(asked(A, 1), granted(A), askedAt(B, 30), askedAt(C, 20))
        .when(release(A, 2))
        .then(released(A, 2), granted(C));
  }

  @Test
  void a_higher_priority_goes_before_who_waits_longer() {
    given(
            asked(A, 1),
            granted(A),
            askedAt(B, 10),
            new LockAsked(C, new Ask(at(1), 5, T0.plusSeconds(30), List.of("l"))))
        .when(release(A, 2))
        .then(released(A, 2), granted(C));
  }

  @Test
  void priority_does_not_take_a_lock_away() {
    given(asked(A, 1), granted(A))
        .when(new Acquire(B, new Ask(at(1), 99, T0, List.of("l")), 1, T0))
        .then(new LockAsked(B, new Ask(at(1), 99, T0, List.of("l"))));
  }

  @Test
  void asking_again_changes_nothing() {
    given(asked(A, 1), granted(A)).when(acquire(A, 1)).thenNothing();
    given(asked(A, 1), granted(A), asked(B, 1)).when(acquire(B, 1)).thenNothing();
  }

  @Test
  void who_asks_again_while_it_waits_keeps_its_place() {
    var again = new LockAsked(B, new Ask(at(3), 0, T0.plusSeconds(60), List.of("l")));
    given(asked(A, 1), granted(A), askedAt(B, 10), askedAt(C, 20), again)
        .when(release(A, 2))
        .then(released(A, 2), granted(B));
  }

  @Test
  void releasing_again_changes_nothing() {
    given(asked(A, 1), granted(A), released(A, 2), asked(B, 1), granted(B))
        .when(release(A, 2))
        .thenNothing();
  }

  @Test
  void who_waits_may_give_up() {
    given(asked(A, 1), granted(A), asked(B, 1), released(B, 2), asked(C, 1))
        .when(release(A, 2))
        .then(released(A, 2), granted(C));
  }

  @Test
  void asking_that_arrives_after_its_own_release_gets_nothing() {
    given().when(release(A, 2)).then(released(A, 2));
    given(released(A, 2)).when(acquire(A, 1)).thenNothing();
    given(asked(A, 1), granted(A), released(A, 2)).when(acquire(A, 1)).thenNothing();
  }

  @Test
  void asking_again_after_a_release_is_asking_anew() {
    given(asked(A, 1), granted(A), released(A, 2))
        .when(acquire(A, 3))
        .then(asked(A, 3), granted(A));
  }

  @Test
  void facts_of_one_record_have_their_order_too() {
    var release = new Release(A, new Moment(7, 1), OptionalInt.empty(), T0);
    var released = new LockReleased(A, new Moment(7, 1), T0);
    var before = new Ask(new Moment(7, 0), 0, T0, List.of("l"));
    var after = new Ask(new Moment(7, 2), 0, T0, List.of("l"));
    given(released).when(new Acquire(A, before, 1, T0)).thenNothing();
    given(released).when(new Acquire(A, after, 1, T0)).then(new LockAsked(A, after), granted(A));
    given(new LockAsked(A, after), granted(A)).when(release).then(released);
    assertThat(LockState.replay(List.of(new LockAsked(A, after), granted(A), released)).held(A))
        .contains(after);
  }

  @Test
  void a_release_that_was_overtaken_by_asking_anew_does_not_end_that() {
    var state = LockState.replay(List.of(asked(A, 1), granted(A), asked(A, 3), released(A, 2)));
    assertThat(state.held(A)).isPresent();
    given(asked(A, 1), granted(A), asked(A, 3), released(A, 2), asked(B, 1))
        .when(release(A, 4))
        .then(released(A, 4), granted(B));
  }

  @Test
  void a_semaphore_has_as_many_holders_as_its_limit_says() {
    given().when(acquire(A, 1, 2)).then(new LimitSet(2), asked(A, 1), granted(A));
    given(new LimitSet(2), asked(A, 1), granted(A))
        .when(acquire(B, 1, 2))
        .then(asked(B, 1), granted(B));
    given(new LimitSet(2), asked(A, 1), granted(A), asked(B, 1), granted(B))
        .when(acquire(C, 1, 2))
        .then(asked(C, 1));
  }

  @Test
  void a_higher_limit_lets_in_who_waits() {
    given(asked(A, 1), granted(A), asked(B, 1))
        .when(acquire(C, 1, 3))
        .then(new LimitSet(3), asked(C, 1), granted(B), granted(C));
    given(asked(A, 1), granted(A), asked(B, 1), asked(C, 1))
        .when(new Release(A, at(2), OptionalInt.of(2), T0))
        .then(new LimitSet(2), released(A, 2), granted(B), granted(C));
  }

  @Test
  void a_lower_limit_takes_nothing_away_and_lets_nobody_in() {
    var held =
        given(new LimitSet(2), asked(A, 1), granted(A), asked(B, 1), granted(B), asked(C, 1));
    held.when(new Release(A, at(2), OptionalInt.of(1), T0)).then(new LimitSet(1), released(A, 2));
    held.when(new Release(A, at(2), OptionalInt.empty(), T0)).then(released(A, 2), granted(C));
  }

  @Test
  void a_limit_of_zero_lets_nobody_in() {
    given().when(acquire(A, 1, 0)).then(new LimitSet(0), asked(A, 1));
    given(new LimitSet(0), asked(A, 1))
        .when(acquire(B, 1, 1))
        .then(new LimitSet(1), asked(B, 1), granted(A));
  }

  @Test
  void a_negative_limit_is_no_limit() {
    assertThatThrownBy(() -> acquire(A, 1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the limit of a semaphore: expected 0 or more, found -1");
  }

  @Test
  void a_run_and_its_nodes_are_different_holders() {
    var run = new Holder(A.run(), -1);
    given(asked(A, 1), granted(A)).when(acquire(run, 1)).then(asked(run, 1));
  }

  @Test
  void who_waits_is_told_in_order() {
    var state = LockState.replay(List.of(asked(A, 1), granted(A), askedAt(B, 30), askedAt(C, 20)));
    assertThat(state.waiting()).containsExactly(C, B);
    assertThat(state.holding().keySet()).containsExactly(A);
  }

  @Test
  void a_grant_that_nobody_waited_for_is_no_history() {
    assertThatThrownBy(() -> LockState.replay(List.of(granted(A))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the lock was granted to ns/a node 1, which did not wait for it");
  }

  @Test
  void a_grant_beyond_the_limit_is_no_history() {
    assertThatThrownBy(
            () -> LockState.replay(List.of(asked(A, 1), granted(A), asked(B, 1), granted(B))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the lock was granted to ns/b node 1 beyond its limit of 1");
  }

  @Test
  void releases_are_remembered_within_a_limit() {
    var state = LockState.UNUSED;
    for (var node = 0; node <= Releases.HOLDERS_MAX; node++) {
      state = state.evolve(new LockReleased(new Holder(A.run(), node), at(2), T0));
    }
    assertThat(state.decide(acquire(new Holder(A.run(), 1), 1))).isEmpty();
    assertThat(state.decide(acquire(new Holder(A.run(), 0), 1))).isNotEmpty();
  }

  private static Holder holder(String name) {
    return new Holder(new RunId("ns", name, "uid-" + name), 1);
  }

  private static Moment at(long version) {
    return new Moment(version, 0);
  }

  private static Ask ask(long version) {
    return new Ask(at(version), 0, T0, List.of("l"));
  }

  private static Acquire acquire(Holder holder, long version) {
    return acquire(holder, version, 1);
  }

  private static Acquire acquire(Holder holder, long version, int limit) {
    return new Acquire(holder, ask(version), limit, T0);
  }

  private static Release release(Holder holder, long version) {
    return new Release(holder, at(version), OptionalInt.empty(), T0);
  }

  private static LockAsked asked(Holder holder, long version) {
    return new LockAsked(holder, ask(version));
  }

  private static LockAsked askedAt(Holder holder, int second) {
    return new LockAsked(holder, new Ask(at(1), 0, T0.plusSeconds(second), List.of("l")));
  }

  private static LockGranted granted(Holder holder) {
    return new LockGranted(holder, T0);
  }

  private static LockReleased released(Holder holder, long version) {
    return new LockReleased(holder, at(version), T0);
  }

  private static Given given(LockFact... facts) {
    return new Given(List.of(facts));
  }

  private record Given(List<LockFact> facts) {
    When when(LockCommand command) {
      return new When(new ArrayList<>(LockState.replay(facts).decide(command)));
    }
  }

  private record When(List<LockFact> facts) {
    void then(LockFact... expected) {
      assertThat(facts).containsExactly(expected);
    }

    void thenNothing() {
      assertThat(facts).isEmpty();
    }
  }
}
