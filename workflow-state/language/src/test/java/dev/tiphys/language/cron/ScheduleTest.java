package dev.tiphys.language.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ScheduleTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *              | 2026-01-01T00:01 2026-01-01T00:02",
        "*/20 * * * *           | 2026-01-01T00:20 2026-01-01T00:40 2026-01-01T01:00",
        "5/15 * * * *           | 2026-01-01T00:05 2026-01-01T00:20 2026-01-01T00:35",
        "1-5/2 3 * * *          | 2026-01-01T03:01 2026-01-01T03:03 2026-01-01T03:05",
        "*/90 * * * *           | 2026-01-01T01:00 2026-01-01T02:00",
        "0 9 * * mon-FRI        | 2026-01-01T09:00 2026-01-02T09:00 2026-01-05T09:00",
        "0 0 1 JAN *            | 2027-01-01T00:00 2028-01-01T00:00",
        "0 0 ? * 0              | 2026-01-04T00:00 2026-01-11T00:00",
        "15,45 8,20 * * *       | 2026-01-01T08:15 2026-01-01T08:45 2026-01-01T20:15",
        "0 0 29 2 *             | 2028-02-29T00:00 2032-02-29T00:00",
        "01 02 03 * *           | 2026-01-03T02:01 2026-02-03T02:01",
        "@yearly                | 2027-01-01T00:00",
        "@monthly               | 2026-02-01T00:00",
        "@weekly                | 2026-01-04T00:00",
        "@Daily                 | 2026-01-02T00:00",
        "@hourly                | 2026-01-01T01:00",
        "@every 90s             | 2026-01-01T00:01:30 2026-01-01T00:03",
        "@every 1h30m           | 2026-01-01T01:30 2026-01-01T03:00",
      })
  void the_moments_of_a_schedule(String schedule, String moments) {
    var expected = List.of(moments.split(" "));
    assertThat(moments(schedule, "2026-01-01T00:00", ZoneOffset.UTC, expected.size()))
        .isEqualTo(expected);
  }

  @Test
  void if_both_fields_for_days_say_something_either_is_enough() {
    assertThat(moments("0 0 1,15 * 1", "2026-01-01T00:00", ZoneOffset.UTC, 4))
        .containsExactly(
            "2026-01-05T00:00", "2026-01-12T00:00", "2026-01-15T00:00", "2026-01-19T00:00");
  }

  @Test
  void a_step_makes_a_field_for_days_say_something() {
    assertThat(moments("0 0 */10 * 1", "2026-01-01T00:00", ZoneOffset.UTC, 3))
        .containsExactly("2026-01-05T00:00", "2026-01-11T00:00", "2026-01-12T00:00");
  }

  @Test
  void a_time_in_the_hour_that_the_clock_skips_is_lost_that_day() {
    assertThat(moments("30 2 * * *", "2026-03-07T00:00", NEW_YORK, 3))
        .containsExactly(
            "2026-03-07T02:30-05:00", "2026-03-09T02:30-04:00", "2026-03-10T02:30-04:00");
  }

  @Test
  void a_time_in_the_hour_that_the_clock_repeats_happens_twice() {
    assertThat(moments("30 1 * * *", "2026-10-31T12:00", NEW_YORK, 3))
        .containsExactly(
            "2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00", "2026-11-02T01:30-05:00");
  }

  @Test
  void every_half_hour_goes_on_steadily_while_the_clock_changes() {
    assertThat(moments("*/30 * * * *", "2026-03-08T01:00", NEW_YORK, 3))
        .containsExactly(
            "2026-03-08T01:30-05:00", "2026-03-08T03:00-04:00", "2026-03-08T03:30-04:00");
    assertThat(moments("*/30 * * * *", "2026-11-01T00:30", NEW_YORK, 5))
        .containsExactly(
            "2026-11-01T01:00-04:00",
            "2026-11-01T01:30-04:00",
            "2026-11-01T01:00-05:00",
            "2026-11-01T01:30-05:00",
            "2026-11-01T02:00-05:00");
  }

  @Test
  void a_day_that_a_zone_leaves_out_has_no_moments() {
    // Samoa crossed the date line on the 30th of December 2011.
    assertThat(moments("0 12 * * *", "2011-12-28T13:00", ZoneId.of("Pacific/Apia"), 3))
        .containsExactly(
            "2011-12-29T12:00-10:00", "2011-12-31T12:00+14:00", "2012-01-01T12:00+14:00");
  }

  @Test
  void a_zone_before_the_fields_wins() {
    var schedule = Schedule.parse("CRON_TZ=Asia/Tokyo 0 6 * * *", NEW_YORK);
    assertThat(schedule.after(START, START)).contains(Instant.parse("2026-01-01T21:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *"})
  void a_day_that_no_calendar_has_is_never(String schedule) {
    assertThat(Schedule.parse(schedule, NEW_YORK).after(START, START)).isEmpty();
  }

  @Test
  void a_pause_of_less_than_a_second_is_one_of_a_second() {
    assertThat(Schedule.parse("@every 1ms", ZoneOffset.UTC))
        .isEqualTo(new Schedule.Every(Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                  | expected 5 fields (minute, hour, day of the month, month, day of the week), found 0 in ''",
        "* * * * * *         | expected 5 fields (minute, hour, day of the month, month, day of the week), found 6 in '* * * * * *'",
        "0 0 0 1 1 ? 9999    | expected 5 fields (minute, hour, day of the month, month, day of the week), found 7 in '0 0 0 1 1 ? 9999'",
        "60 * * * *          | minute '60': expected 0 to 59",
        "0 24 * * *          | hour '24': expected 0 to 23",
        "0 0 0 * *           | day of the month '0': expected 1 to 31",
        "0 0 * 13 *          | month '13': expected 1 to 12",
        "0 0 * * 7           | day of the week '7': expected 0 to 6",
        "*/0 * * * *         | minute '*/0': a step should be 1 or more",
        "50-10 * * * *       | minute '50-10': the range ends before it begins",
        "1,,2 * * * *        | minute '': '' is no number",
        "-1 * * * *          | minute '-1': '' is no number",
        "0 0 L * *           | day of the month 'L': 'L' is no number",
        "0 0 * * 1#1         | day of the week '1#1': '1#1' is no number",
        "1/2/3 * * * *       | minute '1/2/3': expected VALUE, FROM-TO or either with /STEP",
        "99999999999 * * * * | minute '99999999999': '99999999999' is no number",
        "0 0 * anf *         | month 'anf': 'anf' is no number",
        "@reboot             | expected @yearly, @monthly, @weekly, @daily, @hourly or @every DURATION, found '@reboot'",
        "TZ=Mars/North * * * * * | unknown time zone 'Mars/North'",
      })
  void what_is_no_schedule_is_refused(String text, String message) {
    assertThatThrownBy(() -> Schedule.parse(text, ZoneOffset.UTC))
        .isInstanceOf(MalformedScheduleException.class)
        .hasMessage(message);
  }

  @Test
  void pauses_are_counted_from_the_beginning_whatever_else_is_due() {
    var start = Instant.parse("2026-01-01T00:07:00Z");
    var hourly = Schedule.parse("@every 1h", ZoneOffset.UTC);
    assertThat(hourly.after(start.plusSeconds(4000), start)).contains(start.plusSeconds(7200));
    assertThat(hourly.after(start.plusSeconds(7200), start)).contains(start.plusSeconds(10_800));
  }

  @Test
  void a_pause_that_is_no_duration_is_refused() {
    assertThatThrownBy(() -> Schedule.parse("@every soon", ZoneOffset.UTC))
        .isInstanceOf(MalformedScheduleException.class)
        .hasMessageStartingWith("@every: ");
  }

  private static List<String> moments(String schedule, String from, ZoneId zone, int count) {
    var parsed = Schedule.parse(schedule, zone);
    var start = LocalDateTime.parse(from).atZone(zone).toInstant();
    var at = start;
    var moments = new ArrayList<String>();
    for (var i = 0; i < count; i++) {
      at = parsed.after(at, start).orElseThrow();
      var local = at.atZone(zone);
      moments.add(
          zone.equals(ZoneOffset.UTC)
              ? local.toLocalDateTime().toString()
              : local.toOffsetDateTime().toString());
    }
    return moments;
  }
}
