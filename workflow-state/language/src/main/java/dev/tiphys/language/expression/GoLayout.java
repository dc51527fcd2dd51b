package dev.tiphys.language.expression;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/// Go's layouts, which show how a certain moment would be written: `2006-01-02T15:04:05Z07:00`.
final class GoLayout {
  /// Longer fields come first where one begins with another.
  private static final List<String> FIELDS =
      List.of(
          "January",
          "Jan",
          "Monday",
          "Mon",
          "MST",
          "2006",
          "-07:00:00",
          "-070000",
          "-07:00",
          "-0700",
          "-07",
          "Z07:00:00",
          "Z070000",
          "Z07:00",
          "Z0700",
          "Z07",
          "002",
          "__2",
          "01",
          "02",
          "03",
          "04",
          "05",
          "06",
          "15",
          "PM",
          "pm",
          "_2",
          "1",
          "2",
          "3",
          "4",
          "5");
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");
  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

  private GoLayout() {}

  /// The layout field that begins here, or the empty string.
  private static String field(String layout, int at) {
    if ((layout.startsWith(".0", at)
            || layout.startsWith(".9", at)
            || layout.startsWith(",0", at)
            || layout.startsWith(",9", at))
        && at > 0) {
      var end = at + 1;
      var digit = layout.charAt(end);
      while (end < layout.length() && layout.charAt(end) == digit) {
        end++;
      }
      if (end == layout.length() || !Character.isDigit(layout.charAt(end))) {
        return layout.substring(at, end);
      }
    }
    for (var field : FIELDS) {
      if (layout.startsWith(field, at) && !(isJanLike(field) && lowerFollows(layout, at + 3))) {
        return layout.startsWith("_2006", at) ? "" : field;
      }
    }
    return "";
  }

  private static boolean isJanLike(String field) {
    return field.equals("Jan") || field.equals("Mon");
  }

  private static boolean lowerFollows(String layout, int at) {
    return at < layout.length() && Character.isLowerCase(layout.charAt(at));
  }

  static String zoneName(ZonedDateTime time) {
    var zone = time.getZone();
    if (zone.equals(ZoneOffset.UTC)) {
      return "UTC";
    }
    if (zone instanceof ZoneOffset) {
      return offset(time.getOffset(), "-0700").replaceFirst("00$", "");
    }
    return java.time.format.DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
  }

