package dev.tiphys.delivery.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WebTokenTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
  private static final WebToken TOKEN =
      WebToken.issue("dev:apiKey", "t-1", NOW.plusMillis(7), Duration.ofHours(1));

  @Test
  void what_was_signed_is_read_again() {
    assertThat(WebToken.verify(TOKEN.signed(KEY), KEY, NOW)).isEqualTo(TOKEN);
    assertThat(TOKEN.expiresAt()).isEqualTo(NOW.plusSeconds(3600));
  }

  @Test
  void the_time_of_a_token_is_over_at_its_end() {
    refused(TOKEN.signed(KEY), KEY, NOW.plusSeconds(3600), "expired");
    refused(TOKEN.signed(KEY), KEY, NOW.minusSeconds(1), "not valid yet");
    var eternal = WebToken.issue("dev:apiKey", "t-1", NOW, Duration.ZERO);
    assertThat(WebToken.verify(eternal.signed(KEY), KEY, NOW.plusSeconds(1L << 32)))
        .isEqualTo(eternal);
  }

  @Test
  void what_somebody_else_signed_or_changed_is_refused() {
    var text = TOKEN.signed(KEY);
    refused(text, new byte[] {1}, NOW, "signature is invalid");
    refused(text + "A", KEY, NOW, "signature is invalid");
    var parts = text.split("[.]");
    refused(
        parts[0] + "." + encoded("{\"sub\":\"admin:apiKey\"}") + "." + parts[2],
        KEY,
        NOW,
        "signature is invalid");
    refused(encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".", KEY, NOW, "signature is invalid");
    refused("a.b", KEY, NOW, "malformed");
    refused("%.%.%", KEY, NOW, "malformed");
    refused("a".repeat(9000), KEY, NOW, "malformed");
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(String text, byte[] key, Instant now, String why) {
    assertThatThrownBy(() -> WebToken.verify(text, key, now))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
