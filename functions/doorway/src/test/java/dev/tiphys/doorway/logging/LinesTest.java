package dev.tiphys.doorway.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LinesTest {
  private static LogRecord line(Level level, String message) {
    var line = new LogRecord(level, message);
    line.setLoggerName("dev.tiphys.function");
    return line;
  }

  @BeforeEach
  void begin() {
    var event =
        CloudEventBuilder.v1()
            .withId("7-ended")
            .withSource(URI.create("/runs/default/hello/u1"))
            .withType("dev.tiphys.step.ended")
            .withExtension("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .withData("application/json", "{\"outputs\":{\"node\":1},\"node\":7}".getBytes())
            .build();
    Handling.begin("step-complete", event).with("millis", 12L);
  }

  @AfterEach
  void end() {
    Handling.end();
  }

  @Test
  void a_line_for_programs_is_one_object_that_names_run_node_event_and_trace() throws Exception {
    var text = new Lines(true).format(line(Level.INFO, "say \"ä\"\n"));
    assertThat(text).endsWith("}\n").hasLineCount(1);
    var object = new ObjectMapper().readTree(text);
    assertThat(object.path("level").asText()).isEqualTo("info");
    assertThat(object.path("message").asText()).isEqualTo("say \"ä\"\n");
    assertThat(object.path("function").asText()).isEqualTo("step-complete");
    assertThat(object.path("namespace").asText()).isEqualTo("default");
    assertThat(object.path("workflow").asText()).isEqualTo("hello");
    assertThat(object.path("uid").asText()).isEqualTo("u1");
    assertThat(object.path("node").asInt()).isEqualTo(7);
    assertThat(object.path("eventId").asText()).isEqualTo("7-ended");
    assertThat(object.path("traceId").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(object.path("spanId").asText()).isEqualTo("00f067aa0ba902b7");
    assertThat(object.path("millis").asLong()).isEqualTo(12);
  }

  @Test
  void a_line_for_people_says_where_it_belongs() {
    assertThat(new Lines(false).format(line(Level.WARNING, "not taken")))
        .matches("[0-9:.]{12} warn not taken \\(default/hello node 7, event 7-ended\\)\n");
    Handling.end();
    assertThat(new Lines(false).format(line(Level.SEVERE, "no"))).matches("[0-9:.]{12} error no\n");
  }

  @Test
  void a_wrong_setting_is_named() {
    assertThatThrownBy(() -> Logs.begin("json", Map.of("TIPHYS_LOG_FORMAT", "xml")))
        .hasMessage("TIPHYS_LOG_FORMAT: expected json or text, found 'xml'");
    assertThatThrownBy(() -> Logs.begin("json", Map.of("TIPHYS_LOG_LEVEL", "loud")))
        .hasMessageStartingWith("TIPHYS_LOG_LEVEL: expected debug, info, warn or error");
  }
}
