package dev.tiphys.trigger.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Attack case 63. The secret, body and signature are those of GitHub's own documentation.
@DisplayNameGeneration(ReplaceUnderscores.class)
class WebhookTest {
  private static final byte[] SECRET = bytes("It's a Secret to Everybody");
  private static final byte[] BODY = bytes("Hello, World!");
  private static final String SIGNED =
      "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isFrom(Provider provider, byte[] secret, String... headers) {
    var map = new LinkedHashMap<String, List<String>>();
    for (var i = 0; i < headers.length; i += 2) {
      map.put(headers[i], List.of(headers[i + 1]));
    }
    return new Webhook(provider, map, BODY).isFrom(secret);
  }

  static Stream<Arguments> good() {
    return Stream.of(
        Arguments.of(Provider.GITHUB, "x-hub-signature-256", "sha256=" + SIGNED),
        Arguments.of(
            Provider.GITHUB, "x-hub-signature-256", "sha256=" + SIGNED.toUpperCase(Locale.ROOT)),
        Arguments.of(Provider.BITBUCKET_SERVER, "x-hub-signature", "sha256=" + SIGNED),
        Arguments.of(Provider.BITBUCKET, "x-hub-signature", "sha256=" + SIGNED),
        Arguments.of(Provider.BITBUCKET, "x-hook-uuid", "It's a Secret to Everybody"),
        Arguments.of(Provider.GOGS, "x-gogs-signature", SIGNED),
        Arguments.of(Provider.GOGS, "x-gitea-signature", SIGNED),
        Arguments.of(Provider.GITLAB, "x-gitlab-token", "It's a Secret to Everybody"),
        Arguments.of(
            Provider.AZURE_DEVOPS,
            "authorization",
            "Basic " + Base64.getEncoder().encodeToString(SECRET)));
  }

  @ParameterizedTest
  @MethodSource("good")
  void who_knows_the_secret_is_believed(Provider provider, String header, String value) {
    assertThat(isFrom(provider, SECRET, header, value)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("good")
  void who_knows_another_is_not(Provider provider, String header, String value) {
    assertThat(isFrom(provider, bytes("another"), header, value)).isFalse();
    assertThat(isFrom(provider, SECRET, header, value.substring(1))).isFalse();
    assertThat(isFrom(provider, SECRET, header, "")).isFalse();
    assertThat(isFrom(provider, SECRET)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("good")
  void a_header_that_is_there_twice_counts_for_nothing(
      Provider provider, String header, String value) {
    var twice = Map.of(header, List.of(value, value));
    assertThat(new Webhook(provider, twice, BODY).isFrom(SECRET)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("good")
  void an_empty_secret_believes_nobody(Provider provider, String header, String value) {
    assertThat(isFrom(provider, new byte[0], header, value)).isFalse();
  }

  @Test
  void a_signature_of_other_bytes_is_none() {
    var headers = Map.of("x-hub-signature-256", List.of("sha256=" + SIGNED));
    assertThat(new Webhook(Provider.GITHUB, headers, bytes("Hello, World?")).isFrom(SECRET))
        .isFalse();
  }

  @Test
  void a_signature_by_sha1_alone_is_none() {
    assertThat(
            isFrom(
                Provider.GITHUB,
                SECRET,
                "x-hub-signature",
                "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59"))
        .isFalse();
  }

  @Test
  void headers_say_whose_it_is() {
    assertThat(Provider.of(Map.of("x-github-event", List.of("push")))).contains(Provider.GITHUB);
    assertThat(
            Provider.of(Map.of("x-github-event", List.of("push"), "x-gogs-event", List.of("push"))))
        .contains(Provider.GOGS);
    assertThat(Provider.of(Map.of("x-event-key", List.of("repo:push"))))
        .contains(Provider.BITBUCKET_SERVER);
    assertThat(Provider.of(Map.of("x-other", List.of("push")))).isEmpty();
  }

  @Test
  void the_clients_of_a_secret_are_known_by_their_keys() {
    var clients =
        Clients.of(
            Map.of(
                "github.com", bytes("type: github\nsecret: \"It's a Secret to Everybody\""),
                "gitlab.com", bytes("type: gitlab\nsecret: other")));
    var headers = Map.of("x-hub-signature-256", List.of("sha256=" + SIGNED));
    assertThat(clients.sender(new Webhook(Provider.GITHUB, headers, BODY))).contains("github.com");
    assertThat(clients.sender(new Webhook(Provider.GITHUB, Map.of(), BODY))).isEmpty();
    assertThat(clients.know(Provider.GITLAB)).isTrue();
    assertThat(clients.know(Provider.BITBUCKET)).isFalse();
  }

  @Test
  void a_client_that_cannot_be_read_is_named_without_its_secret() {
    assertThatThrownBy(() -> Clients.of(Map.of("x", bytes("type: sourceforge\nsecret: hush"))))
        .hasMessage(
            "Secret argo-workflows-webhook-clients: x: type: expected github, gitlab, bitbucket,"
                + " bitbucketserver, gogs, gitea or azuredevops, found 'sourceforge'");
    assertThatThrownBy(() -> Clients.of(Map.of("x", bytes("[hush"))))
        .hasMessage("Secret argo-workflows-webhook-clients: x: expected YAML");
  }
}
