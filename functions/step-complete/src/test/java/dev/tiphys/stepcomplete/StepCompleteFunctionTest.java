package dev.tiphys.stepcomplete;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.doorway.CloudEventServer;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.HttpBroker;
import dev.tiphys.doorway.Settings;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunEvents.Changed;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.RunFinished;
import dev.tiphys.events.RunNews.RunStarted;
import dev.tiphys.events.RunNews.StepReady;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole function as its container runs it: HTTP in, a log in a directory, HTTP out to a
/// broker.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class StepCompleteFunctionTest {
  private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");
  private static final RunId RUN = new RunId("default", "hello", "0c5a-1");

  private final RunEvents events = new RunEvents(LargeValues.inMemory());
  private final ConcurrentLinkedQueue<CloudEvent> announced = new ConcurrentLinkedQueue<>();
  private final AtomicInteger brokerFailures = new AtomicInteger();
  private CloudEventServer broker;
  private FunctionHost function;

  @BeforeEach
  void start(@TempDir Path store) {
    broker = CloudEventServer.start(new InetSocketAddress("localhost", 0), this::announce);
    var sink = URI.create("http://localhost:" + broker.port() + "/");
    function =
        FunctionHost.start(
            StepCompleteFunction.class, "stepComplete", new Settings(0, sink, store.toString()));
  }

  @AfterEach
  void stop() {
    function.close();
    broker.close();
  }

  private void announce(CloudEvent event) {
    if (brokerFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new Unavailable("the broker is full");
    }
    announced.add(event);
  }

  private void send(String id, RunCommand command) {
    new HttpBroker(URI.create("http://localhost:" + function.port() + "/"), events)
        .publish(List.of(events.request(RUN, id, command)));
  }

  private List<Object> news() {
    var news = new ArrayList<Object>();
    for (var event = announced.poll(); event != null; event = announced.poll()) {
      news.add(read(event));
    }
    return news;
  }

  /// What is news to functions, and which version there is to show.
  private Object read(CloudEvent event) {
    return event.getType().equals(RunEvents.CHANGED)
        ? RunEvents.readChanged(event)
        : events.readNews(event).news();
  }

  private static Changed version(long version) {
    return new Changed(RUN, version);
  }

  @Test
  void a_run_goes_from_its_start_to_its_end_by_events() throws IOException {
    send("start", new StartRun(pinned(), AT));
    assertThat(news()).containsExactly(new RunStarted(), new StepReady(0), version(1));
    send("0-ended", end(Phase.SUCCEEDED));
    assertThat(news()).containsExactly(new RunFinished(Phase.SUCCEEDED, null), version(2));
  }

  @Test
  void what_could_not_be_announced_is_announced_when_the_command_comes_again() throws IOException {
    var start = new StartRun(pinned(), AT);
    brokerFailures.set(1);
    Assertions.assertThatThrownBy(() -> send("start", start))
        .isInstanceOf(Unavailable.class)
        .hasMessageStartingWith("the broker answered 503");
    assertThat(news()).isEmpty();
    send("start", start);
    assertThat(news()).containsExactly(new RunStarted(), new StepReady(0), version(1));
  }

  @Test
  void a_redelivery_announces_the_same_events() throws IOException {
    var start = new StartRun(pinned(), AT);
    send("start", start);
    send("0-ended", end(Phase.FAILED));
    var first = List.copyOf(announced);
    announced.clear();
    send("start", start);
    send("0-ended", end(Phase.FAILED));
    assertThat(announced.stream().map(CloudEvent::getId))
        .containsExactlyElementsOf(first.stream().map(CloudEvent::getId).toList());
    assertThat(announced.stream().map(this::read))
        .containsExactlyElementsOf(first.stream().map(this::read).toList());
  }

  private static RunCommand end(Phase phase) {
    return new EndStep(0, phase, null, Outputs.NONE, null, Map.of(), AT.plusSeconds(1));
  }

  private static JsonNode pinned() throws IOException {
    return new ObjectMapper()
        .readTree(
            """
            {"workflow": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
              "metadata": {"namespace": "default", "name": "hello", "uid": "0c5a-1"},
              "spec": {"entrypoint": "main", "templates": [
                {"name": "main", "container": {"image": "busybox", "command": ["true"]}}]}}}
            """);
  }
}
