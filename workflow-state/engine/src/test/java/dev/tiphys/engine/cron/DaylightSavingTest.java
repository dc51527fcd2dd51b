package dev.tiphys.engine.cron;

import static dev.tiphys.engine.cron.CronStory.given;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// A cron over a change of the clock: the rules are the names (F170).
@DisplayNameGeneration(ReplaceUnderscores.class)
class DaylightSavingTest {
  private static final String BERLIN = "timezone: Europe/Berlin";

  @Test
  void a_run_in_the_hour_that_is_skipped_is_lost_that_day() {
    given("schedules: ['30 2 * * *'], " + BERLIN, "UTC", "2026-03-28T00:00:00Z")
        .live("2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z", 1800)
        .thenRunsOfAll("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void a_run_in_the_hour_that_is_repeated_happens_twice() {
    given("schedules: ['30 2 * * *'], " + BERLIN, "UTC", "2026-10-24T12:00:00Z")
        .live("2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", 1800)
        .thenRunsOfAll("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void a_guard_makes_the_repeated_run_one() {
    given(
            "schedules: ['30 2 * * *'], "
                + BERLIN
                + ", when: '{{= cronworkflow.lastScheduledTime == nil || (now() - cronworkflow.lastScheduledTime).Hours() > 1 }}'",
            "UTC",
            "2026-10-24T12:00:00Z")
        .live("2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", 1800)
        .thenRunsOfAll("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void a_run_each_hour_neither_skips_nor_doubles_one() {
    given("schedules: ['0 * * * *'], " + BERLIN, "UTC", "2026-03-28T23:30:00Z")
        .live("2026-03-28T23:30:00Z", "2026-03-29T03:00:00Z", 1800)
        .thenRunsOfAll(
            "2026-03-29T00:00:00Z",
            "2026-03-29T01:00:00Z",
            "2026-03-29T02:00:00Z",
            "2026-03-29T03:00:00Z");
  }

  @Test
  void a_run_at_midnight_is_lost_where_midnight_is_skipped() {
    given("schedules: ['0 0 * * *'], timezone: Africa/Cairo", "UTC", "2026-04-22T23:00:00Z")
        .live("2026-04-22T23:00:00Z", "2026-04-25T00:00:00Z", 1800)
        .thenRunsOfAll("2026-04-24T21:00:00Z");
  }

  @Test
  void the_zone_of_the_host_counts_where_none_is_named() {
    given("schedules: ['30 2 * * *']", "Europe/Berlin", "2026-03-28T00:00:00Z")
        .live("2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z", 1800)
        .thenRunsOfAll("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z");
  }
}
