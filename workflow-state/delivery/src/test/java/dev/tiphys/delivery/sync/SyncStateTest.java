package dev.tiphys.delivery.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.delivery.sync.SyncCommand.Applied;
import dev.tiphys.delivery.sync.SyncCommand.FinishSync;
import dev.tiphys.delivery.sync.SyncCommand.RecordHealth;
import dev.tiphys.delivery.sync.SyncCommand.RecordStep;
import dev.tiphys.delivery.sync.SyncCommand.RefreshSync;
import dev.tiphys.delivery.sync.SyncCommand.StartSync;
import dev.tiphys.delivery.sync.SyncCommand.TerminateSync;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.ResultCode;
import dev.tiphys.events.delivery.SyncFact;
import dev.tiphys.events.delivery.SyncFact.ResultsChanged;
import dev.tiphys.events.delivery.SyncFact.RetrySet;
import dev.tiphys.events.delivery.SyncFact.SyncFinished;
import dev.tiphys.events.delivery.SyncFact.SyncRefreshed;
import dev.tiphys.events.delivery.SyncFact.SyncRehearsed;
import dev.tiphys.events.delivery.SyncFact.SyncStarted;
import dev.tiphys.events.delivery.SyncFact.SyncWaits;
import dev.tiphys.events.delivery.SyncFact.TerminationRequested;
import dev.tiphys.events.delivery.SyncFact.WaveApplied;
import dev.tiphys.events.delivery.SyncFact.WaveHealthy;
import dev.tiphys.events.delivery.SyncPhase;
import dev.tiphys.events.delivery.TaskResult;
import dev.tiphys.events.delivery.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SyncStateTest {
  private static final Instant AT = Instant.parse("2026-01-01T15:04:05Z");
  private static final SyncFact STARTED = started("{\"sync\":{}}");
  private static final SyncFact RETRYING =
      started(
          "{\"sync\":{},\"retry\":{\"limit\":2,\"backoff\":{\"duration\":\"10\",\"factor\":3}}}");
  private static final TaskResult RUNNING =
      new TaskResult(
          "",
          "v1",
          "Pod",
          "default",
          "a",
          SyncPhase.SYNC,
          ResultCode.SYNCED,
          null,
          OperationPhase.RUNNING,
          "");
  private static final TaskResult DONE =
      RUNNING.with(ResultCode.SYNCED, OperationPhase.SUCCEEDED, "");
  private static final Waiting FOR_A =
      new Waiting(
          "waiting for healthy state of /Pod/a", List.of("/Pod/a"), AT, null, "it is", true);
  private static final WaveApplied APPLIED =
      new WaveApplied(SyncPhase.SYNC, 0, false, List.of(RUNNING), AT);

  private static SyncStarted started(String operation) {
    return new SyncStarted("apps/argocd/a/u", json(operation), List.of(), null, null, AT);
  }

  private record Given(SyncState state) {
    List<SyncFact> when(SyncCommand command) {
      return state.decide(command);
    }
  }

  private static Given given(SyncFact... facts) {
    var state = SyncState.NONE;
    for (var fact : facts) {
      state = state.evolve(fact);
    }
    return new Given(state);
  }

  @Test
  void a_sync_starts_once() {
    var start = new StartSync("apps/argocd/a/u", json("{\"sync\":{}}"), List.of(), null, null, AT);
    assertThat(given().when(start)).containsExactly(STARTED);
    assertThat(given(STARTED).when(start)).isEmpty();
  }

  @Test
  void a_wave_is_recorded_with_what_it_changed() {
    var step =
        new RecordStep(0, true, List.of(RUNNING), new Applied(SyncPhase.SYNC, 0, false), FOR_A, AT);
    assertThat(given(STARTED, new SyncRehearsed(AT)).when(step))
        .containsExactly(APPLIED, new SyncWaits(FOR_A, AT));
  }

  @Test
  void waiting_for_the_same_is_not_recorded_again() {
    var later =
        new Waiting(FOR_A.what(), FOR_A.objects(), AT.plusSeconds(9), null, FOR_A.endedBy(), true);
    var step = new RecordStep(0, true, List.of(RUNNING), null, later, AT);
    assertThat(given(STARTED, APPLIED, new SyncWaits(FOR_A, AT)).when(step)).isEmpty();
  }

  @Test
  void a_wave_is_over_when_nothing_of_it_runs() {
    var health = new RecordHealth(0, List.of(DONE), true, AT);
    var over = new WaveHealthy(SyncPhase.SYNC, 0, AT);
    assertThat(given(STARTED, APPLIED).when(health))
        .containsExactly(new ResultsChanged(List.of(DONE), AT), over);
    assertThat(given(STARTED, APPLIED, over).when(new RecordHealth(0, List.of(), true, AT)))
        .isEmpty();
    assertThat(given(STARTED, APPLIED).when(new RecordHealth(0, List.of(RUNNING), false, AT)))
        .isEmpty();
  }

  @Test
  void who_has_to_wait_again_hears_again_when_the_waiting_is_over() {
    var over = new WaveHealthy(SyncPhase.SYNC, 0, AT);
    var step = new RecordStep(0, true, List.of(RUNNING), null, FOR_A, AT);
    var waits = new SyncWaits(FOR_A, AT);
    assertThat(given(STARTED, APPLIED, waits, over).when(step)).containsExactly(waits);
    assertThat(
            given(STARTED, APPLIED, waits, over, waits)
                .when(new RecordHealth(0, List.of(), true, AT)))
        .containsExactly(over);
  }

  @Test
  void the_next_wave_says_that_the_one_before_is_over() {
    var step =
        new RecordStep(0, true, List.of(DONE), new Applied(SyncPhase.SYNC, 1, true), null, AT);
    assertThat(given(STARTED, APPLIED).when(step))
        .containsExactly(
            new WaveHealthy(SyncPhase.SYNC, 0, AT),
            new WaveApplied(SyncPhase.SYNC, 1, true, List.of(DONE), AT));
  }

  @Test
  void what_nobody_can_see_in_the_cluster_is_said_once() {
    var over = new WaveHealthy(SyncPhase.SYNC, 0, AT);
    var window = new Waiting("the window is closed", List.of(), AT, null, "it opens", false);
    var step = new RecordStep(0, true, List.of(), null, window, AT);
    var given = given(STARTED, APPLIED, over);
    assertThat(given.when(step)).containsExactly(new SyncWaits(window, AT));
    assertThat(given(STARTED, APPLIED, over, new SyncWaits(window, AT)).when(step)).isEmpty();
  }

  @Test
  void a_sync_of_a_person_is_not_tried_again() {
    var finish = new FinishSync(0, OperationPhase.FAILED, "it broke", List.of(), AT);
    assertThat(given(STARTED).when(finish))
        .containsExactly(new SyncFinished(OperationPhase.FAILED, "it broke", AT));
  }

  @Test
  void a_failure_is_tried_again_as_often_as_the_operation_says() {
    var finish = new FinishSync(0, OperationPhase.FAILED, "it broke", List.of(), AT);
    var first = new RetrySet(1, AT.plusSeconds(10), "it broke. Retrying attempt #1 at 3:04PM.", AT);
    var second =
        new RetrySet(2, AT.plusSeconds(30), "it broke. Retrying attempt #2 at 3:04PM.", AT);
    assertThat(given(RETRYING).when(finish)).containsExactly(first);
    assertThat(given(RETRYING, first).when(failed(1))).containsExactly(second);
    assertThat(given(RETRYING, first, second).when(failed(2)))
        .containsExactly(
            new SyncFinished(OperationPhase.FAILED, "it broke (retried 2 times).", AT));
  }

  private static FinishSync failed(int attempt) {
    return new FinishSync(attempt, OperationPhase.FAILED, "it broke", List.of(), AT);
  }

  @Test
  void what_came_of_a_try_is_nothing_to_the_next_one() {
    var retry = new RetrySet(1, AT.plusSeconds(10), "it broke", AT);
    var given = given(RETRYING, APPLIED, retry);
    assertThat(given.when(failed(0))).isEmpty();
    assertThat(given.when(new RecordHealth(0, List.of(DONE), true, AT))).isEmpty();
    assertThat(
            given.when(
                new RecordStep(
                    0, true, List.of(RUNNING), new Applied(SyncPhase.SYNC, 0, false), FOR_A, AT)))
        .isEmpty();
  }

  @Test
  void who_is_late_with_a_wave_brings_nothing_back() {
    var next = new WaveApplied(SyncPhase.SYNC, 1, true, List.of(DONE), AT);
    var late =
        new RecordStep(0, true, List.of(RUNNING), new Applied(SyncPhase.SYNC, 0, false), null, AT);
    assertThat(given(STARTED, APPLIED, next).when(late)).isEmpty();
  }

  @Test
  void a_dry_run_that_went_well_is_recorded_with_what_is_waited_for_after_it() {
    var person = new Waiting("confirm", List.of(), AT, null, "a person", false);
    assertThat(given(STARTED).when(new RecordStep(0, true, List.of(), null, person, AT)))
        .containsExactly(new SyncRehearsed(AT), new SyncWaits(person, AT));
  }

  @Test
  void a_new_try_begins_from_the_start() {
    var retry = new RetrySet(1, AT.plusSeconds(10), "it broke", AT);
    var state = given(RETRYING, new SyncRehearsed(AT), APPLIED, retry).state();
    assertThat(state.rehearsed()).isFalse();
    assertThat(state.results()).isEmpty();
    assertThat(state.retry()).isEqualTo(retry);
    assertThat(state.phase()).isEqualTo(OperationPhase.RUNNING);
    assertThat(state.evolve(new SyncRehearsed(AT)).retry()).isNull();
  }

  @Test
  void a_try_that_takes_what_is_newest_waits_for_its_manifests() {
    var old = List.of(new ResolvedSource(json("{\"path\":\"app\"}"), "1111"));
    var next = List.of(new ResolvedSource(json("{\"path\":\"app\"}"), "2222"));
    var manifests = new Blob(Digest.of(new byte[] {1}), 1);
    var newer = new Blob(Digest.of(new byte[] {2}), 1);
    var started =
        new SyncStarted(
            "apps/argocd/a/u",
            json("{\"sync\":{},\"retry\":{\"limit\":2,\"refresh\":true}}"),
            old,
            manifests,
            null,
            AT);
    var retry = new RetrySet(1, AT.plusSeconds(10), "it broke", AT);
    var refresh = new RefreshSync(1, next, newer, AT);
    assertThat(given(started).when(refresh)).isEmpty();
    assertThat(given(started).state().manifests()).isEqualTo(manifests);
    assertThat(given(started, retry).state().manifests()).isNull();
    assertThat(given(started, retry).state().sources()).isEmpty();
    var refreshed = new SyncRefreshed(next, newer, AT);
    assertThat(given(started, retry).when(refresh)).containsExactly(refreshed);
    assertThat(given(started, retry, refreshed).state().manifests()).isEqualTo(newer);
    assertThat(given(started, retry, refreshed, retry).state().manifests()).isNull();
  }

  @Test
  void what_was_terminated_is_not_tried_again() {
    var terminated = new TerminationRequested("Operation terminated", AT);
    assertThat(given(RETRYING).when(new TerminateSync("Operation terminated", AT)))
        .containsExactly(terminated);
    assertThat(given(RETRYING, terminated).state().phase()).isEqualTo(OperationPhase.TERMINATING);
    assertThat(
            given(RETRYING, terminated)
                .when(
                    new FinishSync(
                        0, OperationPhase.FAILED, "Operation terminated", List.of(), AT)))
        .containsExactly(new SyncFinished(OperationPhase.FAILED, "Operation terminated", AT));
  }

  @Test
  void nothing_happens_after_the_end() {
    var finished = new SyncFinished(OperationPhase.SUCCEEDED, "done", AT);
    var given = given(STARTED, finished);
    assertThat(given.when(new RecordStep(0, true, List.of(DONE), null, FOR_A, AT))).isEmpty();
    assertThat(given.when(new TerminateSync("no", AT))).isEmpty();
    assertThat(given.when(new FinishSync(0, OperationPhase.FAILED, "no", List.of(), AT))).isEmpty();
  }

  @Test
  void a_wait_that_is_no_duration_is_an_error() {
    var bad = started("{\"sync\":{},\"retry\":{\"limit\":1,\"backoff\":{\"duration\":\"soon\"}}}");
    var facts =
        given(bad).when(new FinishSync(0, OperationPhase.FAILED, "it broke", List.of(), AT));
    assertThat(facts).hasSize(1);
    assertThat(((SyncFinished) facts.getFirst()).phase()).isEqualTo(OperationPhase.ERROR);
    assertThat(((SyncFinished) facts.getFirst()).message())
        .startsWith("it broke (failed to retry: ");
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "1, 10", "2, 20", "5, 160", "6, 180", "60, 180"})
  void the_default_wait_doubles_up_to_three_minutes(int made, int seconds) {
    var retry =
        dev.tiphys.language.application.Operation.from(json("{\"retry\":{\"limit\":-1}}")).retry();
    assertThat(Retrying.due(retry, made, AT)).contains(AT.plusSeconds(seconds));
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
