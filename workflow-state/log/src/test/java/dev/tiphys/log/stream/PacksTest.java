package dev.tiphys.log.stream;

import static dev.tiphys.log.stream.Tally.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.log.store.ObjectStore.Entry;
import dev.tiphys.log.stream.Tally.Add;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PacksTest {
  private static final int RECORDS = 150;

  private final FaultyStore store = new FaultyStore();

  /// Records of about 10 KB, so that 26 of them fill a pack.
  private static String word(int i) {
    return i + " " + "abcdefghij".repeat(1000);
  }

  private void add(int from, int to) {
    var streams = Tally.streams(store, 1);
    for (var i = from; i <= to; i++) {
      streams.handle(STREAM, "c" + i, new Add(word(i)));
    }
  }

  @BeforeEach
  void fill() {
    add(1, RECORDS);
  }

  private List<Entry> packs() {
    return store.list(STREAM.packsPrefix(), "", 1000);
  }

  private void assertWhole() {
    var view = Tally.streams(store, 2).load(STREAM);
    assertThat(view.version()).isEqualTo(RECORDS);
    assertThat(view.state().words()).hasSize(RECORDS).first().isEqualTo(word(1));
    assertThat(view.state().words()).last().isEqualTo(word(RECORDS));
  }

  @Test
  void a_long_stream_loads_with_few_reads() {
    assertThat(packs()).hasSize(5);
    store.gets = 0;
    store.lists = 0;
    assertWhole();
    assertThat(store.gets).isLessThan(40);
    assertThat(store.lists).isEqualTo(2);
  }

  @Test
  void packs_hold_each_record_once_and_cost_a_fraction_of_it() {
    var packed = packs().stream().mapToLong(Entry::size).sum();
    var records =
        store.list(STREAM.recordsPrefix(), "", 1000).stream().mapToLong(Entry::size).sum();
    assertThat(packed).isLessThan(records / 10);
    var next = 1L;
    for (var pack : packs()) {
      var name = pack.key().substring(STREAM.packsPrefix().length());
      assertThat(Long.parseLong(name.substring(0, 20))).isEqualTo(next);
      next = Long.parseLong(name.substring(21, 41)) + 1;
    }
  }

  @Test
  void a_short_stream_has_no_pack_and_one_listing() {
    var other = new StreamName("tallies/short");
    Tally.streams(store, 1).handle(other, "c1", new Add("a"));
    store.lists = 0;
    Tally.streams(store, 2).load(other);
    assertThat(store.lists).isOne();
    assertThat(store.list(other.packsPrefix(), "", 10)).isEmpty();
  }

  @Test
  void a_command_that_was_packed_long_ago_is_still_recognised() {
    var again = Tally.streams(store, 2).handle(STREAM, "c1", new Add("else"));
    assertThat(again.repeated()).isTrue();
    assertThat(again.version()).isEqualTo(1);
  }

  @Test
  void any_flipped_bit_in_a_pack_only_costs_reads() {
    var random = new Random(42);
    var key = packs().get(1).key();
    var sound = store.get(key).orElseThrow();
    for (var i = 0; i < 20; i++) {
      var broken = sound.clone();
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      store.put(key, broken);
      assertWhole();
    }
  }

  @Test
  void an_empty_truncated_or_foreign_pack_only_costs_reads() {
    var key = packs().get(0).key();
    var sound = store.get(key).orElseThrow();
    for (var bytes : List.of(new byte[0], java.util.Arrays.copyOf(sound, 500), new byte[9000])) {
      store.put(key, bytes);
      assertWhole();
    }
    store.put(key, store.get(packs().get(2).key()).orElseThrow());
    assertWhole();
    store.delete(key);
    assertWhole();
  }

  @Test
  void a_pack_that_is_newer_than_the_log_is_ignored() {
    var last = packs().getLast().key();
    var end = Long.parseLong(last.substring(last.length() - 29, last.length() - 9));
    for (var version = end - 2; version <= RECORDS; version++) {
      store.delete(STREAM.recordKey(version));
    }
    assertThat(Tally.streams(store, 2).load(STREAM).version()).isEqualTo(end - 3);
  }

  @Test
  void a_pack_that_could_not_be_written_is_written_later() {
    var other = new StreamName("tallies/later");
    var streams = Tally.streams(store, 1);
    for (var i = 1; i <= 25; i++) {
      streams.handle(other, "c" + i, new Add(word(i)));
    }
    store.faults.add((objects, key, value) -> objects.putIfAbsent(key, value));
    store.faults.add(FaultyStore.LOST_REQUEST);
    streams.handle(other, "c26", new Add(word(26)));
    assertThat(store.list(other.packsPrefix(), "", 10)).isEmpty();
    streams.handle(other, "c27", new Add(word(27)));
    assertThat(store.list(other.packsPrefix(), "", 10)).hasSize(1);
  }

  @Test
  void rival_writers_make_the_same_packs() {
    var other = new StreamName("tallies/rivals");
    var writers = List.of(Tally.streams(store, 1), Tally.streams(store, 2));
    for (var i = 1; i <= 120; i++) {
      writers.get(i % 2).handle(other, "c" + i, new Add(word(i)));
    }
    var keys = store.list(other.packsPrefix(), "", 10);
    assertThat(keys).hasSize(4);
    assertThat(Tally.streams(store, 3).load(other).version()).isEqualTo(120);
  }
}
