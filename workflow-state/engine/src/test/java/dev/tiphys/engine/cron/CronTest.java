package dev.tiphys.engine.cron;

import static dev.tiphys.engine.cron.CronStory.given;
import static dev.tiphys.engine.cron.CronStory.uid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.engine.cron.CronCommand.Begin;
import dev.tiphys.engine.cron.CronCommand.End;
import dev.tiphys.engine.cron.CronCommand.Forget;
import dev.tiphys.engine.cron.CronCommand.Refuse;
import dev.tiphys.engine.cron.CronFact.CronStopped;
import dev.tiphys.engine.cron.CronFact.RunBegun;
import dev.tiphys.engine.cron.CronFact.RunExpired;
import dev.tiphys.engine.cron.CronFact.RunForgotten;
import dev.tiphys.engine.cron.CronFact.RunOver;
import dev.tiphys.engine.cron.CronFact.RunRefused;
import dev.tiphys.engine.cron.CronFact.RunReplaced;
import dev.tiphys.engine.cron.CronFact.TickSkipped;
import dev.tiphys.engine.cron.CronFact.TickTaken;
import dev.tiphys.engine.cron.CronFact.TicksMissed;
import dev.tiphys.events.Phase;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CronTest {
  private static final String MINUTES = "schedules: ['* * * * *']";
  private static final String ONE = "2026-01-01T00:01:00Z";
  private static final String TWO = "2026-01-01T00:02:00Z";
  private static final String THREE = "2026-01-01T00:03:00Z";
  private static final Instant AT = Instant.parse(THREE);

  @Test
  void a_tick_has_a_run_that_is_named_after_it() {
    given(MINUTES)
        .wake(ONE)
        .then(
            new TickTaken(Instant.parse(ONE), "nightly-1767225660", uid(ONE), Instant.parse(ONE)));
  }

  @Test
  void nothing_is_due_before_the_first_tick() {
    given(MINUTES).wake("2026-01-01T00:00:59Z").thenNothing();
  }

  @Test
  void a_tick_has_one_run_however_often_it_is_announced() {
    given(MINUTES)
        .wake(ONE)
        .thenRuns(ONE)
        .wake(ONE)
        .thenNothing()
        .wake("2026-01-01T00:01:59Z")
        .thenNothing();
  }

  @Test
  void a_clock_that_goes_back_repeats_no_tick() {
    given(MINUTES).live(ONE, THREE, 10).live(ONE, THREE, 10).thenRunsOfAll(ONE, TWO, THREE);
  }

  @Test
  void a_tick_that_was_announced_late_has_its_run() {
    given(MINUTES).wake("2026-01-01T00:02:30Z").thenRuns(ONE, TWO);
  }

  @Test
  void two_schedules_that_meet_have_one_run() {
    given("schedules: ['*/2 * * * *', '*/3 * * * *']")
        .live("2026-01-01T00:01:00Z", "2026-01-01T00:06:00Z", 30)
        .thenRunsOfAll(TWO, THREE, "2026-01-01T00:04:00Z", "2026-01-01T00:06:00Z");
  }

  @Test
  void a_run_begins_and_ends_once() {
    given(MINUTES)
        .wake(ONE)
        .when(new Begin(uid(ONE), AT))
        .then(new RunBegun(uid(ONE), AT))
        .when(new Begin(uid(ONE), AT))
        .thenNothing()
        .when(new End(uid(ONE), Phase.SUCCEEDED, AT))
        .then(new RunOver(uid(ONE), Phase.SUCCEEDED, AT))
        .when(new End(uid(ONE), Phase.SUCCEEDED, AT))
        .thenNothing();
  }

  @Test
  void runs_of_others_do_not_count() {
    given(MINUTES).when(new End("another", Phase.FAILED, AT)).thenNothing();
    given(MINUTES).when(new Forget("another", AT)).thenNothing();
    given(MINUTES).when(new Begin("another", AT)).thenNothing();
  }

  @Test
  void a_run_that_cannot_be_is_a_condition_until_one_can() {
    var story = given(MINUTES).wake(ONE).when(new Refuse(uid(ONE), "no such template", AT));
    story.then(new RunRefused(uid(ONE), "no such template", AT));
    assertThat(CronStatus.of(story.state()).toString())
        .isEqualTo(
            "{\"active\":[],\"lastScheduledTime\":null,\"conditions\":[{\"type\":\"SubmissionError\",\"status\":\"True\",\"message\":\"no such template\"}],\"succeeded\":0,\"failed\":0,\"phase\":\"Active\"}");
    story.wake(TWO).begun(TWO);
    assertThat(CronStatus.of(story.state()).toString())
        .isEqualTo(
            "{\"active\":[{\"apiVersion\":\"argoproj.io/v1alpha1\",\"kind\":\"Workflow\",\"name\":\"nightly-1767225720\",\"namespace\":\"default\",\"uid\":\"%s\"}],\"lastScheduledTime\":\"2026-01-01T00:02:00Z\",\"conditions\":[],\"succeeded\":0,\"failed\":0,\"phase\":\"Active\"}"
                .formatted(uid(TWO)));
  }

  @Test
  void runs_may_overlap_by_default() {
    given(MINUTES).wake(ONE).begun(ONE).wake(TWO).thenRuns(TWO);
    given(MINUTES + ", concurrencyPolicy: Allow").wake(ONE).begun(ONE).wake(TWO).thenRuns(TWO);
  }

  @Test
  void Forbid_skips_a_tick_while_a_run_goes_on() {
    given(MINUTES + ", concurrencyPolicy: Forbid")
        .wake(ONE)
        .wake(TWO)
        .then(
            new TickSkipped(
                Instant.parse(TWO),
                "'nightly-1767225660' has not ended, and concurrencyPolicy is Forbid",
                false,
                Instant.parse(TWO)))
        .over(ONE, Phase.FAILED)
        .wake(THREE)
        .thenRuns(THREE);
  }

  @Test
  void Replace_ends_the_run_that_goes_on_and_begins_the_next() {
    var story = given(MINUTES + ", concurrencyPolicy: Replace").wake(ONE).begun(ONE).wake(TWO);
    assertThat(story.last().getFirst()).isEqualTo(new RunReplaced(uid(ONE), Instant.parse(TWO)));
    story.thenRuns(TWO);
    assertThat(story.state().open())
        .extracting(task -> task.getClass().getSimpleName() + " " + task.run().name())
        .containsExactly("Terminate nightly-1767225660", "Start nightly-1767225720");
  }

  @Test
  void what_is_open_is_the_same_until_it_is_done() {
    var story = given(MINUTES).wake(ONE);
    assertThat(story.state().open()).singleElement().isInstanceOf(CronTask.Start.class);
    story.wake("2026-01-01T00:01:30Z");
    assertThat(story.state().open()).singleElement().isInstanceOf(CronTask.Start.class);
    story.begun(ONE);
    assertThat(story.state().open()).isEmpty();
  }

  @Test
  void three_missed_ticks_have_no_run_without_a_deadline() {
    given(MINUTES)
        .wake(ONE)
        .downUntil("2026-01-01T00:04:30Z")
        .then(
            new TicksMissed(
                Instant.parse("2026-01-01T00:04:00Z"), Instant.parse("2026-01-01T00:04:30Z")))
        .wake("2026-01-01T00:05:00Z")
        .thenRuns("2026-01-01T00:05:00Z");
  }

  @Test
  void of_three_missed_ticks_the_last_has_a_run_within_the_deadline() {
    given(MINUTES + ", startingDeadlineSeconds: 60")
        .wake(ONE)
        .downUntil("2026-01-01T00:04:30Z")
        .thenRuns("2026-01-01T00:04:00Z")
        .downUntil("2026-01-01T00:04:40Z")
        .thenNothing()
        .wake("2026-01-01T00:05:00Z")
        .thenRuns("2026-01-01T00:05:00Z");
  }

  @Test
  void a_missed_tick_has_no_run_beyond_the_deadline() {
    given("schedules: ['0 * * * *'], startingDeadlineSeconds: 60")
        .wake("2026-01-01T01:00:00Z")
        .downUntil("2026-01-01T04:01:00Z")
        .then(
            new TicksMissed(
                Instant.parse("2026-01-01T04:00:00Z"), Instant.parse("2026-01-01T04:01:00Z")));
  }

  @Test
  void a_missed_tick_obeys_the_policy() {
    given(MINUTES + ", startingDeadlineSeconds: 60, concurrencyPolicy: Forbid")
        .wake(ONE)
        .downUntil("2026-01-01T00:04:30Z")
        .thenRuns();
  }

  @Test
  void before_its_first_run_nothing_is_made_up_for() {
    given(MINUTES + ", startingDeadlineSeconds: 3600").downUntil("2026-01-01T00:04:30Z").thenRuns();
  }

  @Test
  void a_year_of_missed_minutes_costs_no_more_than_one() {
    given(MINUTES + ", startingDeadlineSeconds: 60")
        .wake(ONE)
        .downUntil("2027-06-01T00:00:30Z")
        .thenRuns("2027-06-01T00:00:00Z");
  }

  @Test
  void a_tick_long_ago_is_found() {
    given("schedules: ['0 0 29 2 *'], startingDeadlineSeconds: 2000000000")
        .wake("2028-02-29T00:00:00Z")
        .downUntil("2036-01-01T00:00:00Z")
        .thenRuns("2032-02-29T00:00:00Z");
  }

  @Test
  void while_it_is_suspended_nothing_is_due_and_nothing_is_made_up_for() {
    var story =
        given(MINUTES + ", startingDeadlineSeconds: 3600")
            .wake(ONE)
            .spec(MINUTES + ", startingDeadlineSeconds: 3600, suspend: true")
            .wake("2026-01-01T00:01:30Z")
            .wake(THREE)
            .thenNothing();
    assertThat(story.state().due()).isEmpty();
    story
        .spec(MINUTES + ", startingDeadlineSeconds: 3600")
        .downUntil("2026-01-01T00:03:30Z")
        .thenRuns()
        .wake("2026-01-01T00:04:00Z")
        .thenRuns("2026-01-01T00:04:00Z");
  }

  @Test
  void other_schedules_count_from_when_they_were_written() {
    given("schedules: ['0 * * * *']")
        .spec("schedules: ['*/5 * * * *']")
        .wake("2026-01-01T00:32:00Z")
        .thenRuns()
        .wake("2026-01-01T00:35:00Z")
        .thenRuns("2026-01-01T00:35:00Z");
  }

  @Test
  void another_policy_moves_no_schedule() {
    given("schedules: ['@every 40s']")
        .spec("schedules: ['@every 40s'], concurrencyPolicy: Forbid")
        .wake("2026-01-01T00:00:30Z")
        .thenRuns()
        .wake("2026-01-01T00:00:40Z")
        .thenRuns("2026-01-01T00:00:40Z");
  }

  @Test
  void a_pause_is_not_held_up_by_another_schedule() {
    given("schedules: ['@every 90s', '* * * * *']")
        .live("2026-01-01T00:00:30Z", "2026-01-01T00:03:00Z", 30)
        .thenRunsOfAll(ONE, "2026-01-01T00:01:30Z", TWO, THREE);
  }

  @Test
  void the_oldest_runs_beyond_the_history_are_deleted() {
    var story =
        given(MINUTES + ", successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1")
            .wake(ONE)
            .over(ONE, Phase.SUCCEEDED)
            .wake(TWO)
            .over(TWO, Phase.ERROR)
            .wake(THREE)
            .over(THREE, Phase.SUCCEEDED);
    story.then(
        new RunOver(uid(THREE), Phase.SUCCEEDED, AT.plusSeconds(30)),
        new RunExpired(uid(ONE), AT.plusSeconds(30)));
    assertThat(story.state().open())
        .containsExactly(new CronTask.Delete(story.state().runs().expired().get(uid(ONE)).get()));
    story.when(new Forget(uid(ONE), AT)).then(new RunForgotten(uid(ONE), AT));
    assertThat(story.state().open()).isEmpty();
  }

  @Test
  void three_successes_and_one_failure_are_kept_by_default() {
    var story = given(MINUTES);
    for (var minute = 1; minute <= 5; minute++) {
      var tick = "2026-01-01T00:0%d:00Z".formatted(minute);
      story.wake(tick).over(tick, minute < 5 ? Phase.SUCCEEDED : Phase.FAILED);
    }
    assertThat(story.state().runs().succeeded().size()).isEqualTo(3);
    assertThat(story.state().runs().failed().size()).isEqualTo(1);
    assertThat(story.state().succeeded()).isEqualTo(4);
    assertThat(story.state().failed()).isEqualTo(1);
  }

  @Test
  void a_shorter_history_counts_at_once() {
    given(MINUTES)
        .wake(ONE)
        .over(ONE, Phase.SUCCEEDED)
        .spec(MINUTES + ", successfulJobsHistoryLimit: 0")
        .wake("2026-01-01T00:01:40Z")
        .then(
            given(MINUTES + ", successfulJobsHistoryLimit: 0").defined("2026-01-01T00:01:40Z"),
            new RunExpired(uid(ONE), Instant.parse("2026-01-01T00:01:40Z")));
  }

  @Test
  void when_decides_with_what_the_cron_workflow_knows() {
    // The example cron-when.yaml: the first run always, the next after more than six minutes.
    given(
            MINUTES
                + ", when: '{{= cronworkflow.lastScheduledTime == nil || (now() - cronworkflow.lastScheduledTime).Seconds() > 360 }}'")
        .live(ONE, "2026-01-01T00:16:00Z", 60)
        .thenRunsOfAll(ONE, "2026-01-01T00:08:00Z", "2026-01-01T00:15:00Z");
  }

  @Test
  void when_knows_names_labels_annotations_and_counts() {
    given(
            MINUTES
                + ", when: \"'{{cronworkflow.name}} {{cronworkflow.namespace}} {{cronworkflow.labels.team}} {{cronworkflow.annotations.note}} {{cronworkflow.failed}}' == 'nightly default red a 0' && {{=cronworkflow.succeeded + 1}} == 1\"")
        .wake(ONE)
        .thenRuns(ONE);
  }

  @Test
  void a_when_that_is_no_condition_is_a_trouble_and_no_run() {
    var story = given(MINUTES + ", when: perhaps").wake(ONE).thenRuns();
    assertThat(story.state().trouble()).startsWith("failed to evaluate 'when': ");
    assertThat(given(MINUTES + ", when: '{{cronworkflow.nothing}}'").wake(ONE).state().trouble())
        .startsWith("failed to evaluate 'when': ");
  }

  @Test
  void a_when_that_is_false_is_no_trouble() {
    var story = given(MINUTES + ", when: 1 > 2").wake(ONE);
    story.then(
        new TickSkipped(Instant.parse(ONE), "'when' evaluated false", false, Instant.parse(ONE)));
    assertThat(story.state().trouble()).isNull();
  }

  @Test
  void its_condition_to_stop_ends_it_for_good() {
    var story =
        given(MINUTES + ", stopStrategy: {expression: 'cronworkflow.failed >= 2'}")
            .wake(ONE)
            .over(ONE, Phase.FAILED)
            .wake(TWO)
            .over(TWO, Phase.FAILED);
    assertThat(story.last()).contains(new CronStopped(Instant.parse(TWO).plusSeconds(30)));
    story.wake(THREE).thenNothing();
    assertThat(story.state().due()).isEmpty();
    assertThat(CronStatus.of(story.state()).path("phase").asText()).isEqualTo("Stopped");
  }

  @Test
  void a_condition_to_stop_that_is_no_condition_is_a_trouble_and_no_run() {
    var story = given(MINUTES + ", stopStrategy: {expression: 'cronworkflow.failed'}").wake(ONE);
    story.thenRuns();
    assertThat(story.state().trouble())
        .isEqualTo("failed to evaluate 'stopStrategy.expression': expected true or false, found 0");
  }

  @Test
  void what_is_no_schedule_is_a_condition_and_never_due() {
    var story = given("schedules: ['* * * * * *']").wake(ONE).thenNothing();
    assertThat(story.state().due()).isEmpty();
    assertThat(CronStatus.of(story.state()).path("conditions").toString())
        .contains("\"type\":\"SpecError\"", "expected 5 fields");
  }

  @Test
  void a_day_that_no_calendar_has_is_never_due() {
    assertThat(given("schedules: ['0 0 30 2 *']").live(ONE, THREE, 60).state().due()).isEmpty();
  }

  @Test
  void more_ticks_than_one_request_decides_are_decided_by_the_next() {
    var story = given("schedules: ['@every 1s']").wake("2026-01-01T00:01:50Z");
    assertThat(story.last()).hasSize(CronDecider.TICKS_MAX);
    story.wake("2026-01-01T00:01:50Z");
    assertThat(story.last()).hasSize(10);
  }
}
