package dev.tiphys.language.cron;

import dev.tiphys.language.cron.MinuteField.Range;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;

/// The minutes of a calendar that five fields choose, in a world without time zones.
record Minutes(
    MinuteField minute, MinuteField hour, MinuteField day, MinuteField month, MinuteField weekday) {
  /// A schedule without a minute in so many years has none: the 29th of February around 2100 has
  /// one only after eight, and does not happen meanwhile.
  static final int YEARS_MAX = 5;

  /// Reads the five fields.
  static Minutes parse(String text) {
    var fields = text.isBlank() ? new String[0] : text.strip().split("\\s+");
    if (fields.length != 5) {
      throw new MalformedScheduleException(
          "expected 5 fields (minute, hour, day of the month, month, day of the week), found %d in %s"
              .formatted(fields.length, MinuteField.shown(text)));
    }
    return new Minutes(
        MinuteField.parse(fields[0], Range.MINUTE),
        MinuteField.parse(fields[1], Range.HOUR),
        MinuteField.parse(fields[2], Range.DAY),
        MinuteField.parse(fields[3], Range.MONTH),
        MinuteField.parse(fields[4], Range.WEEKDAY));
  }

  /// The first of these minutes that is after `after` and not after `limit`.
  Optional<LocalDateTime> after(LocalDateTime after, LocalDateTime limit) {
    var time = timeFrom(nextMinute(after.toLocalTime()));
    var date = after.toLocalDate();
    while (!date.isAfter(limit.toLocalDate())) {
      if (!month.has(date.getMonthValue())) {
        date = date.withDayOfMonth(1).plusMonths(1);
        time = timeFrom(Optional.of(LocalTime.MIDNIGHT));
      } else if (time.isPresent() && chooses(date)) {
        return Optional.of(date.atTime(time.get()));
      } else {
        date = date.plusDays(1);
        time = timeFrom(Optional.of(LocalTime.MIDNIGHT));
      }
    }
    return Optional.empty();
  }

  private static Optional<LocalTime> nextMinute(LocalTime time) {
    var minute = time.toSecondOfDay() / 60 + 1;
    return minute == 24 * 60
        ? Optional.empty()
        : Optional.of(LocalTime.of(minute / 60, minute % 60));
  }

  /// The first chosen time of a day that is not before `least`.
  private Optional<LocalTime> timeFrom(Optional<LocalTime> least) {
    if (least.isEmpty()) {
      return Optional.empty();
    }
    for (var h = least.get().getHour(); h < 24; h++) {
      if (hour.has(h)) {
        for (var m = h == least.get().getHour() ? least.get().getMinute() : 0; m < 60; m++) {
          if (minute.has(m)) {
            return Optional.of(LocalTime.of(h, m));
          }
        }
      }
    }
    return Optional.empty();
  }

  /// If both fields for days say something, either is enough.
  private boolean chooses(LocalDate date) {
    var byDay = day.has(date.getDayOfMonth());
    var byWeekday = weekday.has(date.getDayOfWeek().getValue() % 7);
    return day.any() || weekday.any() ? byDay && byWeekday : byDay || byWeekday;
  }
}
