package dev.tiphys.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.doorway.CloudEventServer;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.HttpBroker;
import dev.tiphys.doorway.Settings;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.TimerSet;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole function as its container runs it, on the clock of the machine.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class TimerFunctionTest {
  private static final RunId RUN = new RunId("default", "hello", "0c5a-1");

  private final RunEvents events = new RunEvents(LargeValues.inMemory());

  @Test
  void what_is_due_soon_is_announced_before_the_event_is_answered(@TempDir Path store) {
    var announced = new ConcurrentLinkedQueue<CloudEvent>();
    try (var broker =
            CloudEventServer.start(new InetSocketAddress("localhost", 0), announced::add);
        var function =
            FunctionHost.start(
                TimerFunction.class,
                "timer",
                new Settings(0, url(broker.port()), store.toString()))) {
      var to = new HttpBroker(url(function.port()), events);
      to.publish(List.of(minute()));
      assertThat(announced).isEmpty();

      var due = Instant.ofEpochMilli(System.currentTimeMillis()).plus(Duration.ofMillis(50));
      to.publish(List.of(set(due), set(due.plusSeconds(3600))));
      assertThat(announced)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getId()).isEqualTo("4-suspend-" + due.toEpochMilli());
                assertThat(events.readRequest(event).command())
                    .isInstanceOfSatisfying(
                        FireTimer.class,
                        fire -> {
                          assertThat(fire.due()).isEqualTo(due);
                          assertThat(fire.at()).isAfterOrEqualTo(due);
                        });
              });
    }
  }

  private static URI url(int port) {
    return URI.create("http://localhost:" + port + "/");
  }

  private static CloudEvent minute() {
    return CloudEventBuilder.v1()
        .withId("1")
        .withSource(URI.create("/ping"))
        .withType("dev.knative.sources.ping")
        .build();
  }

  private CloudEvent set(Instant due) {
    var news = new TimerSet(4, TimerKind.SUSPEND, due);
    return events.announcement(RUN, "3-1", 3, news, due, null);
  }
}
