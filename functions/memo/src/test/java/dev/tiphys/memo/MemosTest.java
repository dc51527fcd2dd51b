package dev.tiphys.memo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.AnswerMemo;
import dev.tiphys.events.RunCommand.MarkMemoStored;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews;
import dev.tiphys.events.RunNews.MemoProduced;
import dev.tiphys.events.RunNews.MemoWanted;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MemosTest {
  private static final Instant T0 = Instant.parse("2026-11-24T00:00:00Z");
  private static final RunId A = new RunId("ns", "a", "uid-a");
  private static final RunId B = new RunId("ns", "b", "uid-b");
  private static final RunId ELSEWHERE = new RunId("other", "b", "uid-b");
  private static final Outputs OUTPUTS =
      new Outputs(
          Map.of("p", "line 1\nline \u2028 2"),
          "result",
          "0",
          Map.of("out", JsonNodeFactory.instance.objectNode().put("path", "/out")));

  private final RunEvents events = new RunEvents(LargeValues.inMemory());
  private final ObjectStore store = new MemoryObjectStore();
  private final Map<String, String> refused = new HashMap<>();
  private Instant now = T0;
  private final Memos function =
      new Memos(
          new Caches(store),
          (namespace, cache) -> Optional.ofNullable(refused.get(namespace + "/" + cache)),
          events,
          () -> now);

  private RunCommand when(RunId run, RunNews news) {
    var answers = function.apply(events.announcement(run, "7-1", 7, news, now, null));
    var request = events.readRequest(answers.getFirst());
    assertThat(request.run()).isEqualTo(run);
    return request.command();
  }

  private RunCommand asks(RunId run, String maxAge) {
    return when(run, new MemoWanted(3, "cache", "key", maxAge));
  }

  private AnswerMemo nothing() {
    return new AnswerMemo(3, false, Outputs.NONE, null, now);
  }

  private AnswerMemo known() {
    return new AnswerMemo(3, true, OUTPUTS, null, now);
  }

  private RunCommand keeps(RunId run) {
    return when(run, new MemoProduced(5, "a-123", "cache", "key", OUTPUTS));
  }

  @Test
  void a_cache_knows_what_a_node_of_another_run_has_left() {
    assertThat(asks(B, null)).isEqualTo(nothing());
    assertThat(keeps(A)).isEqualTo(new MarkMemoStored(5, T0));
    assertThat(asks(B, null)).isEqualTo(known());
  }

  @Test
  void a_cache_is_of_one_namespace_and_one_name() {
    keeps(A);
    assertThat(asks(ELSEWHERE, null)).isEqualTo(nothing());
    assertThat(when(B, new MemoWanted(3, "other", "key", null))).isEqualTo(nothing());
    assertThat(when(B, new MemoWanted(3, "cache", "other", null))).isEqualTo(nothing());
  }

  @Test
  void what_is_older_than_a_node_wants_does_not_count() {
    keeps(A);
    now = T0.plus(Duration.ofHours(1));
    assertThat(asks(B, "1h")).isEqualTo(known());
    now = now.plusSeconds(1);
    assertThat(asks(B, "1h")).isEqualTo(nothing());
    assertThat(asks(B, "3601s")).isEqualTo(known());
    keeps(A);
    assertThat(asks(B, "1h")).isEqualTo(known());
  }

  @Test
  void a_config_map_that_is_no_cache_is_refused() {
    refused.put("ns/cache", "it is something else");
    assertThat(asks(B, null))
        .isEqualTo(new AnswerMemo(3, false, Outputs.NONE, "it is something else", now));
  }

  @Test
  void an_entry_is_what_argo_would_keep() {
    keeps(A);
    now = T0.plusSeconds(5);
    asks(B, null);
    var bytes = store.get("caches/ns/cache/key").orElseThrow();
    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"nodeID\":\"a-123\",\"outputs\":{\"parameters\":[{\"name\":\"p\",\"value\":\"line"
                + " 1\\nline \u2028 2\"}],\"artifacts\":[{\"path\":\"/out\",\"name\":\"out\"}],"
                + "\"result\":\"result\",\"exitCode\":\"0\"},"
                + "\"creationTimestamp\":\"2026-11-24T00:00:00Z\","
                + "\"lastHitTimestamp\":\"2026-11-24T00:00:05Z\"}");
  }

  @Test
  void an_entry_that_cannot_be_read_is_as_good_as_none() {
    store.put("caches/ns/cache/key", "broken".getBytes(StandardCharsets.UTF_8));
    assertThat(asks(B, null)).isEqualTo(nothing());
    keeps(A);
    assertThat(asks(B, null)).isEqualTo(known());
  }

  @Test
  void what_nobody_has_asked_for_can_be_forgotten() {
    keeps(A);
    when(A, new MemoProduced(6, "a-124", "cache", "unused", OUTPUTS));
    now = T0.plusSeconds(60);
    asks(B, null);
    assertThat(new Caches(store).forgetUnused(T0.plusSeconds(30))).isEqualTo(1);
    assertThat(asks(B, null)).isEqualTo(known());
    assertThat(store.get("caches/ns/cache/unused")).isEmpty();
  }

  @Test
  void events_about_something_else_are_refused() {
    assertThatThrownBy(() -> when(A, new RunNews.StepReady(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 'dev.tiphys.step.ready'");
  }
}
