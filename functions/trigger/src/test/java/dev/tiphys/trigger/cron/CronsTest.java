package dev.tiphys.trigger.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.engine.cron.CronStatus;
import dev.tiphys.events.CronEvents;
import dev.tiphys.events.CronId;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.ControllerConfig;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Submission;
import dev.tiphys.trigger.Trigger;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CronsTest {
  private static final String UP = "2026-01-01T00:00:00Z";
  private static final String ONE = "2026-01-01T00:01:00Z";
  private static final String TWO = "2026-01-01T00:02:00Z";
  private static final CronId NIGHTLY = new CronId("team", "nightly", "u-1");
  private static final String FIRST = "nightly-1767225660";
  private static final String SECOND = "nightly-1767225720";

  private final ObjectStore store = new MemoryObjectStore();
  private final List<Document> documents = new ArrayList<>();
  private final List<CloudEvent> asked = new ArrayList<>();
  private final List<CloudEvent> announced = new ArrayList<>();
  private final List<RunId> deleted = new ArrayList<>();
  private Instant now = Instant.parse(UP);
  private boolean away;

  /// A process of its own on the same store.
  private final class Process implements CronRuns {
    final Runs runs = Runs.in(store, () -> now, new Random(asked.size()));
    final Resources resources = Resources.of(documents);
    final Crons crons =
        new Crons(
            CronStreams.in(store, () -> now, new Random(7)),
            runs,
            new Trigger(resources, ControllerConfig.NONE, runs.events()),
            resources,
            this,
            new Crons.Clock(() -> now, new Random(8), "UTC", now));

    @Override
    public void ask(CloudEvent command) {
      if (away) {
        throw new Unavailable("away");
      }
      asked.add(command);
      announced.addAll(runs.handle(command));
    }

    @Override
    public void delete(RunId run) {
      deleted.add(run);
    }

    List<CloudEvent> wake(String at) {
      now = Instant.parse(at);
      return crons.wake(NIGHTLY);
    }

    JsonNode run(String name) {
      var run = runs.all().filter(id -> id.name().equals(name)).findFirst().orElseThrow();
      var view = runs.load(run);
      return WorkflowView.summary(view.state(), view.version());
    }

    List<String> names() {
      return runs.all().map(RunId::name).toList();
    }

    /// Ends a run as a person would.
    List<CloudEvent> end(String name) {
      var run = runs.all().filter(id -> id.name().equals(name)).findFirst().orElseThrow();
      return runs.handle(
          runs.events().request(run, "x", new StopRun(Shutdown.TERMINATE, "", null, now)));
    }
  }

  private Process given(String spec) {
    documents.clear();
    documents.addAll(
        Manifests.read(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: CronWorkflow
                metadata: {name: nightly, namespace: team, uid: u-1}
                spec:
                  schedules: ['* * * * *']
                  %s
                  workflowMetadata: {labels: {team: red}}
                  workflowSpec:
                    entrypoint: main
                    templates: [{name: main, suspend: {}}]
                """
                    .formatted(spec)
                    .getBytes(StandardCharsets.UTF_8),
                "cron.yaml")
            .documents());
    var process = new Process();
    process.wake(UP);
    return process;
  }

  @Test
  void the_run_of_a_tick_says_whose_it_is_and_what_for() {
    var process = given("");
    process.wake(ONE);
    var run = process.run(FIRST);
    assertThat(run.at("/metadata/labels/workflows.argoproj.io~1cron-workflow").asText())
        .isEqualTo("nightly");
    assertThat(run.at("/metadata/labels/team").asText()).isEqualTo("red");
    assertThat(run.at("/metadata/annotations/workflows.argoproj.io~1scheduled-time").asText())
        .isEqualTo(ONE);
    assertThat(run.at("/metadata/ownerReferences/0").toString())
        .isEqualTo(
            "{\"apiVersion\":\"argoproj.io/v1alpha1\",\"kind\":\"CronWorkflow\",\"name\":\"nightly\",\"uid\":\"u-1\",\"controller\":true,\"blockOwnerDeletion\":true}");
  }

  @Test
  void what_is_due_next_is_announced() {
    assertThat(given("").wake(ONE))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getType()).isEqualTo(CronEvents.SCHEDULED);
              assertThat(CronEvents.moment(event)).isEqualTo(TWO);
            });
  }

  @Test
  void a_tick_has_one_run_however_many_processes_hear_of_it() {
    var process = given("");
    var other = new Process();
    process.wake(ONE);
    other.wake(ONE);
    process.wake(ONE);
    new Process().crons.accept(CronEvents.due(NIGHTLY, Instant.parse(ONE), now));
    assertThat(process.names()).containsExactly(FIRST);
    assertThat(asked).hasSize(1);
  }

  @Test
  void a_process_that_dies_before_the_run_is_there_leaves_it_to_the_next() {
    var process = given("");
    away = true;
    assertThatThrownBy(() -> process.wake(ONE)).isInstanceOf(Unavailable.class);
    assertThat(process.names()).isEmpty();
    away = false;
    now = Instant.parse("2026-01-01T00:09:30Z");
    var next = new Process();
    next.crons.sweep();
    // The ticks in between were missed; this one was decided.
    assertThat(next.names()).containsExactly(FIRST);
  }

  @Test
  void three_ticks_while_nobody_was_there_have_one_run_within_the_deadline() {
    var process = given("startingDeadlineSeconds: 60");
    process.wake(ONE);
    now = Instant.parse("2026-01-01T00:04:30Z");
    var next = new Process();
    next.crons.sweep();
    new Process().crons.sweep();
    assertThat(next.names()).containsExactly(FIRST, "nightly-1767225840");
  }

  @Test
  void three_ticks_while_nobody_was_there_are_lost_without_a_deadline() {
    var process = given("");
    process.wake(ONE);
    now = Instant.parse("2026-01-01T00:04:30Z");
    new Process().crons.sweep();
    assertThat(process.names()).containsExactly(FIRST);
  }

  @Test
  void Replace_ends_the_run_before() {
    var process = given("concurrencyPolicy: Replace");
    process.wake(ONE);
    process.wake(TWO);
    assertThat(process.run(FIRST).at("/status/phase").asText()).isEqualTo("Failed");
    assertThat(process.run(SECOND).at("/status/phase").asText()).isEqualTo("Running");
    assertThat(process.crons.state(NIGHTLY).failed()).isEqualTo(1);
  }

  @Test
  void Forbid_waits_for_the_run_before() {
    var process = given("concurrencyPolicy: Forbid");
    process.wake(ONE);
    process.wake(TWO);
    assertThat(process.names()).containsExactly(FIRST);
  }

  @Test
  void the_end_of_a_run_is_heard_once() {
    var process = given("");
    process.wake(ONE);
    var news =
        process.end(FIRST).stream()
            .filter(event -> event.getType().equals("dev.tiphys.run.finished"))
            .toList();
    news.forEach(process.crons::accept);
    news.forEach(process.crons::accept);
    process.crons.sweep();
    assertThat(process.crons.state(NIGHTLY).failed()).isEqualTo(1);
    assertThat(CronStatus.of(process.crons.state(NIGHTLY)).path("active")).isEmpty();
  }

  @Test
  void an_end_that_was_not_heard_is_found() {
    var process = given("");
    process.wake(ONE);
    process.end(FIRST);
    process.crons.sweep();
    assertThat(process.crons.state(NIGHTLY).failed()).isEqualTo(1);
  }

  @Test
  void a_run_that_somebody_deleted_is_forgotten() {
    var process = given("concurrencyPolicy: Forbid");
    process.wake(ONE);
    var run = process.runs.all().findFirst().orElseThrow();
    store
        .list(run.stream() + "/", "", ObjectStore.LIST_MAX)
        .forEach(entry -> store.delete(entry.key()));
    var next = new Process();
    next.crons.sweep();
    assertThat(next.crons.state(NIGHTLY).runs().active()).isEmpty();
    assertThat(next.names()).isEmpty();
  }

  @Test
  void runs_beyond_the_history_are_deleted() {
    var process = given("failedJobsHistoryLimit: 1");
    process.wake(ONE);
    process.wake(TWO);
    process.end(FIRST);
    process.end(SECOND);
    process.crons.sweep();
    assertThat(deleted).extracting(RunId::name).containsExactly(FIRST);
    process.crons.sweep();
    assertThat(deleted).hasSize(1);
  }

  @Test
  void a_run_that_cannot_start_is_a_condition() {
    given("");
    documents.clear();
    documents.addAll(
        Manifests.read(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: CronWorkflow
                metadata: {name: nightly, namespace: team, uid: u-1}
                spec: {schedules: ['* * * * *'], workflowSpec: {workflowTemplateRef: {name: gone}}}
                """
                    .getBytes(StandardCharsets.UTF_8),
                "cron.yaml")
            .documents());
    var process = new Process();
    process.wake(ONE);
    assertThat(process.names()).isEmpty();
    assertThat(CronStatus.of(process.crons.state(NIGHTLY)).at("/conditions/0").toString())
        .contains("SubmissionError", "gone");
  }

  @Test
  void one_that_was_deleted_is_due_no_more() {
    given("");
    documents.clear();
    var process = new Process();
    assertThat(process.wake(ONE)).isEmpty();
    assertThat(process.names()).isEmpty();
  }

  @Test
  void one_of_the_same_name_is_another() {
    var process = given("");
    assertThat(process.crons.wake(new CronId("team", "nightly", "u-2"))).isEmpty();
  }

  @Test
  void news_about_other_runs_change_nothing() {
    var process = given("");
    var stranger = new RunId("team", "other", "u-9");
    var start =
        new Trigger(process.resources, ControllerConfig.NONE, process.runs.events())
            .submit(
                Manifests.read(
                        """
                        apiVersion: argoproj.io/v1alpha1
                        kind: Workflow
                        metadata: {name: other, namespace: team}
                        spec: {entrypoint: main, templates: [{name: main, suspend: {}}]}
                        """
                            .getBytes(StandardCharsets.UTF_8),
                        "wf.yaml")
                    .documents()
                    .getFirst(),
                Submission.NONE,
                new Birth(stranger.uid(), now, new Random(1)));
    process.ask(start.event());
    process.end("other").stream()
        .filter(event -> RunEvents.NEWS_TYPES.contains(event.getType()))
        .filter(event -> event.getType().equals("dev.tiphys.run.finished"))
        .forEach(event -> assertThat(process.crons.accept(event)).isEmpty());
  }
}
