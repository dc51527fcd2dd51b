package dev.tiphys.cli.view;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Times as `argo` prints them.
public final class Durations {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss xx", Locale.ROOT);

  private record Unit(String letter, String word, long seconds) {}

  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", "day", 86_400),
          new Unit("h", "hour", 3_600),
          new Unit("m", "minute", 60),
          new Unit("s", "second", 1));

  private Durations() {}

  /// The largest unit alone: `59s`, `1m`, `3h`, `12d`.
  public static String brief(Duration duration) {
    var seconds = Math.max(0, duration.toSeconds());
    for (var unit : UNITS) {
      if (seconds >= unit.seconds()) {
        return seconds / unit.seconds() + unit.letter();
      }
    }
    return "0s";
  }

  /// The two largest units: `1 minute 20 seconds`.
  public static String full(Duration duration) {
    var words = new ArrayList<String>();
    var seconds = Math.max(0, duration.toSeconds());
    for (var unit : UNITS) {
      var count = seconds / unit.seconds();
      seconds %= unit.seconds();
      if (count > 0) {
        words.add(count(count, unit));
      } else if (!words.isEmpty()) {
        break;
      }
      if (words.size() == 2) {
        break;
      }
    }
    return words.isEmpty() ? "0 seconds" : String.join(" ", words);
  }

  /// `Tue Nov 24 06:08:01 +0000 (11 seconds ago)`.
  static String since(Instant instant, Moment moment) {
    var seconds = Duration.between(instant, moment.now()).toSeconds();
    return DATE.format(instant.atZone(moment.zone())) + " (" + distance(seconds) + ")";
  }

  private static String distance(long seconds) {
    var size = Math.abs(seconds);
    for (var unit : UNITS) {
      if (size >= unit.seconds()) {
        var words = count(size / unit.seconds(), unit);
        return seconds < 0 ? words + " from now" : words + " ago";
      }
    }
    return "now";
  }

  private static String count(long count, Unit unit) {
    return count + " " + unit.word() + (count == 1 ? "" : "s");
  }
}
