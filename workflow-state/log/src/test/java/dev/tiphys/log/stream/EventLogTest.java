package dev.tiphys.log.stream;

import static dev.tiphys.log.stream.Tally.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.tiphys.log.LogFailure.CorruptLog;
import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.stream.Tally.Add;
import dev.tiphys.log.stream.Tally.Added;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventLogTest {
  private final MemoryObjectStore store = new MemoryObjectStore();

  private void add(int count) {
    var streams = Tally.streams(store, 1);
    for (var i = 1; i <= count; i++) {
      streams.handle(STREAM, "c" + i, new Add("word " + i));
    }
  }

  private String record(long version) {
    return new String(store.get(STREAM.recordKey(version)).orElseThrow(), StandardCharsets.UTF_8);
  }

  private void replace(long version, String text) {
    store.put(STREAM.recordKey(version), text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertQuarantined(String message) {
    for (var fresh = 0; fresh < 2; fresh++) {
      var streams = Tally.streams(store, 7);
      assertThatThrownBy(() -> streams.load(STREAM))
          .isInstanceOf(CorruptLog.class)
          .hasMessageContaining("stream tallies/one")
          .hasMessageContaining(message);
      assertThatThrownBy(() -> streams.handle(STREAM, "new", new Add("new")))
          .isInstanceOf(CorruptLog.class);
      assertThat(
              streams.handle(new StreamName("tallies/other" + fresh), "c", new Add("a")).version())
          .isEqualTo(1);
    }
  }

  @Test
  void a_record_is_the_json_that_the_format_describes() {
    add(1);
    assertThat(record(1))
        .isEqualTo(
            "{\"p\":\"%s\",\"v\":1,\"t\":1795521600000,\"w\":\"c9Uau9icuBlv\","
                    .formatted(Tip.origin(STREAM).hash())
                + "\"c\":[{\"i\":\"c1\",\"f\":[{\"added\":\"word 1\"}]}]}");
  }

  @Test
  void the_envelope_of_a_record_has_less_than_130_bytes_however_long_the_stream() {
    add(300);
    for (var version : List.of(1L, 10L, 300L)) {
      var own = "{\"added\":\"word %d\"}c%d".formatted(version, version).length();
      assertThat(record(version).length() - own).isLessThan(130);
    }
  }

  @Test
  void each_record_names_the_hash_of_the_one_before() {
    add(3);
    var tip = Tip.origin(STREAM);
    var versions = new ArrayList<Long>();
    var previous = new ArrayList<String>();
    Tally.log(store, 1)
        .history(
            STREAM,
            2,
            record -> {
              versions.add(record.version());
              previous.add(record.previous());
            });
    assertThat(versions).containsExactly(1L, 2L);
    assertThat(previous)
        .containsExactly(tip.hash(), tip.next(store.get(STREAM.recordKey(1)).orElseThrow()).hash());
  }

  @Test
  void a_flipped_bit_is_found_at_the_next_record() {
    add(3);
    replace(2, record(2).replace("word 2", "word 3"));
    assertQuarantined("version 3: it should follow a record with hash");
  }

  @Test
  void a_truncated_record_is_found() {
    add(3);
    replace(3, record(3).substring(0, 90));
    assertQuarantined("version 3: the record cannot be read");
  }

  @Test
  void a_deleted_record_is_a_gap_and_its_number_is_not_used_again() {
    add(3);
    store.delete(STREAM.recordKey(2));
    assertQuarantined("version 2: the record is missing, though a later one exists");
    assertThat(store.get(STREAM.recordKey(2))).isEmpty();
  }

  @Test
  void a_deleted_first_record_is_a_gap() {
    add(2);
    store.delete(STREAM.recordKey(1));
    assertQuarantined("version 1: the record is missing");
  }

  @Test
  void a_record_copied_from_another_stream_is_found() {
    var other = new StreamName("tallies/foreign");
    Tally.streams(store, 1).handle(other, "c1", new Add("a"));
    store.put(STREAM.recordKey(1), store.get(other.recordKey(1)).orElseThrow());
    assertQuarantined("version 1: it should follow");
  }

  @Test
  void an_unknown_fact_is_refused_and_an_unknown_field_is_not() {
    add(1);
    replace(1, record(1).replace("\"c\":[{", "\"new\":{\"x\":[1]},\"c\":[{\"y\":2,"));
    assertThat(Tally.streams(store, 1).load(STREAM).version()).isEqualTo(1);
    replace(1, record(1).replace("added", "invented"));
    assertQuarantined("unknown fact type 'invented'");
  }

  @Test
  void facts_that_do_not_follow_from_the_state_are_corruption() {
    add(1);
    var log = Tally.log(store, 3);
    var tip = Tip.origin(STREAM).next(store.get(STREAM.recordKey(1)).orElseThrow());
    log.append(STREAM, tip, List.of(new Commit<>("x", List.of(new Added("word 1")))));
    assertQuarantined("version 2: its facts do not follow from the state before them");
  }

  @Test
  void a_warm_writer_notices_a_record_that_is_not_its_successor() {
    var streams = Tally.streams(store, 1);
    streams.handle(STREAM, "c1", new Add("a"));
    replace(2, record(1).replace("\"v\":1", "\"v\":2"));
    assertThatThrownBy(() -> streams.handle(STREAM, "c2", new Add("b")))
        .isInstanceOf(CorruptLog.class);
  }

  @Test
  void a_fact_above_the_limit_is_refused_and_others_go_on() {
    var streams = Tally.streams(store, 1);
    var huge = "x".repeat(EventLog.FACT_BYTES_MAX);
    assertThatThrownBy(() -> streams.handle(STREAM, "c1", new Add(huge)))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining("command c1")
        .hasMessageContaining("limit is 8388608");
    assertThat(streams.handle(STREAM, "c2", new Add("a")).version()).isEqualTo(1);
  }

  @Test
  void a_batch_above_the_limit_goes_out_in_several_records() {
    var committer = new Committer<>(Tally.log(store, 1), Tally.FOLD, Tally::decide, new Random(1));
    var requests = new ArrayList<Request<Tally.Command>>();
    for (var i = 0; i < 5; i++) {
      requests.add(new Request<>("c" + i, new Add(i + "x".repeat(3 << 20))));
    }
    var batch = committer.commit(STREAM, null, requests);
    assertThat(batch.answers())
        .extracting(answer -> answer.get().version())
        .containsExactly(1L, 1L, 2L, 2L, 3L);
    assertThat(Tally.facts(store)).hasSize(5);
  }

  @Test
  void an_id_without_characters_or_with_too_many_is_refused() {
    var streams = Tally.streams(store, 1);
    for (var id : List.of("", "i".repeat(1025))) {
      assertThatThrownBy(() -> streams.handle(STREAM, id, new Add("a")))
          .isInstanceOf(Rejected.class);
    }
  }

  @Test
  void a_codec_that_cannot_write_fails_its_caller_and_writes_nothing() {
    var broken =
        new FactCodec<Tally.Fact>() {
          @Override
          public void write(Tally.Fact fact, JsonGenerator out) throws IOException {
            throw new IOException("no");
          }

          @Override
          public Tally.Fact read(JsonParser in) {
            throw new IllegalStateException();
          }
        };
    var log = new EventLog<>(store, broken, InstantSource.system(), new Random(1));
    var streams = new Streams<>(log, Tally.FOLD, Tally::decide, new Random(1), 4);
    assertThatThrownBy(() -> streams.handle(STREAM, "c", new Add("a")))
        .hasMessageContaining("command c");
    assertThat(store.list("", "", 10)).isEmpty();
  }
}
