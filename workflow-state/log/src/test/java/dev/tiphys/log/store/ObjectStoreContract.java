package dev.tiphys.log.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.store.ObjectStore.Entry;
import dev.tiphys.log.store.ObjectStore.Put;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every store promises. A subclass says which store.
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class ObjectStoreContract {
  /// An empty store, or one in which nobody has used `folder()`.
  abstract ObjectStore store() throws Exception;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> keys(List<Entry> entries) {
    return entries.stream().map(Entry::key).toList();
  }

  @Test
  void the_first_create_wins_and_the_second_changes_nothing() throws Exception {
    var store = store();
    assertThat(store.putIfAbsent("a/b.json", bytes("one"))).isEqualTo(Put.CREATED);
    assertThat(store.putIfAbsent("a/b.json", bytes("two"))).isEqualTo(Put.EXISTS);
    assertThat(store.get("a/b.json")).hasValue(bytes("one"));
  }

  @Test
  void of_many_racing_creators_exactly_one_wins() throws Exception {
    var store = store();
    for (var round = 0; round < 5; round++) {
      var key = "race/" + round;
      var racers = new ArrayList<Callable<Put>>();
      for (var i = 0; i < 32; i++) {
        var value = bytes("racer " + i);
        racers.add(() -> store.putIfAbsent(key, value));
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var created = 0;
        for (var racer : threads.invokeAll(racers)) {
          created += racer.get() == Put.CREATED ? 1 : 0;
        }
        assertThat(created).isOne();
      }
    }
  }

  @Test
  void put_replaces_and_delete_removes() throws Exception {
    var store = store();
    store.put("k", bytes("one"));
    store.put("k", bytes("two"));
    assertThat(store.get("k")).hasValue(bytes("two"));
    store.delete("k");
    store.delete("k");
    assertThat(store.get("k")).isEmpty();
    assertThat(store.get("no/such/key")).isEmpty();
    assertThat(store.putIfAbsent("k", bytes("three"))).isEqualTo(Put.CREATED);
  }

  @Test
  void listing_is_in_the_order_of_bytes_whatever_the_folders_are() throws Exception {
    var store = store();
    var keys =
        List.of("p-x/y", "p.q/r", "p.q/s.t", "p/A", "p/a", "p/q/1.json", "p/q/2.json", "p/q2", "q");
    for (var key : keys.reversed()) {
      store.put(key, bytes(key));
    }
    assertThat(keys(store.list("", "", 1000))).containsExactlyElementsOf(keys);
    assertThat(keys(store.list("p/", "", 1000)))
        .containsExactly("p/A", "p/a", "p/q/1.json", "p/q/2.json", "p/q2");
    assertThat(keys(store.list("p/q", "", 1000)))
        .containsExactly("p/q/1.json", "p/q/2.json", "p/q2");
    assertThat(store.list("nothing/", "", 10)).isEmpty();
    assertThat(store.list("q", "", 10)).containsExactly(new Entry("q", 1));
  }

  @Test
  void pages_of_a_listing_join_without_gap_or_repetition() throws Exception {
    var store = store();
    var keys = new ArrayList<String>();
    for (var i = 0; i < 25; i++) {
      keys.add("s/r/%020d.json".formatted(i));
      keys.add("s/t%02d/x".formatted(i));
    }
    keys.forEach(key -> store.put(key, bytes("x")));
    keys.sort(null);
    var seen = new ArrayList<String>();
    var after = "";
    while (true) {
      var page = keys(store.list("s/", after, 7));
      seen.addAll(page);
      if (page.size() < 7) {
        break;
      }
      after = page.getLast();
    }
    assertThat(seen).isEqualTo(keys);
    assertThat(keys(store.list("s/r/", "s/r/00000000000000000003", 1)))
        .containsExactly("s/r/00000000000000000003.json");
  }

  @Test
  void empty_and_large_objects_come_back_as_they_were() throws Exception {
    var store = store();
    var large = new byte[3 << 20];
    new java.util.Random(7).nextBytes(large);
    store.putIfAbsent("large", large);
    store.putIfAbsent("empty", new byte[0]);
    assertThat(store.get("large")).hasValue(large);
    assertThat(store.get("empty")).hasValue(new byte[0]);
  }

  @Test
  void a_name_of_253_characters_is_fine() throws Exception {
    var store = store();
    var key = "runs/" + "n".repeat(253) + "/x.json";
    store.put(key, bytes("x"));
    assertThat(keys(store.list("runs/", "", 5))).containsExactly(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/a", "a/", "a//b", "..", "a/../b", "./a", "a/.", "a\\b", "a b", "a\u0000", "ü", "a\nb",
        "a!b"
      })
  void keys_that_could_leave_the_root_or_are_not_plain_are_refused(String key) throws Exception {
    var store = store();
    var value = new byte[0];
    assertThatThrownBy(() -> store.putIfAbsent(key, value)).isInstanceOf(Rejected.class);
    assertThatThrownBy(() -> store.put(key, value)).isInstanceOf(Rejected.class);
    assertThatThrownBy(() -> store.get(key)).isInstanceOf(Rejected.class);
    assertThatThrownBy(() -> store.delete(key)).isInstanceOf(Rejected.class);
  }

  @Test
  void the_probe_accepts_it_again_and_again() throws Exception {
    var store = store();
    assertThatCode(() -> StoreProbe.verify(store)).doesNotThrowAnyException();
    assertThatCode(() -> StoreProbe.verify(store)).doesNotThrowAnyException();
  }
}
