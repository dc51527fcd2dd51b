package dev.tiphys.doorway;

import static dev.tiphys.doorway.Hello.AT;
import static dev.tiphys.doorway.Hello.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tiphys.engine.RunFailure.NotYet;
import dev.tiphys.engine.RunFailure.Rejected;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunEvents.News;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.MemoryObjectStore;
import io.cloudevents.CloudEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RunsTest {
  private static final String RETRIES =
      "\"retryStrategy\": {\"limit\": 2, \"backoff\": {\"duration\": \"10\"}},";

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Runs runs = runs(1);
  private final RunEvents events = runs.events();

  private Runs runs(long seed) {
    return Runs.in(store, InstantSource.fixed(AT), new Random(seed));
  }

  private List<RunNews> handle(String id, RunCommand command) {
    return news(runs.handle(events.request(RUN, id, command)));
  }

  private List<RunNews> news(List<CloudEvent> announced) {
    return announced.stream().map(events::readNews).map(News::news).toList();
  }

  @Test
  void a_run_that_starts_is_announced_with_its_first_step() {
    assertThat(handle("start", Hello.start("")))
        .containsExactly(new RunNews.RunStarted(), new RunNews.StepReady(0));
    assertThat(runs.load(RUN, 1).phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void a_run_whose_step_has_ended_is_announced_as_finished() {
    handle("start", Hello.start(""));
    assertThat(handle("0-ended", Hello.end(0, Phase.SUCCEEDED)))
        .containsExactly(new RunNews.RunFinished(Phase.SUCCEEDED, null));
  }

  @Test
  void a_redelivered_command_announces_the_same_even_from_another_process() {
    var start = events.request(RUN, "start", Hello.start(""));
    var end = events.request(RUN, "0-ended", Hello.end(0, Phase.SUCCEEDED));
    var first = List.of(runs.handle(start), runs.handle(end));
    for (var again : List.of(runs, runs(2))) {
      assertThat(List.of(again.handle(start), again.handle(end))).isEqualTo(first);
    }
    assertThat(first.get(1).getFirst().getId()).startsWith("2-");
    assertThat(runs.load(RUN).version()).isEqualTo(2);
  }

  @Test
  void of_two_bodies_with_one_id_the_first_is_carried_out() {
    handle("start", Hello.start(""));
    var first = handle("0-ended", Hello.end(0, Phase.SUCCEEDED));
    assertThat(handle("0-ended", Hello.end(0, Phase.FAILED))).isEqualTo(first);
    assertThat(runs.load(RUN).state().phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void that_a_second_body_came_with_the_id_of_a_first_is_kept_as_an_anomaly() {
    handle("start", Hello.start(""));
    handle("0-ended", Hello.end(0, Phase.SUCCEEDED));
    handle("0-ended", Hello.end(0, Phase.SUCCEEDED));
    assertThat(store.list("deadletters/", "", 9)).isEmpty();

    assertThat(handle("0-ended", Hello.end(0, Phase.FAILED)))
        .containsExactly(new RunNews.RunFinished(Phase.SUCCEEDED, null));

    var kept = store.list("deadletters/", "", 9);
    assertThat(kept).hasSize(1);
    assertThat(new String(store.get(kept.getFirst().key()).orElseThrow()))
        .contains("\"knativeerrordest\":\"anomaly\"", "said something else");
  }

  @Test
  void what_people_ask_before_a_run_is_there_is_to_come_again() {
    assertThatThrownBy(() -> handle("suspend", new SuspendRun(Hello.AT)))
        .isInstanceOf(NotYet.class);
    handle("start", Hello.start(""));
    assertThat(handle("suspend", new SuspendRun(Hello.AT))).isEmpty();
  }

  @Test
  void what_is_said_of_a_node_before_it_is_there_is_to_come_again() {
    handle("start", Hello.start(""));
    assertThatThrownBy(() -> handle("7-ended", Hello.end(7, Phase.SUCCEEDED)))
        .isInstanceOf(NotYet.class);
    assertThat(handle("0-ended", Hello.end(0, Phase.SUCCEEDED))).hasSize(1);
  }

  @Test
  void what_is_said_of_a_step_of_another_uid_is_wrong_and_stays_wrong() {
    handle("start", Hello.start(""));
    var other = new RunId(RUN.namespace(), RUN.name(), "another-uid");
    var end = runs.events().request(other, "0-ended", Hello.end(0, Phase.SUCCEEDED));
    assertThatThrownBy(() -> runs.handle(end))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining("there is no such run");
    assertThat(Status.of(catchThrowable(() -> runs.handle(end))).code()).isEqualTo(422);
    assertThat(runs.load(other).version()).isZero();
    assertThat(runs.load(RUN).state().finished()).isFalse();
  }

  @Test
  void what_a_finished_run_is_asked_is_refused() {
    handle("start", Hello.start(""));
    handle("0-ended", Hello.end(0, Phase.SUCCEEDED));
    assertThatThrownBy(() -> handle("suspend", new SuspendRun(AT))).isInstanceOf(Rejected.class);
  }

  @Test
  void a_workflow_does_not_start_in_the_stream_of_another() {
    var other = new RunId("default", "hello", "0c5a-2");
    var start = new StartRun(Hello.pinned(other, ""), AT);
    assertThatThrownBy(() -> handle("start", start))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("data: expected the workflow default/hello with uid 0c5a-1");
    assertThat(runs.all()).isEmpty();
  }

  @Test
  void news_of_a_version_that_the_store_does_not_show_have_to_come_again() {
    handle("start", Hello.start(""));
    assertThatThrownBy(() -> runs.load(RUN, 2))
        .isInstanceOf(Unavailable.class)
        .hasMessage("run default/hello: version 2 is announced, but the log has 1 records");
  }

  @Test
  void a_state_in_memory_that_is_too_old_is_read_again() {
    handle("start", Hello.start(""));
    var rival = runs(2);
    assertThat(rival.load(RUN, 1).phase()).isEqualTo(Phase.RUNNING);
    handle("0-ended", Hello.end(0, Phase.SUCCEEDED));
    assertThat(rival.load(RUN, 1).phase()).isEqualTo(Phase.RUNNING);
    assertThat(rival.load(RUN, 2).phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void what_a_run_waits_for_is_announced_again() {
    handle("start", Hello.start(RETRIES));
    assertThat(news(runs.unmet(RUN))).containsExactly(new RunNews.StepReady(1));

    handle("1-ended", Hello.end(1, Phase.FAILED));
    var unmet = runs.unmet(RUN);
    assertThat(news(unmet))
        .containsExactly(new RunNews.TimerSet(0, TimerKind.BACKOFF, AT.plusSeconds(15)));
    assertThat(runs.unmet(RUN)).isEqualTo(unmet);
  }

  @Test
  void a_finished_run_waits_for_nothing() {
    handle("start", Hello.start(""));
    handle("0-ended", Hello.end(0, Phase.SUCCEEDED));
    assertThat(runs.unmet(RUN)).isEmpty();
  }

  @Test
  void all_runs_are_found_by_their_streams() {
    var ids =
        List.of(
            new RunId("default", "hello", "1"),
            new RunId("default", "hello", "1.a"),
            new RunId("default", "hello-2", "1"),
            new RunId("other", "hello", "1"));
    for (var id : ids) {
      runs.handle(events.request(id, "start", new StartRun(Hello.pinned(id, ""), AT)));
      runs.handle(events.request(id, "end", Hello.end(0, Phase.SUCCEEDED)));
    }
    assertThat(runs.all()).containsExactlyInAnyOrderElementsOf(ids);
  }
}
