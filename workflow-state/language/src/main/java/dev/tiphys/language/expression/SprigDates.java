package dev.tiphys.language.expression;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Dates and durations of sprig. What is no date counts as now.
final class SprigDates {
  private static final long SECOND = 1_000_000_000L;

  private SprigDates() {}

  static @Nullable Object call(String name, Arguments in) {
    return switch (name) {
      case "now" -> now(in);
      case "date" -> formatted(in, in.text(0), in.any(1), ZoneOffset.UTC);
      case "dateInZone", "date_in_zone" -> formatted(in, in.text(0), in.any(1), zone(in.text(2)));
      case "htmlDate" -> formatted(in, "2006-01-02", in.any(0), ZoneOffset.UTC);
      case "htmlDateInZone" -> formatted(in, "2006-01-02", in.any(0), zone(in.text(1)));
      case "dateModify", "date_modify" -> {
        if (!(in.any(1) instanceof GoTime time)) {
          throw new ExpressionException(
              "reflect: Call using " + GoFormat.typeName(in.any(1)) + " as type time.Time");
        }
        yield time.plus(GoDuration.parse(in.text(0)).nanos());
      }
      case "toDate" -> new GoTime(GoLayout.parse(in.text(1), in.text(0), ZoneOffset.UTC));
      case "unixEpoch" -> {
        if (!(in.any(0) instanceof GoTime time)) {
          throw new ExpressionException(
              "reflect: Call using " + GoFormat.typeName(in.any(0)) + " as type time.Time");
        }
        yield String.valueOf(time.value().toEpochSecond());
      }
      case "ago" -> now(in).since(time(in, in.any(0))).round(SECOND).toString();
      case "duration" ->
          new GoDuration(Math.multiplyExact(SprigNumbers.integer(in.any(0)), SECOND)).toString();
      case "durationRound" -> rounded(in);
      default -> Sprig.NO_FUNCTION;
    };
  }

  private static GoTime now(Arguments in) {
    return GoTime.of(in.calls().ambient().clock().instant());
  }

  private static GoTime time(Arguments in, @Nullable Object value) {
    return switch (value) {
      case GoTime time -> time;
      case Long seconds ->
          GoTime.of(Instant.ofEpochSecond(Math.clamp(seconds, -1L << 40, 1L << 40)));
      case null, default -> now(in);
    };
  }

  private static ZoneId zone(String name) {
    try {
      return GoTime.zone(name);
    } catch (ExpressionException unknown) {
      return ZoneOffset.UTC;
    }
  }

  private static String formatted(
      Arguments in, String layout, @Nullable Object value, ZoneId zone) {
    return GoLayout.format(time(in, value).value().withZoneSameInstant(zone), layout);
  }

  /// The largest unit only, as `2h` or `3mo`.
  private static String rounded(Arguments in) {
    var nanos =
        switch (in.any(0)) {
          case String text -> parsedOrZero(text);
          case Long number -> number;
          case GoDuration duration -> duration.nanos();
          case GoTime time -> now(in).since(time).nanos();
          case null, default -> 0L;
        };
    var seconds = Math.abs(nanos) / SECOND;
    record Unit(String name, long seconds) {}
    var units =
        List.of(
            new Unit("y", 365L * 86_400),
            new Unit("mo", 30L * 86_400),
            new Unit("d", 86_400),
            new Unit("h", 3_600),
            new Unit("m", 60),
            new Unit("s", 1));
    for (var unit : units) {
      if (seconds >= unit.seconds()) {
        return (nanos < 0 ? "-" : "") + seconds / unit.seconds() + unit.name();
      }
    }
    return "0s";
  }

  private static long parsedOrZero(String text) {
    try {
      return GoDuration.parse(text).nanos();
    } catch (ExpressionException wrong) {
      return 0;
    }
  }
}
