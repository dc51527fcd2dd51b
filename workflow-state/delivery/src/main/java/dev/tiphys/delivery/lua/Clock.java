package dev.tiphys.delivery.lua;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.TwoArgFunction;

/// `os.time` and `os.date` for scripts that do something at a moment. All is UTC.
final class Clock {
  private static final int FORMAT_CHARS_MAX = 200;

  private Clock() {}

  static LuaTable of(Instant now) {
    var os = Limited.os();
    var ofFields = os.get("time");
    os.set(
        "time",
        new OneArgFunction() {
          @Override
          public LuaValue call(LuaValue fields) {
            return fields.isnil()
                ? LuaValue.valueOf((double) now.getEpochSecond())
                : ofFields.call(fields);
          }
        });
    os.set(
        "date",
        new TwoArgFunction() {
          @Override
          public LuaValue call(LuaValue format, LuaValue time) {
            var moment = time.isnil() ? now : Instant.ofEpochSecond(time.checklong());
            return LuaValue.valueOf(date(format.optjstring("%c"), moment.atZone(ZoneOffset.UTC)));
          }
        });
    return os;
  }

  private static String date(String format, ZonedDateTime at) {
    if (format.length() > FORMAT_CHARS_MAX) {
      throw new LuaError("os.date: expected at most %d characters".formatted(FORMAT_CHARS_MAX));
    }
    var out = new StringBuilder();
    for (var i = format.startsWith("!") ? 1 : 0; i < format.length(); i++) {
      var c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      var letter = format.charAt(++i);
      out.append(
          switch (letter) {
            case 'Y' -> "%04d".formatted(at.getYear());
            case 'y' -> "%02d".formatted(at.getYear() % 100);
            case 'm' -> "%02d".formatted(at.getMonthValue());
            case 'd' -> "%02d".formatted(at.getDayOfMonth());
            case 'e' -> "%2d".formatted(at.getDayOfMonth());
            case 'j' -> "%03d".formatted(at.getDayOfYear());
            case 'H' -> "%02d".formatted(at.getHour());
            case 'I' -> "%02d".formatted((at.getHour() + 11) % 12 + 1);
            case 'M' -> "%02d".formatted(at.getMinute());
            case 'S' -> "%02d".formatted(at.getSecond());
            case 'p' -> at.getHour() < 12 ? "AM" : "PM";
            case 'A' -> at.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ROOT);
            case 'a' -> at.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> at.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b' -> at.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 's' -> String.valueOf(at.toEpochSecond());
            case 'T', 'X' -> date("%H:%M:%S", at);
            case 'F' -> date("%Y-%m-%d", at);
            case 'D', 'x' -> date("%m/%d/%y", at);
            case 'c' -> date("%a %b %e %H:%M:%S %Y", at);
            case 'Z' -> "UTC";
            case 'z' -> "+0000";
            case '%' -> "%";
            default -> throw new LuaError("os.date: unknown conversion %" + letter);
          });
    }
    return out.toString();
  }
}
