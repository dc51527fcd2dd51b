package dev.tiphys.language.expression;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A moment in a time zone, as Go's `time.Time`.
record GoTime(ZonedDateTime value) {
  static final Set<String> METHODS =
      Set.of(
          "Year",
          "Month",
          "Day",
          "Weekday",
          "YearDay",
          "ISOWeek",
          "Hour",
          "Minute",
          "Second",
          "Nanosecond",
          "Unix",
          "UnixMilli",
          "UnixMicro",
          "UnixNano",
          "UTC",
          "Local",
          "In",
          "Location",
          "Format",
          "String",
          "IsZero",
          "Add",
          "AddDate",
          "Sub",
          "Before",
          "After",
          "Equal",
          "Compare",
          "Truncate",
          "Round");

  static GoTime of(Instant instant) {
    return new GoTime(instant.atZone(ZoneOffset.UTC));
  }

  static ZoneId zone(String name) {
    try {
      return name.isEmpty() || name.equals("UTC") || name.equals("Local")
          ? ZoneOffset.UTC
          : ZoneId.of(name);
    } catch (java.time.DateTimeException unknown) {
      throw new ExpressionException("unknown time zone " + name);
    }
  }

  /// Sums and differences of times and durations, or null if the operator has none for them.
  static @Nullable Object arithmetic(
      String operator, @Nullable Object left, @Nullable Object right) {
    if (left instanceof GoDuration a && right instanceof GoDuration b) {
      return switch (operator) {
        case "+" -> new GoDuration(a.nanos() + b.nanos());
        case "-" -> new GoDuration(a.nanos() - b.nanos());
        case "*" -> new GoDuration(a.nanos() * b.nanos());
        default -> null;
      };
    }
    if (left instanceof GoTime time && right instanceof GoDuration duration) {
      return switch (operator) {
        case "+" -> time.plus(duration.nanos());
        case "-" -> time.plus(-duration.nanos());
        default -> null;
      };
    }
    return switch (operator) {
      case "+" ->
          left instanceof GoDuration duration && right instanceof GoTime time
              ? time.plus(duration.nanos())
              : null;
      case "-" -> left instanceof GoTime a && right instanceof GoTime b ? a.since(b) : null;
      case "*" -> {
        if (left instanceof GoDuration duration && right instanceof Number factor) {
          yield scaled(duration, factor);
        }
        yield left instanceof Number factor && right instanceof GoDuration duration
            ? scaled(duration, factor)
            : null;
      }
      default -> null;
    };
  }

  private static GoDuration scaled(GoDuration duration, Number factor) {
    return new GoDuration(
        factor instanceof Long whole
            ? duration.nanos() * whole
            : (long) (duration.nanos() * factor.doubleValue()));
  }

  GoTime plus(long nanos) {
    return new GoTime(value.plusNanos(nanos));
  }

  GoDuration since(GoTime earlier) {
    var between = java.time.Duration.between(earlier.value, value);
    try {
      return new GoDuration(between.toNanos());
    } catch (ArithmeticException tooLong) {
      return new GoDuration(between.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE);
    }
  }

  /// Calls a method of Go's type, or answers null if there is none of that name.
  @Nullable Object call(String method, List<? extends @Nullable Object> arguments) {
    return switch (method) {
      case "Year" -> (long) value.getYear();
      case "Month" ->
          new GoEnum(
              "Month",
              value.getMonthValue(),
              value.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case "Day" -> (long) value.getDayOfMonth();
      case "Weekday" ->
          new GoEnum(
              "Weekday",
              value.getDayOfWeek().getValue() % 7,
              value.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case "YearDay" -> (long) value.getDayOfYear();
      case "ISOWeek" -> (long) value.get(IsoFields.WEEK_BASED_YEAR);
      case "Hour" -> (long) value.getHour();
      case "Minute" -> (long) value.getMinute();
      case "Second" -> (long) value.getSecond();
      case "Nanosecond" -> (long) value.getNano();
      case "Unix" -> value.toEpochSecond();
      case "UnixMilli" -> value.toInstant().toEpochMilli();
      case "UnixMicro" ->
          value.toEpochSecond() * 1_000_000 + value.get(ChronoField.MICRO_OF_SECOND);
      case "UnixNano" -> value.toEpochSecond() * 1_000_000_000 + value.getNano();
      case "UTC", "Local" -> new GoTime(value.withZoneSameInstant(ZoneOffset.UTC));
      case "In" -> new GoTime(value.withZoneSameInstant(zoneArgument(arguments)));
      case "Location" -> new GoEnum("Location", 0, GoLayout.zoneName(value));
      case "Format" -> GoLayout.format(value, Values.text(first(arguments)));
      case "String" -> toString();
      case "IsZero" -> value.toEpochSecond() == -62_135_596_800L && value.getNano() == 0;
      case "Add" -> plus(Numbers.toInt(first(arguments)));
      case "AddDate" ->
          new GoTime(
              value
                  .plusYears(Numbers.toInt(arguments.get(0)))
                  .plusMonths(Numbers.toInt(arguments.get(1)))
                  .plusDays(Numbers.toInt(arguments.get(2))));
      case "Sub" -> since(time(arguments));
      case "Before" -> value.toInstant().isBefore(time(arguments).value.toInstant());
      case "After" -> value.toInstant().isAfter(time(arguments).value.toInstant());
      case "Equal" -> value.toInstant().equals(time(arguments).value.toInstant());
      case "Compare" -> (long) value.toInstant().compareTo(time(arguments).value.toInstant());
      case "Truncate" -> rounded(Numbers.toInt(first(arguments)), false);
      case "Round" -> rounded(Numbers.toInt(first(arguments)), true);
      default -> null;
    };
  }

  /// Go counts whole units from the year 1, which differs from the epoch for odd units only.
  private GoTime rounded(long unit, boolean nearest) {
    if (unit <= 0) {
      return this;
    }
    var sinceYearOne =
        java.math.BigInteger.valueOf(value.toEpochSecond() + 62_135_596_800L)
            .multiply(java.math.BigInteger.valueOf(1_000_000_000))
            .add(java.math.BigInteger.valueOf(value.getNano()));
    var rest = sinceYearOne.mod(java.math.BigInteger.valueOf(unit)).longValue();
    return plus(nearest && rest >= unit - rest ? unit - rest : -rest);
  }

  private static @Nullable Object first(List<? extends @Nullable Object> arguments) {
    if (arguments.isEmpty()) {
      throw new ExpressionException("reflect: Call with too few input arguments");
    }
    return arguments.getFirst();
  }

  private static GoTime time(List<? extends @Nullable Object> arguments) {
    if (first(arguments) instanceof GoTime time) {
      return time;
    }
    throw new ExpressionException(
        "reflect: Call using " + GoFormat.typeName(first(arguments)) + " as type time.Time");
  }

  private static ZoneId zoneArgument(List<? extends @Nullable Object> arguments) {
    if (first(arguments) instanceof GoEnum location && location.type().equals("Location")) {
      return zone(location.name());
    }
    throw new ExpressionException(
        "reflect: Call using " + GoFormat.typeName(first(arguments)) + " as type *time.Location");
  }

  @Override
  public String toString() {
    return GoLayout.format(value, "2006-01-02 15:04:05.999999999 -0700 MST");
  }
}
