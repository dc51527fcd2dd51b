package dev.tiphys.language.cron;

import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoValues;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One schedule of a CronWorkflow: a sequence of moments, whole seconds all of them (F169).
public sealed interface Schedule permits Schedule.Calendar, Schedule.Every {
  /// Longer texts are refused.
  int CHARS_MAX = 1024;

  /// The first moment after `instant`; none if there is none within five years.
  ///
  /// @param begun since when there is this schedule
  Optional<Instant> after(Instant instant, Instant begun);

  /// Certain minutes by the clock of a place.
  ///
  /// A minute that the clock skips does not happen there; one that it shows twice happens twice
  /// (F170).
  record Calendar(Minutes minutes, ZoneId zone) implements Schedule {
    /// More changes of the clock than any zone has in five years.
    private static final int OFFSETS_MAX = 50;

    /// Looks through the stretches of time in which the zone's clock goes steadily.
    @Override
    public Optional<Instant> after(Instant instant, Instant begun) {
      var rules = zone.getRules();
      var local = instant.atZone(zone).toLocalDateTime();
      var limit = local.plusYears(Minutes.YEARS_MAX);
      var from = instant;
      for (var stretch = 0; stretch < OFFSETS_MAX; stretch++) {
        var change = rules.nextTransition(from);
        var found = minutes.after(local, limit);
        if (found.isEmpty()) {
          return Optional.empty();
        }
        var moment = found.get().toInstant(rules.getOffset(from));
        if (change == null || moment.isBefore(change.getInstant())) {
          return Optional.of(moment);
        }
        from = change.getInstant();
        // The very moment of the change counts too.
        local = change.getDateTimeAfter().minusNanos(1);
      }
      return Optional.empty();
    }
  }

  /// The same time again and again, from whenever it is begun.
  record Every(Duration pause) implements Schedule {
    public Every {
      if (pause.compareTo(Duration.ofSeconds(1)) < 0) {
        pause = Duration.ofSeconds(1);
      }
      pause = pause.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public Optional<Instant> after(Instant instant, Instant begun) {
      var first = begun.truncatedTo(ChronoUnit.SECONDS);
      var passed = Math.max(0, instant.getEpochSecond() - first.getEpochSecond());
      try {
        var pauses = passed / pause.toSeconds() + 1;
        return Optional.of(first.plusSeconds(Math.multiplyExact(pauses, pause.toSeconds())));
      } catch (DateTimeException | ArithmeticException beyond) {
        return Optional.empty();
      }
    }
  }

  /// Reads five fields (minute, hour, day of the month, month, day of the week), a name such as
  /// `@daily`, or `@every` and a duration. `TZ=` or `CRON_TZ=` before it wins over `zone`.
  ///
  /// @throws MalformedScheduleException if it is none of that
  static Schedule parse(String text, ZoneId zone) {
    if (text.length() > CHARS_MAX) {
      throw new MalformedScheduleException(
          "expected at most %d characters, found %d".formatted(CHARS_MAX, text.length()));
    }
    var rest = text.strip();
    var place = zone;
    if (rest.startsWith("TZ=") || rest.startsWith("CRON_TZ=")) {
      var parts = rest.split("\\s+", 2);
      place = zone(parts[0].substring(parts[0].indexOf('=') + 1));
      rest = parts.length == 2 ? parts[1] : "";
    }
    return switch (rest.toLowerCase(Locale.ROOT)) {
      case "@yearly", "@annually" -> calendar("0 0 1 1 *", place);
      case "@monthly" -> calendar("0 0 1 * *", place);
      case "@weekly" -> calendar("0 0 * * 0", place);
      case "@daily", "@midnight" -> calendar("0 0 * * *", place);
      case "@hourly" -> calendar("0 * * * *", place);
      case String every when every.startsWith("@every ") -> every(rest.substring(7).strip());
      case String name when name.startsWith("@") ->
          throw new MalformedScheduleException(
              "expected @yearly, @monthly, @weekly, @daily, @hourly or @every DURATION, found "
                  + MinuteField.shown(rest));
      default -> calendar(rest, place);
    };
  }

  private static Schedule calendar(String fields, ZoneId zone) {
    return new Calendar(Minutes.parse(fields), zone);
  }

  private static Schedule every(String text) {
    try {
      return new Every(GoValues.duration(text));
    } catch (ExpressionException e) {
      throw new MalformedScheduleException("@every: " + e.getMessage());
    }
  }

  /// The time zone of that name.
  ///
  /// @throws MalformedScheduleException if there is none
  static ZoneId zone(String name) {
    // Offsets and the like are names for Java only.
    if (name.equals("UTC") || ZoneId.getAvailableZoneIds().contains(name)) {
      return ZoneId.of(name);
    }
    throw new MalformedScheduleException("unknown time zone " + MinuteField.shown(name));
  }

  /// The first moment after `instant` of any of `schedules`.
  ///
  /// @param begun since when there are these schedules
  static Optional<Instant> next(List<Schedule> schedules, Instant instant, Instant begun) {
    return schedules.stream()
        .flatMap(schedule -> schedule.after(instant, begun).stream())
        .min(Instant::compareTo);
  }
}
