package dev.tiphys.delivery.windows;

import dev.tiphys.language.application.ProjectCheck;
import dev.tiphys.language.application.SyncWindow;
import dev.tiphys.language.cron.MalformedScheduleException;
import dev.tiphys.language.cron.Schedule;
import dev.tiphys.language.expression.GoValues;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/// When one window is open. Starts are counted with the zone's offset of the moment asked for, as
/// Argo CD does.
///
/// @param shift from UTC to the clock of the window
record Opening(SyncWindow window, Schedule schedule, Duration duration, Duration shift) {
  private static final int STARTS_MAX = 2000;

  /// @throws IllegalArgumentException if the window can never be open
  static Opening of(SyncWindow window, Instant now) {
    var problem = ProjectCheck.problem(window);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    var offset = zone(window.timeZone()).getRules().getOffset(now);
    return new Opening(
        window,
        Schedule.parse(window.schedule(), ZoneOffset.UTC),
        GoValues.duration(window.duration()),
        Duration.ofSeconds(offset.getTotalSeconds()));
  }

  /// An unknown zone counts as UTC.
  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() ? ZoneOffset.UTC : Schedule.zone(name);
    } catch (MalformedScheduleException e) {
      return ZoneOffset.UTC;
    }
  }

  boolean isAllow() {
    return window.kind().equals("allow");
  }

  boolean isOpen(Instant now) {
    return firstStart(now).filter(start -> start.isBefore(now)).isPresent();
  }

  /// The first start that is not over at that moment.
  Optional<Instant> firstStart(Instant now) {
    return startAfter(now.minus(duration));
  }

  /// The first start after a moment.
  Optional<Instant> startAfter(Instant moment) {
    return schedule.after(moment.plus(shift), moment.plus(shift)).map(at -> at.minus(shift));
  }

  /// When a window that is open closes; nothing when that is not foreseen.
  Optional<Instant> closes(Instant now) {
    var start = firstStart(now);
    for (var i = 0; i < STARTS_MAX && start.isPresent(); i++) {
      var end = start.get().plus(duration);
      var next = startAfter(start.get());
      if (next.isEmpty() || next.get().isAfter(end)) {
        return Optional.of(end);
      }
      start = next;
    }
    return Optional.empty();
  }
}
