package dev.tiphys.delivery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.app.AppCommand.AdvanceDeletion;
import dev.tiphys.delivery.app.AppCommand.EndSync;
import dev.tiphys.delivery.app.AppCommand.ObserveRevision;
import dev.tiphys.delivery.app.AppCommand.RecordFailure;
import dev.tiphys.delivery.app.AppCommand.RecordManifests;
import dev.tiphys.delivery.app.AppCommand.ReleaseFinalizer;
import dev.tiphys.delivery.app.AppCommand.RequestDeletion;
import dev.tiphys.delivery.app.AppCommand.RequestSync;
import dev.tiphys.delivery.app.AppCommand.SetConditions;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.AppFact;
import dev.tiphys.events.delivery.AppFact.ConditionsSet;
import dev.tiphys.events.delivery.AppFact.DeletionRequested;
import dev.tiphys.events.delivery.AppFact.FinalizerReleased;
import dev.tiphys.events.delivery.AppFact.ManifestsRendered;
import dev.tiphys.events.delivery.AppFact.RevisionObserved;
import dev.tiphys.events.delivery.AppFact.SourceFailed;
import dev.tiphys.events.delivery.AppFact.SyncEnded;
import dev.tiphys.events.delivery.AppFact.SyncRequested;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.Condition;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.ResolvedSource;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AppStateTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = AT.plusSeconds(60);
  private static final ObjectNode OPERATION = JsonNodeFactory.instance.objectNode().put("a", 1);
  private static final List<ResolvedSource> OLD = List.of(new ResolvedSource(OPERATION, "1111"));
  private static final List<ResolvedSource> NEW = List.of(new ResolvedSource(OPERATION, "2222"));
  private static final Blob MANIFESTS = new Blob(Digest.of(new byte[] {1}), 1);
  private static final Blob INVENTORY = new Blob(Digest.of(new byte[] {2}), 1);
  private static final AppFact SEEN_OLD = new RevisionObserved(OLD, Refresh.NONE, AT);
  private static final AppFact SEEN_NEW = new RevisionObserved(NEW, Refresh.NONE, LATER);
  private static final AppFact RENDERED =
      new ManifestsRendered(OLD, MANIFESTS, List.of("Directory"), AT.plusSeconds(1));
  private static final AppFact REQUESTED =
      new SyncRequested("s-1", OPERATION, OLD, MANIFESTS, null, AT);

  private record Given(AppState state) {
    List<AppFact> when(AppCommand command) {
      return state.decide(command);
    }
  }

  private static Given given(AppFact... facts) {
    var state = AppState.NEW;
    for (var fact : facts) {
      state = state.evolve(fact);
    }
    return new Given(state);
  }

  @Test
  void what_was_observed_before_is_no_news() {
    assertThat(given().when(new ObserveRevision(OLD, Refresh.NONE, AT))).containsExactly(SEEN_OLD);
    assertThat(given(SEEN_OLD).when(new ObserveRevision(OLD, Refresh.NONE, LATER))).isEmpty();
    assertThat(given(SEEN_OLD).when(new ObserveRevision(NEW, Refresh.NONE, LATER)))
        .containsExactly(SEEN_NEW);
  }

  @Test
  void what_was_observed_before_is_told_again_to_who_asks_and_after_a_failure() {
    assertThat(given(SEEN_OLD).when(new ObserveRevision(OLD, Refresh.NORMAL, LATER))).hasSize(1);
    var failed = new SourceFailed(OLD, "no such folder", AT);
    assertThat(given(SEEN_OLD, failed).when(new ObserveRevision(OLD, Refresh.NONE, LATER)))
        .hasSize(1);
  }

  @Test
  void a_render_of_another_revision_than_the_observed_one_is_too_late() {
    var old = new RecordManifests(OLD, MANIFESTS, List.of("Directory"), LATER);
    assertThat(given(SEEN_OLD).when(old)).hasSize(1);
    assertThat(given(SEEN_OLD, SEEN_NEW).when(old)).isEmpty();
    assertThat(given().when(old)).isEmpty();
    var failure = new RecordFailure(OLD, "no such folder", false, LATER);
    assertThat(given(SEEN_OLD, SEEN_NEW).when(failure)).isEmpty();
    assertThat(given(SEEN_OLD).when(failure)).hasSize(1);
  }

  @Test
  void each_look_at_the_sources_is_answered_by_one_render() {
    var again = new RecordManifests(OLD, MANIFESTS, List.of("Directory"), LATER);
    assertThat(given(SEEN_OLD, RENDERED).when(again)).isEmpty();
    var asked = new RevisionObserved(OLD, Refresh.NORMAL, LATER);
    assertThat(given(SEEN_OLD, RENDERED, asked).when(again)).hasSize(1);
  }

  @Test
  void an_application_is_deleted_once_and_not_synced_any_more() {
    var asked = new DeletionRequested(List.of("a", "b"), AT);
    assertThat(given().when(new RequestDeletion(List.of("a", "b"), AT))).containsExactly(asked);
    assertThat(given(asked).when(new RequestDeletion(List.of("c"), LATER))).isEmpty();
    assertThatThrownBy(
            () -> given(asked).when(new RequestSync("s-9", OPERATION, List.of(), null, LATER)))
        .isInstanceOf(AppRefused.class)
        .hasMessage("application is deleting");
  }

  @Test
  void a_deletion_is_over_when_nothing_holds_the_application() {
    var asked = new DeletionRequested(List.of("a", "b"), AT);
    var released = new FinalizerReleased("a", LATER);
    assertThat(given(asked).when(new ReleaseFinalizer("a", LATER))).containsExactly(released);
    assertThat(given(asked, released).when(new ReleaseFinalizer("a", LATER))).isEmpty();
    assertThat(given(asked, released).when(new AdvanceDeletion("a", 0, null, LATER))).isEmpty();
    assertThat(given(asked, released).state().deletion().over()).isFalse();
    var last = new FinalizerReleased("b", LATER);
    assertThat(given(asked, released, last).state().deletion().over()).isTrue();
    assertThat(given().when(new ReleaseFinalizer("a", LATER))).isEmpty();
  }

  @Test
  void the_same_failure_is_told_again_only_to_who_asks() {
    var failed = new SourceFailed(List.of(), "no such branch", AT);
    assertThat(given(failed).when(new RecordFailure(List.of(), "no such branch", false, LATER)))
        .isEmpty();
    assertThat(given(failed).when(new RecordFailure(List.of(), "no such branch", true, LATER)))
        .containsExactly(new SourceFailed(List.of(), "no such branch", LATER));
  }

  @Test
  void a_failure_leaves_what_was_rendered_before() {
    var state = given(SEEN_OLD, RENDERED, SEEN_NEW, new SourceFailed(NEW, "broken", LATER)).state();
    assertThat(state.rendered()).isEqualTo(RENDERED);
    assertThat(state.failed()).isNotNull();
    assertThat(state.evolve(RENDERED).failed()).isNull();
  }

  @Test
  void there_is_one_operation_at_a_time() {
    var other = new RequestSync("s-2", OPERATION, OLD, MANIFESTS, LATER);
    assertThatThrownBy(() -> given(REQUESTED).when(other))
        .isInstanceOf(AppRefused.class)
        .hasMessage("another operation is already in progress");
    assertThat(given(REQUESTED).when(new RequestSync("s-1", OPERATION, OLD, MANIFESTS, LATER)))
        .isEmpty();
    assertThat(given(RENDERED, REQUESTED, end(OperationPhase.FAILED, null, false)).when(other))
        .hasSize(1);
  }

  @Test
  void what_an_application_owns_comes_from_syncs_that_say_so() {
    var state = given(REQUESTED, end(OperationPhase.SUCCEEDED, INVENTORY, true)).state();
    assertThat(state.inventory()).isEqualTo(INVENTORY);
    var request = new RequestSync("s-2", OPERATION, OLD, MANIFESTS, LATER);
    assertThat(state.decide(request))
        .containsExactly(new SyncRequested("s-2", OPERATION, OLD, MANIFESTS, INVENTORY, LATER));
    var failed =
        state
            .evolve(new SyncRequested("s-2", OPERATION, NEW, MANIFESTS, INVENTORY, LATER))
            .evolve(
                new SyncEnded(
                    "s-2", OperationPhase.FAILED, "", null, null, false, List.of(), null, LATER));
    assertThat(failed.inventory()).isEqualTo(INVENTORY);
  }

  @Test
  void only_what_was_rendered_to_the_end_from_these_sources_is_synced() {
    var old = new RequestSync("s-1", OPERATION, OLD, MANIFESTS, LATER);
    assertThat(given(SEEN_OLD, RENDERED).when(old)).hasSize(1);
    assertThatThrownBy(() -> given(SEEN_OLD).when(old))
        .isInstanceOf(AppRefused.class)
        .hasMessageStartingWith("no completed render");
    var other = new RequestSync("s-1", OPERATION, OLD, INVENTORY, LATER);
    assertThatThrownBy(() -> given(RENDERED).when(other)).isInstanceOf(AppRefused.class);
    var later = new RequestSync("s-1", OPERATION, NEW, MANIFESTS, LATER);
    assertThatThrownBy(() -> given(RENDERED).when(later)).isInstanceOf(AppRefused.class);
  }

  @Test
  void the_history_counts_from_zero_and_keeps_what_was_brought() {
    var state = given(REQUESTED, end(OperationPhase.SUCCEEDED, INVENTORY, true)).state();
    assertThat(state.history()).hasSize(1);
    assertThat(state.history().getFirst().id()).isZero();
    assertThat(state.history().getFirst().manifests()).isEqualTo(MANIFESTS);
    assertThat(given(REQUESTED, end(OperationPhase.SUCCEEDED, null, false)).state().history())
        .isEmpty();
  }

  @Test
  void the_end_of_a_sync_that_is_not_under_way_changes_nothing() {
    var end =
        new EndSync("s-2", OperationPhase.SUCCEEDED, "", null, null, true, OLD, MANIFESTS, LATER);
    assertThat(given(REQUESTED).when(end)).isEmpty();
    assertThat(given().when(end)).isEmpty();
  }

  @Test
  void a_condition_holds_since_when_it_first_did() {
    var first = new Condition("SyncError", "failed", AT);
    var set = new ConditionsSet(List.of("SyncError"), List.of(first), AT);
    var again =
        new SetConditions(
            List.of("SyncError"), List.of(new Condition("SyncError", "failed", LATER)), LATER);
    assertThat(given(set).when(again)).isEmpty();
    var gone = new SetConditions(List.of("SyncError"), List.of(), LATER);
    assertThat(given(set).when(gone)).hasSize(1);
    assertThat(given(set).when(new SetConditions(List.of("OtherError"), List.of(), LATER)))
        .isEmpty();
  }

  private static SyncEnded end(OperationPhase phase, Blob inventory, boolean recorded) {
    return new SyncEnded("s-1", phase, "", null, inventory, recorded, List.of(), null, LATER);
  }
}
