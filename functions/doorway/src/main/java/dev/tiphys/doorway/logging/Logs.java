package dev.tiphys.doorway.logging;

import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/// How the log of this process is written: `TIPHYS_LOG_LEVEL` and `TIPHYS_LOG_FORMAT`.
public final class Logs {
  /// As the JDK keeps it, which forgets loggers that nobody holds.
  private static final Logger OURS = Logger.getLogger("dev.tiphys");

  private Logs() {}

  /// From now on, on standard error.
  ///
  /// @param format if the environment has none: `json` or `text`
  /// @throws IllegalArgumentException naming the variable that is wrong
  public static void begin(String format, Map<String, String> environment) {
    var lines = new Lines(json(environment.getOrDefault("TIPHYS_LOG_FORMAT", format)));
    var level = level(environment.getOrDefault("TIPHYS_LOG_LEVEL", "info"));
    for (var handler : Logger.getLogger("").getHandlers()) {
      handler.setFormatter(lines);
      handler.setLevel(Level.ALL);
    }
    // What libraries say in detail is not about runs.
    Logger.getLogger("").setLevel(level.intValue() < Level.INFO.intValue() ? Level.INFO : level);
    OURS.setLevel(level);
  }

  private static boolean json(String format) {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "json" -> true;
      case "text" -> false;
      default -> throw wrong("TIPHYS_LOG_FORMAT: expected json or text, found '%s'", format);
    };
  }

  private static Level level(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "debug" -> Level.FINE;
      case "info" -> Level.INFO;
      case "warn" -> Level.WARNING;
      case "error" -> Level.SEVERE;
      default ->
          throw wrong("TIPHYS_LOG_LEVEL: expected debug, info, warn or error, found '%s'", name);
    };
  }

  private static IllegalArgumentException wrong(String message, String found) {
    return new IllegalArgumentException(
        message.formatted(found.length() > 20 ? found.substring(0, 20) + "…" : found));
  }
}
