package dev.tiphys.language.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SequenceTest {
  static Stream<Arguments> recorded() throws IOException {
    return LoopVectors.of("sequence.json")
        .map(
            vector ->
                Arguments.of(
                    vector.get("count").textValue(),
                    vector.get("start").textValue(),
                    vector.get("end").textValue(),
                    vector.get("format").textValue(),
                    StreamSupport.stream(vector.get("items").spliterator(), false)
                        .map(JsonNode::textValue)
                        .toList(),
                    vector.get("error").textValue()));
  }

  @ParameterizedTest(name = "count {0}, start {1}, end {2}, format {3}: {4}{5}")
  @MethodSource("recorded")
  void a_sequence_is_what_Argo_makes_of_it(
      String count, String start, String end, String format, List<String> items, String error) {
    if (error.isEmpty()) {
      assertThat(sequence(count, start, end, format)).isEqualTo(items);
    } else {
      assertThatThrownBy(() -> sequence(count, start, end, format)).hasMessage(error);
    }
  }

  @ParameterizedTest(name = "{1} as {0} is {2}")
  @CsvSource(
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "%d,7,7",
        "%v,-7,-7",
        "%05d,-7,-0007",
        "%5d|,7,    7|",
        "%-5d|,7,7    |",
        "%+d,7,+7",
        "% d,7, 7",
        "%.3d,7,007",
        "%8.3d,-7,    -007",
        "%x,-255,-ff",
        "%#x,255,0xff",
        "%#08X,255,0X000000FF",
        "%o,8,10",
        "%#o,8,010",
        "%O,8,0o10",
        "%b,5,101",
        "%c,97,a",
        "%q,97,'a'",
        "%U,97,U+0061",
        "%T,5,int",
        "100%%-%d,5,100%-5",
        "%[1]d-%[1]x,10,10-a",
        "fixed,5,fixed%!(EXTRA int=5)",
        "%d %d,5,5 %!d(MISSING)",
        "%s,5,%!s(int=5)",
        "%,5,%!(NOVERB)%!(EXTRA int=5)",
        "ä%dö,5,ä5ö",
      })
  void a_format_is_that_of_Go(String format, String number, String text) {
    assertThat(sequence("1", number, null, format)).isEqualTo(List.of(text));
  }

  @Test
  void without_count_or_end_there_is_no_sequence() {
    refused(null, "1", "", null, "neither end nor count was specified in withSequence");
  }

  @Test
  void count_and_end_exclude_each_other() {
    refused("1", null, "2", null, "only one of count or end can be defined in withSequence");
  }

  @Test
  void one_number_may_be_both_ends() {
    assertThat(sequence(null, "5", "5", null)).isEqualTo(List.of("5"));
  }

  @ParameterizedTest(name = "{0} is refused: {1}")
  @CsvSource({
    "1.5, invalid syntax",
    "0x10, invalid syntax",
    "1_000, invalid syntax",
    "٣, invalid syntax",
    "' 1', invalid syntax",
    "9223372036854775808, value out of range",
    "-9223372036854775809, value out of range",
  })
  void what_is_no_integer_of_Go_is_refused(String number, String problem) {
    refused("1", number, null, null, "strconv.Atoi: parsing \"%s\": %s".formatted(number, problem));
  }

  @Test
  void the_largest_integers_are_reached_and_not_passed() {
    assertThat(sequence("2", "9223372036854775806", null, null))
        .isEqualTo(List.of("9223372036854775806", "9223372036854775807"));
    assertThat(sequence(null, "-9223372036854775807", "-9223372036854775808", null))
        .isEqualTo(List.of("-9223372036854775807", "-9223372036854775808"));
    refused(
        "3",
        "9223372036854775806",
        null,
        null,
        "withSequence: expected numbers of at most 64 bits, found 9223372036854775808");
  }

  @Test
  void too_many_numbers_are_refused_before_one_exists() {
    assertThat(sequence("100000", null, null, null)).hasSize(Limits.ITEMS_MAX);
    refused(
        "10000000",
        null,
        null,
        null,
        "withSequence: expected at most 100000 items (limit ITEMS_MAX), found 10000000");
    refused(
        null,
        "9223372036854775807",
        "-9223372036854775808",
        null,
        "withSequence: expected at most 100000 items (limit ITEMS_MAX), found 18446744073709551616");
  }

  @Test
  void a_number_of_a_million_digits_is_refused_at_once() {
    assertThatThrownBy(() -> sequence("9".repeat(1_000_000), null, null, null))
        .hasMessageEndingWith("value out of range")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }

  @Test
  void a_format_cannot_make_numbers_wide_without_limit() {
    refused(
        "1",
        null,
        null,
        "%999999999999d",
        "withSequence: format: expected a width of at most 1000 (limit WIDTH_MAX), found"
            + " 999999999999");
    refused(
        "1",
        null,
        null,
        "%.1001d",
        "withSequence: format: expected a width of at most 1000 (limit WIDTH_MAX), found 1001");
    refused(
        "100000",
        null,
        null,
        "%1000d",
        "withSequence: expected items of at most 16000000 characters together (limit"
            + " CHARACTERS_MAX), found more");
  }

  private static List<String> sequence(
      @Nullable String count,
      @Nullable String start,
      @Nullable String end,
      @Nullable String format) {
    return Items.sequence(count, start, end, format).stream()
        .map(item -> Items.values(item).get("item"))
        .toList();
  }

  private static void refused(
      @Nullable String count,
      @Nullable String start,
      @Nullable String end,
      @Nullable String format,
      String message) {
    assertThatThrownBy(() -> sequence(count, start, end, format))
        .isInstanceOf(LoopException.class)
        .hasMessage(message);
  }
}
