package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class IngressRouteTest extends ApiTest {
  private static final String[] BINARY = {
    "Ce-Id",
    "1",
    "Ce-Source",
    "/s",
    "Ce-Type",
    "t",
    "Ce-Specversion",
    "1.0",
    "Ce-Partitioningkey",
    "k"
  };
  private static final String STRUCTURED =
      "{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"specversion\":\"1.0\",\"data\":{\"a\":1}}";
  private static final String STRUCTURED_TYPE = "application/cloudevents+json; charset=UTF-8";

  private String data() {
    return new String(
        Objects.requireNonNull(host.events.getFirst().getData()).toBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void a_binary_event_is_taken_over() {
    var answer = client.send("POST", "/", "{\"a\":1}", BINARY);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    var event = host.events.getFirst();
    assertThat(event.getType()).isEqualTo("t");
    assertThat(event.getExtension("partitioningkey")).isEqualTo("k");
    assertThat(event.getDataContentType()).isNull();
    assertThat(data()).isEqualTo("{\"a\":1}");
  }

  @Test
  void a_structured_event_is_taken_over() {
    var answer = client.send("POST", "/", STRUCTURED, "Content-Type", STRUCTURED_TYPE);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(data()).isEqualTo("{\"a\":1}");
  }

  @Test
  void an_event_may_have_no_data() {
    assertThat(client.send("POST", "/", "", BINARY).status()).isEqualTo(202);
    assertThat(host.events).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/cloudevents+json | {} | the request is no CloudEvent",
        "application/cloudevents+json | {\"specversion\":\"9.9\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"} | the request is no CloudEvent",
        "application/cloudevents+json | {\"specversion\":\"1.0\",\"id\":1,\"source\":[],\"type\":{}} | the request is no CloudEvent",
        "application/cloudevents+json | {\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"} | specversion: expected 1.0",
        "application/cloudevents+json | {\"specversion\":\"1.0\",\"id\":\"a\\r\\nb\",\"source\":\"/s\",\"type\":\"t\"} | id: expected no control characters",
        "application/cloudevents+json | [1] | the request is no CloudEvent",
        "application/cloudevents+json | not JSON | the body is not good JSON (line 1, column 1)",
        "application/cloudevents-batch+json | [] | content-type: expected one event",
        "application/json | {} | the request is no CloudEvent: expected ce-* headers",
      })
  void what_is_no_event_is_refused(String type, String body, String message) {
    var answer = client.send("POST", "/", body, "Content-Type", type);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).startsWith(message);
    assertThat(host.events).isEmpty();
  }

  @Test
  void an_event_in_both_modes_is_none() {
    var answer =
        client.send("POST", "/", STRUCTURED, "Content-Type", STRUCTURED_TYPE, "ce-id", "2");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("expected one of the two");
  }

  @Test
  void an_event_with_two_ids_is_none() {
    var headers = new String[BINARY.length + 2];
    System.arraycopy(BINARY, 0, headers, 0, BINARY.length);
    headers[BINARY.length] = "CE-ID";
    headers[BINARY.length + 1] = "2";
    var answer = client.send("POST", "/", "", headers);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("the header ce-id is there twice");
  }

  @Test
  void a_wrong_version_is_said() {
    var answer =
        client.send(
            "POST",
            "/",
            "",
            "ce-id",
            "1",
            "ce-source",
            "/s",
            "ce-type",
            "t",
            "ce-specversion",
            "2");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("no CloudEvent");
  }

  @Test
  void a_large_event_is_refused_with_the_limit() {
    var answer = client.send("POST", "/", "x".repeat(2 * 1024 * 1024 + 1), BINARY);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.message()).contains("2097152").contains("dataref");
  }
}
