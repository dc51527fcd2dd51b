package dev.tiphys.stepdispatch.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.doorway.Broker;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunEvents;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TellerTest {
  private static final RunEvents EVENTS = new RunEvents(LargeValues.none());
  private static final EndStep END = end("small");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static EndStep end(String result) {
    var outputs = new Outputs(Map.of("p", "v"), result, "0", Map.of());
    return new EndStep(3, Phase.SUCCEEDED, null, outputs, Steps.NOW, Map.of(), Steps.NOW);
  }

  private Teller teller(@Nullable Broker broker, Duration patience) {
    return new Teller(Steps.step("{}"), EVENTS, broker, patience, new PrintStream(out));
  }

  /// Is away for as many calls, and takes events after that.
  private static final class Away implements Broker {
    private final List<CloudEvent> taken = new ArrayList<>();
    private int calls;

    Away(int calls) {
      this.calls = calls;
    }

    @Override
    public void publish(List<CloudEvent> events) {
      if (calls-- > 0) {
        throw new Unavailable("away");
      }
      taken.addAll(events);
    }
  }

  @Test
  void the_end_is_told_once_the_broker_is_back() throws Exception {
    var broker = new Away(2);
    assertThat(teller(broker, Duration.ofMinutes(1)).end(END)).isTrue();
    assertThat(broker.taken).hasSize(1);
    var request = EVENTS.readRequest(broker.taken.getFirst());
    assertThat(request.run()).isEqualTo(Steps.RUN);
    assertThat(request.command()).isEqualTo(END);
    // The id that everybody gives it who tells this end.
    assertThat(broker.taken.getFirst().getId()).isEqualTo("3-ended");
  }

  @Test
  void patience_ends() throws Exception {
    assertThat(teller(new Away(Integer.MAX_VALUE), Duration.ZERO).end(END)).isFalse();
  }

  @Test
  void the_end_is_read_back_from_the_log() throws Exception {
    out.writeBytes("something before\n".getBytes(StandardCharsets.UTF_8));
    assertThat(teller(null, Duration.ZERO).end(end("two\nlines é \"{"))).isTrue();
    var event = EventLine.last(out.toByteArray()).orElseThrow();
    assertThat(EVENTS.readRequest(event).command()).isEqualTo(end("two\nlines é \"{"));
  }

  @Test
  void values_that_a_store_would_keep_apart_travel_in_the_event() throws Exception {
    var large = end("x".repeat(300_000));
    assertThat(teller(null, Duration.ZERO).end(large)).isTrue();
    assertThat(EVENTS.readRequest(EventLine.last(out.toByteArray()).orElseThrow()).command())
        .isEqualTo(large);
  }

  @Test
  void outputs_that_no_event_can_hold_are_an_error_that_says_so() throws Exception {
    assertThat(teller(null, Duration.ZERO).end(end("x".repeat(2_000_000)))).isTrue();
    var told =
        (EndStep) EVENTS.readRequest(EventLine.last(out.toByteArray()).orElseThrow()).command();
    assertThat(told.phase()).isEqualTo(Phase.ERROR);
    assertThat(told.message()).contains("an event may have 1048576: make the large ones artifacts");
  }

  @Test
  void a_log_without_an_event_has_none() {
    assertThat(EventLine.last("tiphys: failed\n{\"specversion\":\"1.0\"".getBytes())).isEmpty();
    assertThat(EventLine.last(new byte[0])).isEmpty();
  }
}
