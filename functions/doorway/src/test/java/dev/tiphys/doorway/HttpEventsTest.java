package dev.tiphys.doorway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpEventsTest {
  private static final byte[] NOTHING = {};

  private static Map<String, List<String>> binary() {
    var headers = new HashMap<String, List<String>>();
    headers.put("Ce-Specversion", List.of("1.0"));
    headers.put("Ce-Id", List.of("1"));
    headers.put("Ce-Source", List.of("/s"));
    headers.put("Ce-Type", List.of("t"));
    return headers;
  }

  @Test
  void headers_may_be_cased_as_go_does_it() {
    var event = HttpEvents.read(binary(), NOTHING);
    assertThat(event.getId()).isEqualTo("1");
    assertThat(event.getDataContentType()).isNull();
    assertThat(event.getData()).isNull();
  }

  @Test
  void data_that_are_no_text_stay_as_they_are() {
    var headers = binary();
    headers.put("Content-Type", List.of("application/octet-stream"));
    var bytes = new byte[] {(byte) 0xff, 0, (byte) 0xfe};
    assertThat(HttpEvents.read(headers, bytes).getData().toBytes()).isEqualTo(bytes);
  }

  @Test
  void a_structured_event_is_read_from_its_body() {
    var event =
        HttpEvents.read(
            Map.of("content-type", List.of("application/cloudevents+json; charset=utf-8")),
            utf8(
                "{\"specversion\":\"1.0\",\"id\":\"ä\",\"source\":\"/s\",\"type\":\"t\","
                    + "\"data_base64\":\"/w==\"}"));
    assertThat(event.getId()).isEqualTo("ä");
    assertThat(event.getData().toBytes()).containsExactly(0xff);
  }

  @ParameterizedTest
  @CsvSource({"a%20b,a b", "%E2%82%AC,€", "100%,100%", "%zz%4,%zz%4", "a%25b,a%b", "€,€"})
  void attributes_are_percent_encoded_in_headers(String header, String value) {
    var headers = binary();
    headers.put("ce-id", List.of(header));
    headers.remove("Ce-Id");
    assertThat(HttpEvents.read(headers, NOTHING).getId()).isEqualTo(value);
    assertThat(HttpEvents.decoded(HttpEvents.encoded(value))).isEqualTo(value);
    assertThat(HttpEvents.encoded(value)).matches("[!-~]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Specversion", "Id", "Source", "Type"})
  void a_request_without_one_of_the_required_attributes_is_no_event(String attribute) {
    var headers = binary();
    headers.remove("Ce-" + attribute);
    refused(
        headers,
        "",
        "ce-%s: expected a value".formatted(attribute.toLowerCase(java.util.Locale.ROOT)));
  }

  @Test
  void an_attribute_given_twice_is_refused() {
    var headers = binary();
    headers.put("Ce-Id", List.of("1", "2"));
    refused(headers, "", "ce-id: expected it once");
    headers.put("Ce-Id", List.of("1"));
    headers.put("ce-id", List.of("1"));
    refused(headers, "", "ce-id: expected it once");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.3", "2.0", "", "1", "x"})
  void another_version_of_the_specification_is_refused(String version) {
    var headers = binary();
    headers.put("Ce-Specversion", List.of(version));
    refused(headers, "", "");
  }

  @Test
  void structured_and_binary_together_are_refused() {
    var headers = binary();
    headers.put("Content-Type", List.of("application/cloudevents+json"));
    refused(
        headers,
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}",
        "ce-specversion: expected none beside an event in structured mode");
  }

  @ParameterizedTest
  @CsvSource({
    "application/cloudevents-batch+json,content-type: expected one event",
    "application/CloudEvents-Batch+JSON; charset=utf-8,content-type: expected one event",
    "application/cloudevents+avro,the event cannot be read",
    "application/cloudevents,the event cannot be read",
  })
  void other_forms_of_events_are_refused(String contentType, String message) {
    refused(Map.of("content-type", List.of(contentType)), "[]", message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{",
        "\u0000",
        "{\"specversion\":\"1.0\"}",
        "{\"specversion\":\"1.0\",\"id\":{},\"source\":\"/s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a b\",\"type\":\"t\"}",
        "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"time\":\"x\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data_base64\":\"?\"}",
      })
  void what_is_no_event_in_a_body_is_refused(String body) {
    refused(Map.of("content-type", List.of("application/cloudevents+json")), body, "");
  }

  @Test
  void a_body_nested_without_end_is_refused() {
    var body = "{\"data\":" + "[".repeat(200_000);
    refused(Map.of("content-type", List.of("application/cloudevents+json")), body, "the event");
  }

  private static void refused(Map<String, List<String>> headers, String body, String message) {
    assertThatThrownBy(() -> HttpEvents.read(headers, utf8(body)))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(400))
        .hasMessageStartingWith(message);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
