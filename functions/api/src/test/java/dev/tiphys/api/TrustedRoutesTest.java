package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What a host trusts, over HTTP.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TrustedRoutesTest extends ApiTest {
  private static final String CERTIFICATES = "/api/v1/certificates";
  private static final String KEYS = "/api/v1/gpgkeys";

  private final MemoryDelivery delivery = new MemoryDelivery();

  @BeforeEach
  @Override
  void start() throws IOException {
    server = ApiServer.start(host, host, host, delivery, settings());
    client = Client.of(server);
  }

  private Client.Answer add(String host, String type, String data) {
    return client.post(
        CERTIFICATES,
        """
        {"items": [{"serverName": "%s", "certType": "%s", "certData": "%s"}]}"""
            .formatted(
                host,
                type,
                Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void certificates_are_listed_by_host_and_type() {
    assertThat(add("git.example,10.0.0.1", "ssh", "AAAA").status()).isEqualTo(200);
    assertThat(add("git.example", "https", "PEM").status()).isEqualTo(200);
    assertThat(add("other.test", "https", "PEM").status()).isEqualTo(200);
    assertThat(client.get(CERTIFICATES).json().path("items")).hasSize(3);
    assertThat(client.get(CERTIFICATES + "?hostNamePattern=*.example").json().path("items"))
        .hasSize(2);
    assertThat(
            client
                .get(CERTIFICATES + "?hostNamePattern=10.0.0.1&certType=ssh")
                .json()
                .at("/items/0/serverName")
                .asText())
        .isEqualTo("git.example,10.0.0.1");
  }

  @Test
  void certificates_are_removed_by_a_pattern_and_never_without_one() {
    add("git.example", "ssh", "AAAA");
    add("git.example", "https", "PEM");
    assertThat(client.delete(CERTIFICATES).status()).isEqualTo(400);
    var gone = client.delete(CERTIFICATES + "?hostNamePattern=git.example&certType=https");
    assertThat(gone.json().path("items")).hasSize(1);
    assertThat(client.get(CERTIFICATES).json().at("/items/0/certType").asText()).isEqualTo("ssh");
  }

  @Test
  void what_is_no_base64_is_refused() {
    var answer =
        client.post(
            CERTIFICATES,
            "{\"items\": [{\"serverName\": \"a\", \"certType\": \"ssh\","
                + " \"certData\": \"A\"}]}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("certData: expected base64");
  }

  @Test
  void keys_are_added_once_shown_and_removed() {
    var first = client.post(KEYS, "{\"keyData\": \"armored\"}").json();
    assertThat(first.at("/created/items/0/keyID").asText()).isEqualTo("4AEE18F83AFDEB23");
    assertThat(client.post(KEYS, "{\"keyData\": \"armored\"}").json().path("skipped")).hasSize(1);
    assertThat(client.get(KEYS).json().at("/items/0").has("keyData")).isFalse();
    assertThat(client.get(KEYS + "/4AEE18F83AFDEB23").json().path("keyData").asText())
        .isEqualTo("armored");
    assertThat(client.get(KEYS + "/0000000000000000").status()).isEqualTo(404);
    assertThat(client.delete(KEYS + "?keyID=4AEE18F83AFDEB23").status()).isEqualTo(200);
    assertThat(client.delete(KEYS + "?keyID=4AEE18F83AFDEB23").status()).isEqualTo(404);
  }
}
