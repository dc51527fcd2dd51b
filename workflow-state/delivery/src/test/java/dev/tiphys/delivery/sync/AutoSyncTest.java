package dev.tiphys.delivery.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.delivery.sync.AutoSync.Comparison;
import dev.tiphys.delivery.sync.AutoSync.Nothing;
import dev.tiphys.delivery.sync.AutoSync.Refuse;
import dev.tiphys.delivery.sync.AutoSync.Resource;
import dev.tiphys.delivery.sync.AutoSync.Start;
import dev.tiphys.delivery.sync.AutoSync.Verdict;
import dev.tiphys.delivery.sync.AutoSync.WaitUntil;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.AppFact.SyncEnded;
import dev.tiphys.events.delivery.AppFact.SyncRequested;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.language.application.ApplicationSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AutoSyncTest {
  private static final Instant ENDED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = ENDED.plusSeconds(3600);
  private static final ResolvedSource OLD = new ResolvedSource(json("{\"path\":\"a\"}"), "1111");
  private static final ResolvedSource NEW = new ResolvedSource(json("{\"path\":\"a\"}"), "2222");
  private static final Resource SAME =
      new Resource(new ObjectKey("", "ConfigMap", "default", "same"), "Synced", false, false);
  private static final Resource CHANGED =
      new Resource(
          new ObjectKey("apps", "Deployment", "default", "web"), "OutOfSync", false, false);
  private static final Resource EXTRA =
      new Resource(new ObjectKey("", "ConfigMap", "default", "extra"), "OutOfSync", true, false);

  private static Verdict decide(
      String automated, AppState state, ResolvedSource source, Resource... all) {
    return decide(automated, state, NOW, source, all);
  }

  private static Verdict decide(
      String automated, AppState state, Instant now, ResolvedSource source, Resource... all) {
    var spec = ApplicationSpec.from(json("{\"syncPolicy\":{%s}}".formatted(automated)));
    var status = List.of(all).stream().allMatch(each -> each == SAME) ? "Synced" : "OutOfSync";
    return AutoSync.decide(
        spec,
        state,
        new Comparison(status, List.of(source), List.of(all)),
        true,
        AutoSync.Healing.DEFAULT,
        now);
  }

  @Test
  void the_wait_before_healing_again_is_configured_as_in_argo_cd() {
    var plain = AutoSync.Healing.DEFAULT;
    assertThat(
            LongStream.of(0, 1, 2, 3, 9, 1_000).mapToObj(n -> plain.pause(n).toSeconds()).toList())
        .containsExactly(0L, 2L, 6L, 18L, 300L, 300L);
    var fixed =
        AutoSync.Healing.of(
            Map.of(
                "controller.self.heal.backoff.timeout.seconds", "0",
                "controller.self.heal.timeout.seconds", "7"));
    assertThat(fixed.pause(1)).isEqualTo(Duration.ofSeconds(7));
    assertThat(fixed.pause(9)).isEqualTo(Duration.ofSeconds(7));
    var wrong = Map.of("controller.self.heal.backoff.factor", "often");
    assertThatThrownBy(() -> AutoSync.Healing.of(wrong))
        .hasMessage(
            "argocd-cmd-params-cm: controller.self.heal.backoff.factor: expected a whole number,"
                + " found 'often'");
  }

  private static AppState after(OperationPhase phase, String sync) {
    return AppState.NEW
        .evolve(
            new SyncRequested(
                "s",
                json("{\"sync\":%s}".formatted(sync)),
                List.of(OLD),
                new Blob(Digest.of(new byte[0]), 1),
                null,
                ENDED.minusSeconds(5)))
        .evolve(new SyncEnded("s", phase, "it broke", null, null, false, List.of(), null, ENDED));
  }

  @Test
  void what_differs_is_synced() {
    var verdict = decide("\"automated\":{}", AppState.NEW, OLD, SAME, CHANGED);
    assertThat(verdict)
        .isEqualTo(
            new Start(
                (com.fasterxml.jackson.databind.node.ObjectNode)
                    json(
                        "{\"sync\":{\"revision\":\"1111\",\"source\":{\"path\":\"a\"}},"
                            + "\"initiatedBy\":{\"automated\":true},\"retry\":{\"limit\":5}}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"automated\":{\"enabled\":false}", "\"automated\":null"})
  void nothing_happens_by_itself_where_nobody_wants_it(String policy) {
    assertThat(decide(policy, AppState.NEW, OLD, CHANGED)).isEqualTo(new Nothing());
  }

  @Test
  void nothing_happens_when_nothing_differs() {
    assertThat(decide("\"automated\":{}", AppState.NEW, OLD, SAME)).isEqualTo(new Nothing());
  }

  @Test
  void what_only_needs_pruning_starts_no_sync_that_prunes_nothing() {
    assertThat(decide("\"automated\":{}", AppState.NEW, OLD, SAME, EXTRA)).isEqualTo(new Nothing());
    assertThat(decide("\"automated\":{\"prune\":true}", AppState.NEW, OLD, SAME, EXTRA))
        .isInstanceOf(Start.class);
  }

  @Test
  void an_application_is_not_emptied_by_itself() {
    assertThat(decide("\"automated\":{\"prune\":true}", AppState.NEW, OLD, EXTRA))
        .isEqualTo(
            new Refuse("Skipping sync attempt to [1111]: auto-sync will wipe out all resources"));
    assertThat(
            decide("\"automated\":{\"prune\":true,\"allowEmpty\":true}", AppState.NEW, OLD, EXTRA))
        .isInstanceOf(Start.class);
  }

  @Test
  void what_failed_is_not_tried_again_until_something_changes() {
    var failed = after(OperationPhase.FAILED, "{}");
    assertThat(decide("\"automated\":{\"selfHeal\":true}", failed, OLD, CHANGED))
        .isEqualTo(new Refuse("Failed last sync attempt to [1111]: it broke"));
    assertThat(decide("\"automated\":{}", failed, NEW, CHANGED)).isInstanceOf(Start.class);
  }

  @Test
  void drift_is_healed_only_where_somebody_wants_it() {
    var succeeded = after(OperationPhase.SUCCEEDED, "{}");
    assertThat(decide("\"automated\":{}", succeeded, OLD, CHANGED)).isEqualTo(new Nothing());
    var verdict = decide("\"automated\":{\"selfHeal\":true}", succeeded, OLD, SAME, CHANGED);
    assertThat(verdict).isInstanceOf(Start.class);
    var sync = ((Start) verdict).operation().get("sync");
    assertThat(sync.get("resources"))
        .isEqualTo(json("[{\"group\":\"apps\",\"kind\":\"Deployment\",\"name\":\"web\"}]"));
    assertThat(sync.get("autoHealAttemptsCount").asInt()).isEqualTo(1);
  }

  @Test
  void what_no_sync_would_prune_is_not_healed_for_ever() {
    var succeeded = after(OperationPhase.SUCCEEDED, "{}");
    var heal = "\"automated\":{\"prune\":true,\"selfHeal\":true}";
    var kept = new Resource(EXTRA.key(), "OutOfSync", true, true);
    assertThat(decide(heal, succeeded, OLD, SAME, kept)).isEqualTo(new Nothing());
    assertThat(decide(heal, succeeded, OLD, SAME, kept, EXTRA)).isInstanceOf(Start.class);
    assertThat(decide(heal, succeeded, NEW, SAME, kept)).isInstanceOf(Start.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 6", "3, 18", "4, 54", "5, 162", "6, 300", "60, 300"})
  void healing_waits_longer_each_time(int attempts, int seconds) {
    var state =
        after(OperationPhase.SUCCEEDED, "{\"autoHealAttemptsCount\":%d}".formatted(attempts));
    var heal = "\"automated\":{\"selfHeal\":true}";
    assertThat(decide(heal, state, ENDED.plusSeconds(seconds - 1), OLD, CHANGED))
        .isEqualTo(new WaitUntil(ENDED.plusSeconds(seconds)));
    assertThat(decide(heal, state, ENDED.plusSeconds(seconds), OLD, CHANGED))
        .isInstanceOf(Start.class);
  }

  @Test
  void a_sync_that_is_under_way_is_left_alone() {
    var busy =
        AppState.NEW.evolve(new SyncRequested("s", json("{}"), List.of(OLD), null, null, ENDED));
    assertThat(decide("\"automated\":{}", busy, NEW, CHANGED)).isEqualTo(new Nothing());
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
