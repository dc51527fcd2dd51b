package dev.tiphys.doorway;

import dev.tiphys.log.LogFailure.Rejected;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a function is told by its environment, as Knative gives it.
///
/// @param port to listen on: `PORT`, 8080 if it is not set
/// @param sink where announcements go: `K_SINK`; null if there is none, and then none can be made
/// @param store the location of the log: `TIPHYS_STORE`
public record Settings(int port, @Nullable URI sink, String store) {
  private static final int PORT_MAX = 65_535;

  /// Reads the settings.
  ///
  /// @throws Rejected naming the variable that is missing or wrong
  public static Settings of(Map<String, String> environment) {
    var store = environment.get("TIPHYS_STORE");
    if (store == null || store.isBlank()) {
      throw new Rejected(
          "TIPHYS_STORE: expected the location of the log (s3://bucket/prefix or a directory)");
    }
    return new Settings(port(environment.getOrDefault("PORT", "8080")), sink(environment), store);
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > PORT_MAX) {
      throw new Rejected("PORT: expected a number up to 65535, found '%s'".formatted(text));
    }
    return Integer.parseInt(text);
  }

  private static @Nullable URI sink(Map<String, String> environment) {
    var sink = environment.get("K_SINK");
    try {
      return sink == null || sink.isBlank() ? null : URI.create(sink);
    } catch (IllegalArgumentException e) {
      throw new Rejected("K_SINK: expected the URL of the broker, found no URL");
    }
  }
}
