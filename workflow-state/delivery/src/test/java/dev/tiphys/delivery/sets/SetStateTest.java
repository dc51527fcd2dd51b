package dev.tiphys.delivery.sets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.sets.SetCommand.RecordFailure;
import dev.tiphys.delivery.sets.SetCommand.RecordGeneration;
import dev.tiphys.delivery.sets.SetCommand.RecordOutcome;
import dev.tiphys.delivery.sets.SetCommand.RecordSteps;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.SetFact;
import dev.tiphys.events.delivery.SetFact.RolloutMoved;
import dev.tiphys.events.delivery.SetFact.SetApplied;
import dev.tiphys.events.delivery.SetFact.SetFailed;
import dev.tiphys.events.delivery.SetFact.SetGenerated;
import dev.tiphys.events.delivery.SetRead;
import dev.tiphys.events.delivery.SetStep;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SetStateTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = AT.plusSeconds(60);
  private static final String OLD = "sha256:old";
  private static final String NEW = "sha256:new";
  private static final List<SetRead> READS = List.of(new SetRead("u", "main", "p", "c1"));
  private static final Blob ONE = new Blob(Digest.of(new byte[] {1}), 1);
  private static final Blob TWO = new Blob(Digest.of(new byte[] {2}), 2);
  private static final SetGenerated GENERATED = new SetGenerated(OLD, READS, ONE, AT);
  private static final SetFailed FAILED = new SetFailed(OLD, "reason", "message", AT);
  private static final SetApplied APPLIED =
      new SetApplied(List.of("a", "b"), List.of(), List.of(), List.of(), AT);
  private static final SetStep WAITING =
      new SetStep("a", "Waiting", "1", List.of("c1"), "waits", AT);

  private record Given(SetState state) {
    Then when(SetCommand command) {
      return new Then(state, state.decide(command));
    }
  }

  private record Then(SetState before, List<SetFact> facts) {
    SetState then(SetFact... expected) {
      assertThat(facts).containsExactly(expected);
      var state = before;
      for (var fact : facts) {
        state = state.evolve(fact);
      }
      return state;
    }

    void thenNothing() {
      assertThat(facts).isEmpty();
    }
  }

  private static Given given(SetFact... facts) {
    var state = SetState.NEW;
    for (var fact : facts) {
      state = state.evolve(fact);
    }
    return new Given(state);
  }

  @Test
  void what_is_generated_is_remembered_with_what_it_was_generated_from() {
    var state =
        given()
            .when(new RecordGeneration(OLD, READS, ONE, AT))
            .then(new SetGenerated(OLD, READS, ONE, AT));
    assertThat(state.isProven(OLD)).isTrue();
    assertThat(state.isProven(NEW)).isFalse();
  }

  @Test
  void generating_the_same_again_is_no_news() {
    given(GENERATED).when(new RecordGeneration(OLD, READS, ONE, LATER)).thenNothing();
  }

  @Test
  void other_applications_another_definition_or_another_commit_are_news() {
    given(GENERATED)
        .when(new RecordGeneration(OLD, READS, TWO, LATER))
        .then(new SetGenerated(OLD, READS, TWO, LATER));
    given(GENERATED)
        .when(new RecordGeneration(NEW, READS, ONE, LATER))
        .then(new SetGenerated(NEW, READS, ONE, LATER));
    given(GENERATED)
        .when(new RecordGeneration(OLD, List.of(), ONE, LATER))
        .then(new SetGenerated(OLD, List.of(), ONE, LATER));
  }

  @Test
  void a_failure_leaves_what_was_generated_but_proves_nothing() {
    var state =
        given(GENERATED)
            .when(new RecordFailure(OLD, "reason", "message", LATER))
            .then(new SetFailed(OLD, "reason", "message", LATER));
    assertThat(state.generated()).isEqualTo(GENERATED);
    assertThat(state.isProven(OLD)).isFalse();
  }

  @Test
  void failing_again_for_the_same_reason_is_no_news() {
    given(FAILED).when(new RecordFailure(OLD, "reason", "message", LATER)).thenNothing();
    given(FAILED)
        .when(new RecordFailure(OLD, "reason", "other", LATER))
        .then(new SetFailed(OLD, "reason", "other", LATER));
  }

  @Test
  void generating_the_same_after_a_failure_is_news_and_proves_it_again() {
    var state =
        given(GENERATED, FAILED)
            .when(new RecordGeneration(OLD, READS, ONE, LATER))
            .then(new SetGenerated(OLD, READS, ONE, LATER));
    assertThat(state.isProven(OLD)).isTrue();
  }

  @Test
  void the_set_owns_what_it_added_and_has_not_removed() {
    var state =
        given(GENERATED, APPLIED)
            .when(new RecordOutcome(List.of("b", "c"), List.of("b"), List.of("d: no"), LATER))
            .then(
                new SetApplied(List.of("c"), List.of("b"), List.of("a"), List.of("d: no"), LATER));
    assertThat(state.owned()).containsExactly("b", "c");
  }

  @Test
  void an_outcome_as_before_is_no_news() {
    given(GENERATED, APPLIED)
        .when(new RecordOutcome(List.of("b", "a"), List.of(), List.of(), LATER))
        .thenNothing();
  }

  @Test
  void a_first_outcome_is_news_even_if_nothing_was_to_be_done() {
    given(GENERATED)
        .when(new RecordOutcome(List.of(), List.of(), List.of(), AT))
        .then(new SetApplied(List.of(), List.of(), List.of(), List.of(), AT));
  }

  @Test
  void only_steps_that_moved_are_told() {
    var pending = new SetStep("b", "Pending", "2", List.of(), "asked", LATER);
    var state =
        given(new RolloutMoved(List.of(WAITING), List.of(), AT))
            .when(new RecordSteps(List.of(WAITING, pending), LATER))
            .then(new RolloutMoved(List.of(pending), List.of(), LATER));
    assertThat(state.steps()).containsOnlyKeys("a", "b");
    given(new RolloutMoved(List.of(WAITING), List.of(), AT))
        .when(new RecordSteps(List.of(WAITING), LATER))
        .thenNothing();
    given(new RolloutMoved(List.of(WAITING), List.of(), AT))
        .when(new RecordSteps(List.of(), LATER))
        .then(new RolloutMoved(List.of(), List.of("a"), LATER));
  }

  private static ApplicationSet set(String spec) {
    return ApplicationSet.from(
        YamlReader.read(
                ("metadata: {name: s, namespace: argocd}\nspec:\n" + spec.indent(2))
                    .getBytes(StandardCharsets.UTF_8),
                "f")
            .getFirst()
            .toJson());
  }

  private static JsonNode status(ApplicationSet set, SetFact... facts) {
    return SetStatus.of(set, given(facts).state(), List.of());
  }

  private static String condition(JsonNode status, String type) {
    for (var condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return "%s %s %s"
            .formatted(
                condition.path("status").asText(),
                condition.path("reason").asText(),
                condition.path("message").asText());
      }
    }
    return "";
  }

  @Test
  void a_set_that_is_up_to_date_says_so() {
    var status = status(set("generators: []"), GENERATED, APPLIED);
    assertThat(condition(status, "ErrorOccurred"))
        .isEqualTo(
            "False ApplicationSetUpToDate All applications have been generated successfully");
    assertThat(condition(status, "ParametersGenerated")).startsWith("True");
    assertThat(condition(status, "ResourcesUpToDate"))
        .isEqualTo("True ApplicationSetUpToDate All applications have been generated successfully");
    assertThat(status.at("/health/status").asText()).isEqualTo("Healthy");
  }

  @Test
  void a_set_says_what_failed() {
    var status = status(set("generators: []"), GENERATED, APPLIED, FAILED);
    assertThat(condition(status, "ErrorOccurred")).isEqualTo("True reason message");
    assertThat(condition(status, "ParametersGenerated")).startsWith("False ErrorOccurred");
    assertThat(condition(status, "ResourcesUpToDate")).startsWith("False");
    assertThat(status.at("/health/status").asText()).isEqualTo("Degraded");
  }

  @Test
  void of_several_problems_the_last_is_told_and_the_others_are_counted() {
    var status =
        status(
            set("generators: []"),
            GENERATED,
            new SetApplied(List.of(), List.of(), List.of(), List.of("one", "two", "three"), AT));
    assertThat(condition(status, "ErrorOccurred"))
        .isEqualTo("True ApplicationValidationError three (and 2 more)");
  }

  @Test
  void a_set_of_which_nothing_is_known_has_no_conditions() {
    var status = status(set("generators: []"));
    assertThat(status.has("conditions")).isFalse();
    assertThat(status.at("/health/status").asText()).isEqualTo("Unknown");
  }

  @Test
  void a_rollout_says_at_which_step_it_is() {
    var rolling = set("strategy: {type: RollingSync, rollingSync: {steps: [{}]}}");
    var healthy = new SetStep("a", "Healthy", "1", List.of("c1"), "done", LATER);
    var status =
        status(rolling, GENERATED, APPLIED, new RolloutMoved(List.of(WAITING), List.of(), AT));
    assertThat(condition(status, "RolloutProgressing"))
        .isEqualTo("True ApplicationSetModified ApplicationSet is performing rollout of step 1");
    assertThat(status.at("/health/status").asText()).isEqualTo("Progressing");
    assertThat(status.at("/applicationStatus/0/status").asText()).isEqualTo("Waiting");
    status = status(rolling, GENERATED, APPLIED, new RolloutMoved(List.of(healthy), List.of(), AT));
    assertThat(condition(status, "RolloutProgressing"))
        .startsWith("False ApplicationSetRolloutComplete");
  }

  @Test
  void a_set_looks_again_after_the_smallest_of_its_intervals() {
    assertThat(SetNeeds.again(set("generators: [{list: {}}, {clusters: {}}, {git: {}}]"), false))
        .isEmpty();
    assertThat(SetNeeds.again(set("generators: [{scmProvider: {}}, {list: {}}]"), false))
        .hasValueSatisfying(every -> assertThat(every).hasMinutes(30));
    assertThat(
            SetNeeds.again(
                set(
                    """
                    generators:
                    - pullRequest: {}
                    - matrix: {generators: [{git: {requeueAfterSeconds: 45}}, {list: {}}]}
                    """),
                false))
        .hasValueSatisfying(every -> assertThat(every).hasSeconds(45));
  }

  @Test
  void a_set_that_failed_looks_again_after_three_minutes_at_the_latest() {
    assertThat(SetNeeds.again(set("generators: [{list: {}}]"), true))
        .hasValueSatisfying(every -> assertThat(every).hasMinutes(3));
    assertThat(SetNeeds.again(set("generators: [{plugin: {requeueAfterSeconds: 9}}]"), true))
        .hasValueSatisfying(every -> assertThat(every).hasSeconds(9));
  }
}
