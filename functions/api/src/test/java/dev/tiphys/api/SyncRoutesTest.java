package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SyncRoutesTest extends ApiTest {
  private static final String BASE = "/api/v1/sync/argo";

  @ParameterizedTest
  @CsvSource({"CONFIGMAP, limits", "DATABASE,"})
  void a_limit_lives_from_create_to_delete(String type, String configMap) {
    var fields = "\"type\": \"%s\"".formatted(type);
    var query = "?type=" + type;
    if (configMap != null) {
      fields += ", \"cmName\": \"%s\"".formatted(configMap);
      query += "&cmName=" + configMap;
    }
    var created =
        client.post(
            BASE,
            "{\"namespace\": \"argo\", \"key\": \"deploy\", \"limit\": 2, %s}".formatted(fields));
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    assertThat(client.get(BASE + "/deploy" + query).json()).isEqualTo(created.json());
    assertThat(created.json().path("limit").asInt()).isEqualTo(2);
    assertThat(
            client.post(BASE, "{\"key\": \"deploy\", \"limit\": 3, %s}".formatted(fields)).status())
        .isEqualTo(409);

    assertThat(client.put(BASE + "/deploy", "{\"limit\": 0, %s}".formatted(fields)).status())
        .isEqualTo(200);
    assertThat(client.get(BASE + "/deploy" + query).json().path("limit").asInt(-1)).isZero();
    assertThat(client.delete(BASE + "/deploy" + query).status()).isEqualTo(200);
    assertThat(client.get(BASE + "/deploy" + query).status()).isEqualTo(404);
    assertThat(client.delete(BASE + "/deploy" + query).status()).isEqualTo(404);
    assertThat(client.put(BASE + "/deploy", "{\"limit\": 1, %s}".formatted(fields)).status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type": "DATABASE", "key": "a/b", "limit": 1}                   | key: expected
          {"type": "DATABASE", "key": "a"}                                 | limit: expected a whole number from 0, found nothing
          {"type": "DATABASE", "key": "a", "limit": -1}                    | limit: expected a whole number from 0, found -1
          {"type": "CONFIGMAP", "key": "a", "limit": 1}                    | cmName:
          {"type": "CONFIGMAP", "cmName": "../x", "key": "a", "limit": 1}  | cmName:
          {"type": "REDIS", "key": "a", "limit": 1}                        | type: expected CONFIGMAP or DATABASE, found 'REDIS'
          """)
  void a_bad_limit_is_refused_by_the_field(String body, String message) {
    var answer = client.post(BASE, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).startsWith(message);
  }

  @Test
  void what_pages_tell_of_clicks_is_taken_and_forgotten() {
    var answer = client.post("/api/v1/tracking/event", "{\"name\": \"openedRun\"}");
    assertThat(answer.status()).isEqualTo(200);
  }
}
