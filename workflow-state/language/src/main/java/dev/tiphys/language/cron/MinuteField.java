package dev.tiphys.language.cron;

import java.util.Locale;

/// One field of a schedule, as the set of its values: bit n stands for n.
///
/// @param any whether it says nothing: `*` or `?` without a step
record MinuteField(long values, boolean any) {
  private static final int SHOWN_CHARS_MAX = 80;

  /// What may stand in a field.
  enum Range {
    MINUTE("minute", 0, 59, ""),
    HOUR("hour", 0, 23, ""),
    DAY("day of the month", 1, 31, ""),
    MONTH("month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"),
    WEEKDAY("day of the week", 0, 6, "sunmontuewedthufrisat");

    private final String text;
    private final int least;
    private final int most;
    private final String names;

    Range(String text, int least, int most, String names) {
      this.text = text;
      this.least = least;
      this.most = most;
      this.names = names;
    }
  }

  boolean has(int value) {
    return (values >>> value & 1) != 0;
  }

  /// Reads a list of values, ranges and steps.
  static MinuteField parse(String text, Range range) {
    var values = 0L;
    var any = false;
    for (var part : text.split(",", -1)) {
      var field = part(part, range);
      values |= field.values;
      any |= field.any;
    }
    return new MinuteField(values, any);
  }

  private static MinuteField part(String text, Range range) {
    var slash = text.split("/", -1);
    var bounds = slash[0].split("-", -1);
    if (slash.length > 2 || bounds.length > 2) {
      throw wrong(text, range, "expected VALUE, FROM-TO or either with /STEP");
    }
    var star = slash[0].equals("*") || slash[0].equals("?");
    var from = star ? range.least : value(bounds[0], text, range);
    var to = bounds.length == 2 ? value(bounds[1], text, range) : from;
    var step = 1;
    if (slash.length == 2) {
      step = number(slash[1], text, range);
      if (step == 0) {
        throw wrong(text, range, "a step should be 1 or more");
      }
    }
    if (star || slash.length == 2 && bounds.length == 1) {
      to = range.most;
    }
    if (from > to) {
      throw wrong(text, range, "the range ends before it begins");
    }
    var values = 0L;
    for (var value = (long) from; value <= to; value += step) {
      values |= 1L << value;
    }
    return new MinuteField(values, star && step == 1);
  }

  private static int value(String text, String part, Range range) {
    var name = text.length() == 3 ? range.names.indexOf(text.toLowerCase(Locale.ROOT)) : -1;
    var value = name >= 0 && name % 3 == 0 ? name / 3 + range.least : number(text, part, range);
    if (value < range.least || value > range.most) {
      throw wrong(part, range, "expected %d to %d".formatted(range.least, range.most));
    }
    return value;
  }

  private static int number(String text, String part, Range range) {
    if (!text.matches("[0-9]{1,9}")) {
      throw wrong(part, range, "%s is no number".formatted(shown(text)));
    }
    return Integer.parseInt(text);
  }

  private static MalformedScheduleException wrong(String part, Range range, String message) {
    return new MalformedScheduleException("%s %s: %s".formatted(range.text, shown(part), message));
  }

  static String shown(String text) {
    return "'"
        + (text.length() > SHOWN_CHARS_MAX ? text.substring(0, SHOWN_CHARS_MAX) + "…" : text)
        + "'";
  }
}
