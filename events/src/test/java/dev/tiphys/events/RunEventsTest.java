package dev.tiphys.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunEvents.News;
import dev.tiphys.events.RunFact.LocksGranted;
import dev.tiphys.events.RunFact.LocksWanted;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunFact.TimerSet;
import dev.tiphys.events.RunNews.Background;
import dev.tiphys.events.RunNews.MemoProduced;
import dev.tiphys.events.RunNews.StepCancelled;
import dev.tiphys.events.RunNews.StepReady;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RunEventsTest {
  private static final RunId RUN = new RunId("default", "hello", "0c5a-1");
  private static final Instant AT = Instant.ofEpochMilli(1_764_000_000_120L);
  private static final EndStep END =
      new EndStep(3, Phase.SUCCEEDED, null, Outputs.NONE, null, Map.of(), AT);

  /// Nodes from 10 on are groups.
  private static final Background BACKGROUND =
      new Background() {
        @Override
        public boolean step(int node) {
          return node >= 0 && node < 10;
        }

        @Override
        public int priority() {
          return 7;
        }

        @Override
        public Optional<MemoProduced> produced(int node) {
          return node == 6
              ? Optional.of(new MemoProduced(6, "hello-6", "cache", "key", Outputs.NONE))
              : Optional.empty();
        }
      };

  private final LargeValues large = LargeValues.inMemory();
  private final RunEvents events = new RunEvents(large);
  private final CloudEvent cause = events.request(RUN, "3-ended", END);

  private List<RunNews> news(RunFact... facts) {
    return events.announcements(RUN, 9, 4, List.of(facts), BACKGROUND, cause).stream()
        .map(events::readNews)
        .map(News::news)
        .toList();
  }

  @Test
  void a_step_that_comes_to_be_is_ready() {
    assertThat(news(added(5, NodeType.POD, Phase.PENDING, false)))
        .containsExactly(new StepReady(5));
  }

  @Test
  void a_step_that_waits_for_locks_is_ready_once_it_has_them() {
    assertThat(news(added(5, NodeType.POD, Phase.PENDING, true))).isEmpty();
    assertThat(news(new LocksGranted(5))).containsExactly(new StepReady(5));
  }

  @Test
  void a_group_or_a_run_that_gets_its_locks_is_no_step() {
    assertThat(news(new LocksGranted(12), new LocksGranted(-1))).isEmpty();
  }

  @Test
  void what_ended_as_it_began_or_needs_no_runner_is_not_ready() {
    assertThat(
            news(
                added(5, NodeType.POD, Phase.ERROR, false),
                added(6, NodeType.SUSPEND, Phase.RUNNING, false),
                added(7, NodeType.SKIPPED, Phase.SKIPPED, false)))
        .isEmpty();
  }

  @Test
  void only_a_cancelled_step_has_somebody_to_tell() {
    assertThat(news(ended(5, true), ended(6, false), ended(12, true)))
        .containsExactly(new StepCancelled(5));
  }

  @Test
  void a_step_whose_cache_knows_nothing_is_ready() {
    assertThat(
            news(
                new RunFact.MemoWanted(5, "cache", "key", null),
                new RunFact.MemoAnswered(5, false),
                new RunFact.MemoAnswered(6, true),
                new RunFact.MemoAnswered(12, false)))
        .containsExactly(new RunNews.MemoWanted(5, "cache", "key", null), new StepReady(5));
  }

  @Test
  void what_a_node_gave_that_asked_a_cache_is_for_the_cache() {
    var end = new RunFact.NodeEnded(6, Phase.SUCCEEDED, null, Outputs.NONE, false, null, AT);
    assertThat(news(end, ended(5, false)))
        .containsExactly(new MemoProduced(6, "hello-6", "cache", "key", Outputs.NONE));
  }

  @Test
  void locks_are_wanted_since_the_node_came_to_be_with_the_priority_of_its_run() {
    assertThat(
            news(
                added(5, NodeType.POD, Phase.PENDING, true),
                new LocksWanted(5, List.of("default/Mutex/a"))))
        .containsExactly(new RunNews.LocksWanted(5, List.of("default/Mutex/a"), 7, AT));
  }

  @Test
  void an_announcement_is_named_for_its_fact() {
    var due = new TimerSet(5, TimerKind.DEADLINE, AT);
    var announced =
        events.announcements(RUN, 9, 4, List.of(ended(3, false), due), BACKGROUND, cause);
    assertThat(announced)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getId()).isEqualTo("9-5");
              assertThat(event.getSource()).hasToString("/runs/default/hello/0c5a-1");
              assertThat(event.getExtension("partitioningkey"))
                  .isEqualTo("runs/default/hello/0c5a-1");
              assertThat(event.getExtension("sequence")).isEqualTo("9");
              assertThat(events.readNews(event))
                  .isEqualTo(
                      new News(RUN, "9-5", 9, new RunNews.TimerSet(5, TimerKind.DEADLINE, AT)));
            });
  }

  @Test
  void a_trace_goes_on_from_the_cause() {
    var traced =
        CloudEventBuilder.v1(cause).withExtension("traceparent", "00-4bf9-00f0-01").build();
    var announced =
        events.announcements(
            RUN, 1, 0, List.of(new TimerSet(5, TimerKind.DEADLINE, AT)), BACKGROUND, traced);
    assertThat(announced.getFirst().getExtension("traceparent")).isEqualTo("00-4bf9-00f0-01");
    var next = events.request(RUN, "x", new SuspendRun(AT), announced.getFirst());
    assertThat(next.getExtension("traceparent")).isEqualTo("00-4bf9-00f0-01");
  }

  @Test
  void within_a_process_the_reader_gets_the_very_object() {
    assertThat(events.readRequest(cause).command()).isSameAs(END);
    assertThat(events.readRequest(cause).commandId()).isEqualTo(" 3-ended");
  }

  @ParameterizedTest
  @CsvSource({"100,1000", "5000,20000", "17000,1000"})
  void large_data_come_back_from_the_wire(int parameters, int characters) {
    var outputs = new java.util.TreeMap<String, String>();
    for (var i = 0; i < parameters && outputs.size() * (long) characters < 2_000_000; i++) {
      outputs.put("p" + i, "x".repeat(characters));
    }
    var end = new EndStep(3, Phase.FAILED, null, Outputs.of(outputs), null, Map.of(), AT);
    var wire = new JsonFormat().serialize(events.forTheWire(events.request(RUN, "a", end)));
    assertThat(wire.length).isLessThan(RunEvents.DATA_BYTES_MAX);
    assertThat(events.readRequest(new JsonFormat().deserialize(wire)).command()).isEqualTo(end);
  }

  @Test
  void small_data_stay_in_the_event() {
    assertThat(events.forTheWire(cause)).isSameAs(cause);
  }

  @Test
  void a_command_without_fields_needs_no_data() {
    var event =
        CloudEventBuilder.v1(events.request(RUN, "a", new ResumeRun("", AT))).withoutData().build();
    assertThat(events.readRequest(event).command()).isEqualTo(new ResumeRun("", AT));
  }

  @Test
  void the_first_phase_is_not_taken_for_none() {
    var set = new RunCommand.SetNodes("", Phase.PENDING, null, Map.of(), AT);
    var wire = new JsonFormat().serialize(events.request(RUN, "a", set));
    assertThat(events.readRequest(new JsonFormat().deserialize(wire)).command()).isEqualTo(set);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|data: expected a JSON object",
        "{|data: expected JSON: Unexpected end-of-input",
        "{}{}|data: expected nothing after the JSON object",
        "{}|data: 'n', the number of a node, is missing or negative",
        "{\"n\":\"1\"}|data: expected JSON:",
        "{\"n\":1,\"phase\":\"Done\"}|data: 'Done' is not a phase",
        "{\"n\":1,\"containers\":[]}|data: 'containers' should be an object",
        "{\"n\":1,\"outputs\":{\"result\":{\"dataref\":\"../x\"}}}|data: '../x' is not a digest",
      })
  void bad_data_are_refused_with_what_was_expected(String data, String message) {
    var event = CloudEventBuilder.v1(cause).withData(data.getBytes(StandardCharsets.UTF_8)).build();
    assertRefused(event, message);
  }

  @Test
  void bad_attributes_are_refused_with_what_was_found() {
    refuses(b -> b.withType("dev.tiphys.step.ready"), "events of type 'dev.tiphys.step.ready'");
    refuses(b -> b.withId("x".repeat(257)), "id: expected at most 256 characters, found 257");
    refuses(b -> b.withSource(URI.create("/x")), "source: expected /runs/<namespace>/<name>/<uid>");
    refuses(b -> b.withSource(URI.create("/runs/a/b")), "source: 'runs/a/b' is not the stream");
    refuses(b -> b.withSource(URI.create("/runs/a/../c")), "source: name '..' of a run");
    refuses(
        b -> b.withExtension("partitioningkey", "runs/default/other/1"),
        "partitioningkey: expected 'runs/default/hello/0c5a-1', the run of the source, found");
    refuses(
        b -> b.withData("text/plain", new byte[] {'x'}),
        "datacontenttype: expected application/json, found 'text/plain'");
    refuses(
        b -> b.withoutData().withExtension("dataref", "sha256:1"),
        "data: 'sha256:1' is not a digest");
    refuses(
        b -> b.withData(new byte[] {'{', '}'}).withTime(null), "time: expected an RFC 3339 time");
  }

  private void refuses(UnaryOperator<CloudEventBuilder> change, String message) {
    assertRefused(change.apply(CloudEventBuilder.v1(cause)).build(), message);
  }

  private void assertRefused(CloudEvent event, String message) {
    assertThatThrownBy(() -> events.readRequest(event))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "9999999999999999999"})
  void news_without_a_version_are_refused(String sequence) {
    var event =
        CloudEventBuilder.v1(events.announcement(RUN, "1-0", 1, new StepReady(1), AT, null))
            .withExtension("sequence", sequence)
            .build();
    assertThatThrownBy(() -> events.readNews(event))
        .hasMessage("sequence: expected the version of a record, found '%s'", sequence);
  }

  @Test
  void a_timer_event_keeps_what_was_due_and_when_it_fired() {
    var fire = new FireTimer(-1, TimerKind.SUSPEND, AT.minusMillis(5), AT);
    var wire = new JsonFormat().serialize(events.request(RUN, "a", fire));
    assertThat(events.readRequest(new JsonFormat().deserialize(wire)).command()).isEqualTo(fire);
  }

  private static NodeAdded added(int node, NodeType type, Phase phase, boolean held) {
    return new NodeAdded(
        node, 0, Role.CALL, 0, -1, type, ".a", "local/a", phase, null, Map.of(), Map.of(), Map.of(),
        held, AT);
  }

  private static NodeEnded ended(int node, boolean cancelled) {
    return new NodeEnded(node, Phase.FAILED, null, Outputs.NONE, cancelled, null, AT);
  }
}
