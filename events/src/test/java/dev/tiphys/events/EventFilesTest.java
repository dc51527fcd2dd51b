package dev.tiphys.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.events.RunCommand.AnswerMemo;
import dev.tiphys.events.RunCommand.CollectArtifacts;
import dev.tiphys.events.RunCommand.ContainerEnd;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.ExpireRun;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkMemoStored;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunCommand.RefuseLocks;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunFact.TimerKind;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every type of event in both forms that HTTP carries: `<type>.json` is the structured mode, and
/// `<type>.http` are the headers and the body of the binary mode. A file under `golden/` is never
/// edited: functions of an earlier version send it.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventFilesTest {
  private static final RunId RUN = new RunId("default", "hello", "0c5a-1");
  private static final Instant AT = Instant.ofEpochMilli(1_764_000_000_120L);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final RunEvents EVENTS = new RunEvents(LargeValues.inMemory());

  private static final Outputs OUTPUTS = new Outputs(Map.of("p", "v"), "r", "0", Map.of());

  private static final List<RunCommand> COMMANDS =
      List.of(
          new StartRun(json("{\"workflow\":{\"metadata\":{\"name\":\"hello\"}}}"), AT),
          new MarkRunning(12, "host-1", "10.0.0.1", AT),
          new MarkDaemoned(12, "10.0.0.1", AT),
          new MarkProgress(12, "3/10", "ImagePullBackOff", AT),
          new EndStep(
              12,
              Phase.FAILED,
              "Error (exit code 3)",
              new Outputs(Map.of("p", "v"), "ä \u2028 \"quoted\"", "3", Map.of("a", json("{}"))),
              AT.minusSeconds(5),
              Map.of(
                  "main",
                  new ContainerEnd(Phase.FAILED, "Error (exit code 3)"),
                  "side",
                  new ContainerEnd(Phase.SUCCEEDED, null)),
              AT),
          new FireTimer(-1, TimerKind.RUN_DEADLINE, AT.minusMillis(20), AT),
          new GrantLocks(12, AT),
          new RefuseLocks(12, "no such semaphore", AT),
          new AnswerMemo(12, true, OUTPUTS, null, AT),
          new MarkMemoStored(12, AT),
          new SuspendRun(AT),
          new ResumeRun("displayName=approve", AT),
          new StopRun(Shutdown.TERMINATE, "phase=Running", "enough", AT),
          new SetNodes("id=x", Phase.SUCCEEDED, "by alice", Map.of("approved", "yes"), AT),
          new RetryRun(true, "displayName=a", Map.of("p", "v"), AT),
          new CollectArtifacts(Map.of(12, List.of("out")), true, "b: is not there", AT),
          new ExpireRun(AT));

  private static final List<RunNews> NEWS =
      List.of(
          new RunNews.RunStarted(),
          new RunNews.RunFinished(Phase.FAILED, "child 'x' failed"),
          new RunNews.RunExpired(),
          new RunNews.PodsCollected(12),
          new RunNews.StepReady(12),
          new RunNews.StepCancelled(12),
          new RunNews.TimerSet(12, TimerKind.PENDING_DEADLINE, AT.plusSeconds(60)),
          new RunNews.LocksWanted(12, List.of("default/Mutex/a"), 3, AT.minusSeconds(1)),
          new RunNews.LocksReleased(-1, List.of("default/Mutex/a", "default/Mutex/b")),
          new RunNews.MemoWanted(12, "my-cache", "a-1", "1h"),
          new RunNews.MemoProduced(12, "hello-123", "my-cache", "a-1", OUTPUTS));

  private static final CronId CRON = new CronId("default", "nightly", "0c5a-2");

  private static final List<CloudEvent> CRONS =
      List.of(
          CronEvents.scheduled(CRON, AT.plusSeconds(60), AT),
          CronEvents.due(CRON, AT.plusSeconds(60), AT));

  static Stream<CloudEvent> events() {
    return Stream.concat(CRONS.stream(), ofRuns());
  }

  private static Stream<CloudEvent> ofRuns() {
    return Stream.concat(
        COMMANDS.stream().map(command -> EVENTS.request(RUN, "12-x", command)),
        NEWS.stream().map(news -> EVENTS.announcement(RUN, "7-2", 7, news, AT, null)));
  }

  @Test
  void every_command_and_all_news_have_golden_files() {
    assertThat(COMMANDS.stream().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(
            Stream.of(RunCommand.class.getPermittedSubclasses()).collect(Collectors.toSet()));
    assertThat(NEWS.stream().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Stream.of(RunNews.class.getPermittedSubclasses()).collect(Collectors.toSet()));
    assertThat(COMMANDS.stream().map(EventJson::type))
        .containsExactlyInAnyOrderElementsOf(RunEvents.COMMAND_TYPES);
    assertThat(NEWS.stream().map(EventJson::type))
        .containsExactlyInAnyOrderElementsOf(RunEvents.NEWS_TYPES);
  }

  @ParameterizedTest
  @MethodSource("events")
  void an_event_is_written_as_its_golden_files_say(CloudEvent event) throws IOException {
    var structured = JSON.readTree(new JsonFormat().serialize(event));
    assertThat(structured).isEqualTo(JSON.readTree(golden(event, ".json")));
    assertThat(binary(event)).isEqualTo(golden(event, ".http"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void a_golden_file_is_read_as_the_event_it_was(CloudEvent event) {
    var bytes = golden(event, ".json").getBytes(StandardCharsets.UTF_8);
    assertThat(read(new JsonFormat().deserialize(bytes))).isEqualTo(read(event));
    assertThat(read(parsed(golden(event, ".http")).toEvent())).isEqualTo(read(event));
  }

  private static Object read(CloudEvent event) {
    if (event.getType().startsWith("dev.tiphys.cron.")) {
      return List.of(CronEvents.cron(event), CronEvents.moment(event), event.getType());
    }
    return RunEvents.COMMAND_TYPES.contains(event.getType())
        ? EVENTS.readRequest(event)
        : EVENTS.readNews(event);
  }

  private static String binary(CloudEvent event) {
    var headers = new TreeMap<String, String>();
    var body = new StringBuilder();
    HttpMessageFactory.createWriter(
            (name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value),
            bytes -> body.append(new String(bytes, StandardCharsets.UTF_8)))
        .writeBinary(event);
    return headers.entrySet().stream()
        .map(header -> header.getKey() + ": " + header.getValue() + "\n")
        .collect(Collectors.joining("", "", "\n" + body));
  }

  private static MessageReader parsed(String http) {
    var parts = http.split("\n\n", 2);
    var headers = new LinkedHashMap<String, String>();
    parts[0].lines().forEach(line -> headers.put(line.split(": ", 2)[0], line.split(": ", 2)[1]));
    return HttpMessageFactory.createReader(headers, parts[1].getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String golden(CloudEvent event, String suffix) {
    var name = "/golden/events/v1/" + event.getType() + suffix;
    try (var in = EventFilesTest.class.getResourceAsStream(name)) {
      assertThat(in).as("the golden file %s", name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
