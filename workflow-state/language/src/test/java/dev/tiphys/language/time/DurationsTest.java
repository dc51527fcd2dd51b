package dev.tiphys.language.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DurationsTest {
  static Stream<Arguments> recorded() throws IOException {
    var path =
        Path.of(
            System.getProperty("tiphys.root"),
            "..",
            "shared/cases/workflows/vectors/durations.json");
    return StreamSupport.stream(new ObjectMapper().readTree(path.toFile()).spliterator(), false)
        .map(
            vector ->
                Arguments.of(
                    vector.get("in").textValue(),
                    vector.get("seconds").decimalValue(),
                    vector.get("error").textValue()));
  }

  @ParameterizedTest(name = "{0} is {1} s {2}")
  @MethodSource("recorded")
  void a_duration_is_what_Argo_reads(String in, BigDecimal seconds, String error) {
    if (error.isEmpty()) {
      assertThat(Durations.parse(in))
          .isEqualTo(Duration.ofNanos(seconds.movePointRight(9).longValueExact()));
    } else {
      assertThatThrownBy(() -> Durations.parse(in)).hasMessage(error);
    }
  }

  @Test
  void the_longest_durations_are_read() {
    assertThat(Durations.parse("9223372036")).isEqualTo(Duration.ofSeconds(9223372036L));
    assertThat(Durations.parse("9223372036854775807ns")).isEqualTo(Durations.DURATION_MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9223372037", "-9223372037", "9223372036854775807", "99999999999999999999999"})
  void more_seconds_than_Go_knows_are_refused(String seconds) {
    assertThatThrownBy(() -> Durations.parse(seconds))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unable to parse %s as a duration: expected at most 9223372036 seconds"
                + " (limit DURATION_MAX)",
            seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "s", "٣", "1e9", "10 s", "NaN", "9999999h", "5d"})
  void what_is_no_duration_is_refused(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unable to parse " + text + " as a duration: time: ");
  }

  @Test
  void a_long_text_is_refused_unread() {
    assertThatThrownBy(() -> Durations.parse("9".repeat(10_000_000) + "s"))
        .hasMessageEndingWith("expected at most 100 characters (limit CHARACTERS_MAX)")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
  }

  @ParameterizedTest(name = "{0} times {1} to the {2}, at most {3}: {4}")
  @CsvSource({
    "PT1M, 2, 0, , PT1M",
    "PT1M, 2, 1, , PT2M",
    "PT1M, 2, 3, , PT8M",
    "PT1M, 1, 2147483647, , PT1M",
    "PT1M, 3, 2, PT5M, PT5M",
    "PT1M, 3, 0, PT5M, PT1M",
    "PT1M, 0, 0, , PT1M",
    "PT1M, 0, 5, , PT0S",
    "PT-1M, 2, 2, , PT0S",
    "PT0S, 9, 2147483647, , PT0S",
  })
  void a_wait_grows_by_its_factor_up_to_the_cap(
      Duration base, long factor, int exponent, Duration cap, Duration wait) {
    assertThat(Durations.growing(base, factor, exponent, cap)).isEqualTo(wait);
  }

  @Test
  void a_wait_that_overflows_is_the_longest_there_is() {
    var longest = Durations.DURATION_MAX;
    assertThat(Durations.growing(Duration.ofNanos(1), 2, 62, null))
        .isEqualTo(Duration.ofNanos(1L << 62));
    assertThat(Durations.growing(Duration.ofNanos(1), 2, 63, null)).isEqualTo(longest);
    assertThat(Durations.growing(Duration.ofSeconds(1), 2, Integer.MAX_VALUE, null))
        .isEqualTo(longest);
    assertThat(Durations.growing(longest, Long.MAX_VALUE, 1, null)).isEqualTo(longest);
    assertThat(Durations.growing(longest, Long.MAX_VALUE, 7, Duration.ofHours(1)))
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void a_negative_factor_is_refused() {
    assertThatThrownBy(() -> Durations.growing(Duration.ofSeconds(1), -2, 1, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("backoff.factor: expected 0 or more, found -2");
  }

  @ParameterizedTest
  @CsvSource({
    "PT1M, Backoff for 1 minutes 0 seconds",
    "PT0.5S, Backoff for 0 minutes 0 seconds",
    "PT1H30M5S, Backoff for 90 minutes 5 seconds",
  })
  void a_waiting_node_says_for_how_long(Duration wait, String message) {
    assertThat(Durations.backoff(wait)).isEqualTo(message);
  }
}
