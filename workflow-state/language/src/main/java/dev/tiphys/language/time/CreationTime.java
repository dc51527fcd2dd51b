package dev.tiphys.language.time;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The forms of `workflow.creationTimestamp`: itself, `.RFC3339`, `.s` and strftime's letters
/// (workflows-expr.md §3). In UTC and in English.
public final class CreationTime {
  private static final String SECONDS = "s";
  private static final String RFC_3339 = "RFC3339";

  private static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry("B", "MMMM"),
          Map.entry("b", "MMM"),
          Map.entry("m", "MM"),
          Map.entry("A", "EEEE"),
          Map.entry("a", "EEE"),
          Map.entry("d", "dd"),
          Map.entry("H", "HH"),
          Map.entry("I", "hh"),
          Map.entry("M", "mm"),
          Map.entry("S", "ss"),
          Map.entry("Y", "yyyy"),
          Map.entry("y", "yy"),
          Map.entry("p", "a"),
          Map.entry("Z", "'UTC'"),
          Map.entry("z", "xx"),
          Map.entry("L", "SSS"));

  private CreationTime() {}

  /// The names of all parts.
  public static Set<String> parts() {
    var parts = new TreeSet<>(PATTERNS.keySet());
    parts.add(SECONDS);
    parts.add(RFC_3339);
    return parts;
  }

  /// The whole of it as a text.
  public static String text(Instant time) {
    return at(time).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }

  /// One part of it; null if there is none of that name.
  public static @Nullable String part(Instant time, String name) {
    return switch (name) {
      case RFC_3339 -> text(time);
      case SECONDS -> Long.toString(time.getEpochSecond());
      default -> {
        var pattern = PATTERNS.get(name);
        yield pattern == null
            ? null
            : at(time).format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
      }
    };
  }

  /// All parts by their names.
  public static Map<String, String> parts(Instant time) {
    var parts = new LinkedHashMap<String, String>();
    for (var name : parts()) {
      var part = part(time, name);
      if (part != null) {
        parts.put(name, part);
      }
    }
    return parts;
  }

  private static OffsetDateTime at(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
