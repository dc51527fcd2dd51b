package dev.tiphys.log.stream;

import static dev.tiphys.log.stream.Tally.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.store.ObjectStore.Put;
import dev.tiphys.log.stream.Tally.Add;
import dev.tiphys.log.stream.Tally.Added;
import dev.tiphys.log.stream.Tally.Close;
import dev.tiphys.log.stream.Tally.Closed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StreamsTest {
  private final FaultyStore store = new FaultyStore();
  private final Streams<Tally, Tally.Command, Tally.Fact> ours = Tally.streams(store, 1);
  private final Streams<Tally, Tally.Command, Tally.Fact> rival = Tally.streams(store, 2);

  @Test
  void a_command_appends_what_follows_from_it() {
    var handled = ours.handle(STREAM, "c1", new Add("a"));

    assertThat(handled.facts()).containsExactly(new Added("a"));
    assertThat(handled.version()).isEqualTo(1);
    assertThat(handled.latest().state().words()).containsExactly("a");
    assertThat(rival.load(STREAM)).isEqualTo(new View<>(new Tally(List.of("a"), false), 1));
  }

  @Test
  void a_redelivered_command_is_answered_with_its_first_facts() {
    ours.handle(STREAM, "c1", new Add("a"));
    ours.handle(STREAM, "c2", new Add("b"));

    for (var streams : List.of(ours, rival)) {
      var again = streams.handle(STREAM, "c1", new Add("a"));
      assertThat(again.facts()).containsExactly(new Added("a"));
      assertThat(again.repeated()).isTrue();
      assertThat(again.version()).isEqualTo(1);
    }
    assertThat(Tally.facts(store)).containsExactly(new Added("a"), new Added("b"));
  }

  @Test
  void whether_a_version_is_old_is_known_without_folding() {
    ours.handle(STREAM, "c1", new Add("a"));
    assertThat(rival.hasRecordAfter(STREAM, 0)).isTrue();
    assertThat(rival.hasRecordAfter(STREAM, 1)).isFalse();
  }

  @Test
  void commands_that_come_together_share_a_record_in_their_order() {
    ours.handle(STREAM, "c0", new Add("first"));
    var answers =
        ours.handleAll(
            STREAM,
            List.of(
                new Request<>("c1", new Add("b")),
                new Request<>("c2", new Close()),
                new Request<>("c3", new Add("late")),
                new Request<>("c1", new Add("b"))));

    assertThat(answers.get(0).get().facts()).containsExactly(new Added("b"));
    assertThat(answers.get(1).get().position()).isEqualTo(1);
    assertThatThrownBy(() -> answers.get(2).get()).hasMessage("the tally is closed");
    assertThat(answers.get(3).get().repeated()).isTrue();
    assertThat(ours.load(STREAM).version()).isEqualTo(2);
  }

  @Test
  void of_two_bodies_with_one_id_the_first_wins() {
    ours.handle(STREAM, "c1", new Add("a"));
    assertThat(ours.handle(STREAM, "c1", new Add("other")).facts()).containsExactly(new Added("a"));
  }

  @Test
  void the_loser_of_a_race_decides_again_on_what_the_winner_wrote() {
    ours.handle(STREAM, "c1", new Add("a"));
    rival.handle(STREAM, "c2", new Add("b"));

    assertThat(ours.handle(STREAM, "c3", new Add("b")).facts()).isEmpty();
    assertThat(ours.handle(STREAM, "c4", new Add("c")).version()).isEqualTo(3);
  }

  @Test
  void a_refusal_on_a_cached_state_is_checked_against_what_others_wrote() {
    ours.handle(STREAM, "c1", new Add("a"));
    rival.handle(STREAM, "c2", new Close());

    assertThatThrownBy(() -> ours.handle(STREAM, "c3", new Add("b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the tally is closed");
  }

  @Test
  void what_a_cached_state_refuses_or_ignores_may_be_right_by_now() {
    Decider<Tally, Tally.Command, Tally.Fact> afterAnother =
        (state, command) -> {
          if (state.words().isEmpty()) {
            throw new IllegalArgumentException("too early");
          }
          return state.words().size() < 2 ? Decision.nothing(state) : Tally.decide(state, command);
        };
    var patient = new Streams<>(Tally.log(store, 3), Tally.FOLD, afterAnother, new Random(3), 4);
    assertThatThrownBy(() -> patient.handle(STREAM, "p1", new Add("x"))).hasMessage("too early");
    rival.handle(STREAM, "c1", new Add("a"));
    assertThat(patient.handle(STREAM, "p1", new Add("x")).facts()).isEmpty();
    rival.handle(STREAM, "c2", new Add("b"));
    assertThat(patient.handle(STREAM, "p1", new Add("x")).facts()).containsExactly(new Added("x"));
  }

  @Test
  void a_state_that_is_new_enough_costs_nothing() {
    ours.handle(STREAM, "c1", new Add("a"));
    rival.handle(STREAM, "c2", new Add("b"));
    var reads = store.gets + store.lists;

    assertThat(ours.atLeast(STREAM, 1).state().words()).containsExactly("a");
    assertThat(store.gets + store.lists).isEqualTo(reads);
    assertThat(ours.atLeast(STREAM, 2).state().words()).containsExactly("a", "b");
    assertThat(ours.atLeast(STREAM, 3).version()).isEqualTo(2);
    assertThat(Tally.streams(store, 3).atLeast(STREAM, 1).version()).isEqualTo(2);
  }

  @Test
  void nothing_to_do_on_a_cached_state_costs_one_read() {
    ours.handle(STREAM, "c1", new Add("a"));
    var gets = store.gets;
    var puts = store.puts;

    assertThat(ours.handle(STREAM, "c2", new Add("a")).facts()).isEmpty();
    assertThat(store.gets - gets).isOne();
    assertThat(store.puts - puts).isZero();
  }

  @Test
  void a_command_on_a_cached_state_costs_one_put_and_no_read() {
    ours.handle(STREAM, "c1", new Add("a"));
    var gets = store.gets + store.lists;
    var puts = store.puts;

    ours.handle(STREAM, "c2", new Add("b"));
    assertThat(store.gets + store.lists - gets).isZero();
    assertThat(store.puts - puts).isOne();
  }

  @Test
  void a_lost_reply_is_recognised_as_our_own_write() {
    store.faults.add(FaultyStore.LOST_REPLY);
    var handled = ours.handle(STREAM, "c1", new Add("a"));

    assertThat(handled.repeated()).isFalse();
    assertThat(Tally.facts(store)).containsExactly(new Added("a"));
  }

  @Test
  void a_lost_request_is_put_again() {
    store.faults.add(FaultyStore.LOST_REQUEST);
    store.faults.add(FaultyStore.LOST_REQUEST);

    assertThat(ours.handle(STREAM, "c1", new Add("a")).version()).isEqualTo(1);
    assertThat(store.puts).isEqualTo(3);
  }

  @Test
  void a_412_after_our_own_put_arrived_late_is_success() {
    store.faults.add(FaultyStore.LOST_REQUEST);
    store.faults.add(
        (objects, key, value) -> {
          objects.putIfAbsent(key, value);
          return Put.EXISTS;
        });

    assertThat(ours.handle(STREAM, "c1", new Add("a")).repeated()).isFalse();
  }

  @Test
  void a_412_after_a_rival_wrote_is_a_conflict() {
    store.faults.add(
        (objects, key, value) -> {
          rival.handle(STREAM, "r1", new Add("a"));
          return Put.NO_REPLY;
        });

    assertThat(ours.handle(STREAM, "c1", new Add("a")).facts()).isEmpty();
    assertThat(Tally.facts(store)).containsExactly(new Added("a"));
  }

  @Test
  void a_store_that_never_answers_makes_the_command_unavailable_not_lost() {
    for (var i = 0; i < 100; i++) {
      store.faults.add(FaultyStore.LOST_REPLY);
    }
    store.readsFail = true;
    assertThatThrownBy(() -> ours.handle(STREAM, "c1", new Add("a")))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("stream tallies/one: whether version 1 was written is not known");
    store.readsFail = false;
    store.faults.clear();

    var again = ours.handle(STREAM, "c1", new Add("a"));
    assertThat(again.facts()).containsExactly(new Added("a"));
    assertThat(Tally.facts(store)).containsExactly(new Added("a"));
  }

  @Test
  void a_rejected_command_fails_only_its_own_caller() {
    var committer = new Committer<>(Tally.log(store, 1), Tally.FOLD, Tally::decide, new Random(1));
    var batch =
        committer.commit(
            STREAM,
            null,
            List.of(
                new Request<>("c1", new Add("a")),
                new Request<>("c2", new Close()),
                new Request<>("c3", new Add("b")),
                new Request<>("c1", new Add("a"))));

    assertThat(batch.answers().get(0).get().facts()).containsExactly(new Added("a"));
    assertThat(batch.answers().get(1).get().facts()).containsExactly(new Closed());
    assertThatThrownBy(() -> batch.answers().get(2).get()).hasMessage("the tally is closed");
    assertThat(batch.answers().get(3).get().facts()).containsExactly(new Added("a"));
    assertThat(store.puts).isOne();
  }

  @Test
  void a_fact_has_the_same_position_whenever_its_command_is_answered() {
    var committer = new Committer<>(Tally.log(store, 1), Tally.FOLD, Tally::decide, new Random(1));
    var requests =
        List.of(
            new Request<Tally.Command>("c1", new Add("a")),
            new Request<Tally.Command>("c2", new Add("b")),
            new Request<Tally.Command>("c3", new Add("c")),
            new Request<Tally.Command>("c2", new Add("b")));
    var batch = committer.commit(STREAM, null, requests);

    assertThat(batch.answers())
        .extracting(answer -> answer.get().position())
        .containsExactly(0, 1, 2, 1);
    var later = rival.handle(STREAM, "c3", new Add("c"));
    assertThat(later.version()).isEqualTo(1);
    assertThat(later.position()).isEqualTo(2);
  }

  @Test
  void sixty_four_completers_cost_less_than_a_tenth_of_a_put_per_event() throws Exception {
    var workers = 64;
    var each = 32;
    var calling = new AtomicInteger();
    var left = new AtomicInteger(workers);
    var putsSent = new AtomicInteger();
    var slow =
        new FaultyStore() {
          @Override
          public Put putIfAbsent(String key, byte[] value) {
            putsSent.incrementAndGet();
            // A put takes as long as it takes all the others to queue up behind it.
            while (calling.get() < left.get()) {
              Thread.onSpinWait();
              Thread.yield();
            }
            return super.putIfAbsent(key, value);
          }
        };
    var streams = Tally.streams(slow, 1);
    var answered = Collections.synchronizedList(new ArrayList<Tally.Fact>());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var w = 0; w < workers; w++) {
        var worker = w;
        threads.submit(
            () -> {
              for (var i = 0; i < each; i++) {
                var word = worker + "-" + i;
                calling.incrementAndGet();
                answered.addAll(streams.handle(STREAM, "c" + word, new Add(word)).facts());
                calling.decrementAndGet();
              }
              left.decrementAndGet();
              return null;
            });
      }
    }

    assertThat(putsSent.get()).isLessThan(workers * each / 10);
    assertThat(Tally.facts(slow.store)).doesNotHaveDuplicates().hasSize(workers * each);
    assertThat(answered).containsExactlyInAnyOrderElementsOf(Tally.facts(slow.store));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whatever_the_store_does_each_command_is_recorded_once(long seed) {
    var random = new Random(seed);
    var writers = List.of(ours, rival);
    for (var i = 0; i < 300; i++) {
      store.faults.clear();
      while (random.nextInt(3) == 0) {
        store.faults.add(random.nextBoolean() ? FaultyStore.LOST_REPLY : FaultyStore.LOST_REQUEST);
      }
      var word = "w" + random.nextInt(100);
      var writer = writers.get(random.nextInt(2));
      var facts = writer.handle(STREAM, "add " + word, new Add(word)).facts();
      assertThat(facts).as("seed %d", seed).containsExactly(new Added(word));
    }
    assertThat(Tally.facts(store)).as("seed %d", seed).doesNotHaveDuplicates();
  }

  @Test
  void two_streams_do_not_meet() {
    var other = new StreamName("tallies/other");
    var streams = Tally.streams(new MemoryObjectStore(), 1);
    streams.handle(STREAM, "c1", new Add("a"));
    assertThat(streams.handle(other, "c1", new Add("a")).version()).isEqualTo(1);
    assertThat(streams.at(STREAM, 0).state().words()).isEmpty();
  }
}