  static String format(ZonedDateTime time, String layout) {
    var out = new StringBuilder();
    for (var at = 0; at < layout.length(); ) {
      var field = field(layout, at);
      if (field.isEmpty()) {
        out.append(layout.charAt(at));
        at++;
        continue;
      }
      at += field.length();
      var hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
      out.append(
          switch (field) {
            case "January" -> MONTHS.get(time.getMonthValue() - 1);
            case "Jan" -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ROOT);
            case "Monday" -> DAYS.get(time.getDayOfWeek().getValue() - 1);
            case "Mon" -> DAYS.get(time.getDayOfWeek().getValue() - 1).substring(0, 3);
            case "MST" -> zoneName(time);
            case "2006" -> pad(time.getYear(), 4, '0');
            case "06" -> pad(time.getYear() % 100, 2, '0');
            case "01" -> pad(time.getMonthValue(), 2, '0');
            case "1" -> String.valueOf(time.getMonthValue());
            case "02" -> pad(time.getDayOfMonth(), 2, '0');
            case "_2" -> pad(time.getDayOfMonth(), 2, ' ');
            case "2" -> String.valueOf(time.getDayOfMonth());
            case "002" -> pad(time.getDayOfYear(), 3, '0');
            case "__2" -> pad(time.getDayOfYear(), 3, ' ');
            case "15" -> pad(time.getHour(), 2, '0');
            case "03" -> pad(hour12, 2, '0');
            case "3" -> String.valueOf(hour12);
            case "04" -> pad(time.getMinute(), 2, '0');
            case "4" -> String.valueOf(time.getMinute());
            case "05" -> pad(time.getSecond(), 2, '0');
            case "5" -> String.valueOf(time.getSecond());
            case "PM" -> time.getHour() < 12 ? "AM" : "PM";
            case "pm" -> time.getHour() < 12 ? "am" : "pm";
            default ->
                field.startsWith(".") || field.startsWith(",")
                    ? fraction(time.getNano(), field)
                    : offset(time.getOffset(), field);
          });
    }
    return out.toString();
  }

  private static String pad(int number, int width, char fill) {
    var digits = String.valueOf(number);
    return String.valueOf(fill).repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String fraction(int nanos, String field) {
    var digits = pad(nanos, 9, '0').substring(0, Math.min(9, field.length() - 1));
    if (field.charAt(1) == '9') {
      digits = digits.replaceFirst("0+$", "");
    }
    return digits.isEmpty() ? "" : field.charAt(0) + digits;
  }

  private static String offset(ZoneOffset offset, String field) {
    var seconds = offset.getTotalSeconds();
    if (field.startsWith("Z") && seconds == 0) {
      return "Z";
    }
    var size = Math.abs(seconds);
    var colon = field.contains(":") ? ":" : "";
    var text = new StringBuilder(seconds < 0 ? "-" : "+").append(pad(size / 3600, 2, '0'));
    if (field.length() > 3) {
      text.append(colon).append(pad(size / 60 % 60, 2, '0'));
    }
    if (field.length() > 6) {
      text.append(colon).append(pad(size % 60, 2, '0'));
    }
    return text.toString();
  }

  /// Reads a moment.
  ///
  /// @throws ExpressionException in the words of Go's `time.Parse`
  static ZonedDateTime parse(String text, String layout, ZoneId zone) {
    return new Reader(text, layout, zone).read();
  }

  private static final class Reader {
    private final String text;
    private final String layout;
    private ZoneId zone;
    private int position;
    private int year;
    private int month = 1;
    private int day = 1;
    private int hour;
    private int minute;
    private int second;
    private int nano;
    private boolean afternoon;
    private boolean twelveHours;

    Reader(String text, String layout, ZoneId zone) {
      this.text = text;
      this.layout = layout;
      this.zone = zone;
    }

    ZonedDateTime read() {
      for (var at = 0; at < layout.length(); ) {
        var field = field(layout, at);
        if (field.isEmpty()) {
          var literal = layout.substring(at, at + 1);
          if (!text.startsWith(literal, position)) {
            throw wrong(layout.substring(at));
          }
          position++;
          at++;
        } else {
          at += field.length();
          read(field);
          // Go accepts a fraction behind the seconds even where the layout has none.
          if ((field.equals("05") || field.equals("5"))
              && field(layout, at).startsWith(".") == false
              && position + 1 < text.length()
              && text.charAt(position) == '.'
              && Character.isDigit(text.charAt(position + 1))) {
            readFraction();
          }
        }
      }
      if (position < text.length()) {
        throw new ExpressionException(
            "parsing time "
                + GoFormat.quote(text)
                + ": extra text: "
                + GoFormat.quote(text.substring(position)));
      }
      if (twelveHours) {
        hour = hour % 12 + (afternoon ? 12 : 0);
      }
      try {
        return LocalDateTime.of(year, month, day, hour, minute, second, nano).atZone(zone);
      } catch (DateTimeException outOfRange) {
        var part =
            month < 1 || month > 12
                ? "month"
                : hour > 23 ? "hour" : minute > 59 ? "minute" : second > 59 ? "second" : "day";
        throw new ExpressionException(
            "parsing time " + GoFormat.quote(text) + ": " + part + " out of range");
      }
    }

    private void read(String field) {
      switch (field) {
        case "2006" -> year = digits(field, 4, 4);
        case "06" -> {
          year = digits(field, 2, 2);
          year += year >= 69 ? 1900 : 2000;
        }
        case "01" -> month = digits(field, 2, 2);
        case "1" -> month = digits(field, 1, 2);
        case "January" -> month = name(field, MONTHS, false) + 1;
        case "Jan" -> month = name(field, MONTHS, true) + 1;
        case "Monday" -> name(field, DAYS, false);
        case "Mon" -> name(field, DAYS, true);
        case "02" -> day = digits(field, 2, 2);
        case "2", "_2" -> {
          if (position < text.length() && text.charAt(position) == ' ') {
            position++;
          }
          day = digits(field, 1, 2);
        }
        case "15" -> hour = digits(field, 2, 2);
        case "03", "3" -> {
          twelveHours = true;
          hour = digits(field, field.length(), 2);
        }
        case "04" -> minute = digits(field, 2, 2);
        case "4" -> minute = digits(field, 1, 2);
        case "05" -> second = digits(field, 2, 2);
        case "5" -> second = digits(field, 1, 2);
        case "PM", "pm" -> {
          var half = text.substring(position, Math.min(position + 2, text.length()));
          if (!half.equalsIgnoreCase("am") && !half.equalsIgnoreCase("pm")) {
            throw wrong(field);
          }
          twelveHours = true;
          afternoon = half.equalsIgnoreCase("pm");
          position += 2;
        }
        case "MST" -> zoneName();
        default -> {
          if (field.startsWith(".") || field.startsWith(",")) {
            if (position < text.length() && ".,".indexOf(text.charAt(position)) >= 0) {
              readFraction();
            } else if (field.charAt(1) == '0') {
              throw wrong(field);
            }
          } else {
            zone = readOffset(field);
          }
        }
      }
    }

    private void readFraction() {
      var start = ++position;
      while (position < text.length() && Character.isDigit(text.charAt(position))) {
        position++;
      }
      var digits = (text.substring(start, position) + "000000000").substring(0, 9);
      nano = Integer.parseInt(digits);
    }

    private void zoneName() {
      var start = position;
      while (position < text.length() && Character.isUpperCase(text.charAt(position))) {
        position++;
      }
      if (position - start < 3 || position - start > 5) {
        throw wrong("MST");
      }
    }

    private ZoneOffset readOffset(String field) {
      if (field.startsWith("Z") && text.startsWith("Z", position)) {
        position++;
        return ZoneOffset.UTC;
      }
      var sign = position < text.length() ? text.charAt(position) : ' ';
      if (sign != '+' && sign != '-') {
        throw wrong(field);
      }
      position++;
      var seconds = digits(field, 2, 2) * 3600;
      if (field.length() > 3) {
        if (field.contains(":")) {
          if (!text.startsWith(":", position)) {
            throw wrong(field);
          }
          position++;
        }
        seconds += digits(field, 2, 2) * 60;
      }
      try {
        return ZoneOffset.ofTotalSeconds(sign == '-' ? -seconds : seconds);
      } catch (DateTimeException outOfRange) {
        throw wrong(field);
      }
    }

    private int digits(String field, int least, int most) {
      var start = position;
      while (position < text.length()
          && position - start < most
          && text.charAt(position) >= '0'
          && text.charAt(position) <= '9') {
        position++;
      }
      if (position - start < least) {
        position = start;
        throw wrong(field);
      }
      return Integer.parseInt(text, start, position, 10);
    }

    private int name(String field, List<String> names, boolean abbreviated) {
      for (var i = 0; i < names.size(); i++) {
        var name = abbreviated ? names.get(i).substring(0, 3) : names.get(i);
        if (text.regionMatches(true, position, name, 0, name.length())) {
          position += name.length();
          return i;
        }
      }
      throw wrong(field);
    }

    private ExpressionException wrong(String field) {
      return new ExpressionException(
          "parsing time "
              + GoFormat.quote(text)
              + " as "
              + GoFormat.quote(layout)
              + ": cannot parse "
              + GoFormat.quote(text.substring(Math.min(position, text.length())))
              + " as "
              + GoFormat.quote(field));
    }
  }
}
