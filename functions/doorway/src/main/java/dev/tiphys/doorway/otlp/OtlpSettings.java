package dev.tiphys.doorway.otlp;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a collector is, and what it is told with everything.
///
/// @param endpoint of one signal
/// @param headers of each request: they may be secret
/// @param timeout of each request
/// @param resource attributes of this process
public record OtlpSettings(
    URI endpoint, Map<String, String> headers, Duration timeout, Map<String, String> resource) {
  private static final String PREFIX = "OTEL_EXPORTER_OTLP_";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String INSTANCE = UUID.randomUUID().toString();

  /// The settings for one signal; empty if the environment names no collector for it, or switches
  /// it off.
  ///
  /// @param service the name of this process, unless the environment has another
  /// @throws IllegalArgumentException naming the variable that is wrong; values are not shown
  public static Optional<OtlpSettings> of(
      Signal signal, String service, Map<String, String> environment) {
    var whole = environment.getOrDefault(name(signal, "ENDPOINT"), "");
    var base = environment.getOrDefault(PREFIX + "ENDPOINT", "");
    if ((whole.isEmpty() && base.isEmpty())
        || environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")
        || !environment
            .getOrDefault("OTEL_" + signal + "_EXPORTER", "otlp")
            .toLowerCase(java.util.Locale.ROOT)
            .contains("otlp")) {
      return Optional.empty();
    }
    requireHttp(signal, environment);
    return Optional.of(
        new OtlpSettings(
            whole.isEmpty()
                ? url(PREFIX + "ENDPOINT", base.replaceFirst("/*$", "") + "/v1/" + signal.path())
                : url(name(signal, "ENDPOINT"), whole),
            pairs(either(signal, "HEADERS", environment)),
            timeout(either(signal, "TIMEOUT", environment)),
            resource(service, environment)));
  }

  private static String name(Signal signal, String what) {
    return PREFIX + signal + "_" + what;
  }

  private static String either(Signal signal, String what, Map<String, String> environment) {
    var own = environment.getOrDefault(name(signal, what), "");
    return own.isEmpty() ? environment.getOrDefault(PREFIX + what, "") : own;
  }

  private static void requireHttp(Signal signal, Map<String, String> environment) {
    var protocol = either(signal, "PROTOCOL", environment);
    if (!protocol.isEmpty() && !protocol.startsWith("http/")) {
      throw new IllegalArgumentException(
          "%sPROTOCOL: expected http/json, found '%s'; collectors hear HTTP on port 4318"
              .formatted(PREFIX, protocol.length() > 20 ? "another" : protocol));
    }
  }

  private static URI url(String name, String text) {
    try {
      var uri = URI.create(text);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": expected a URL, found none", e);
    }
    throw new IllegalArgumentException(name + ": expected a URL with http or https, found another");
  }

  private static Duration timeout(String millis) {
    return millis.matches("[1-9][0-9]{0,8}") ? Duration.ofMillis(Long.parseLong(millis)) : TIMEOUT;
  }

  private static Map<String, String> resource(String service, Map<String, String> environment) {
    var resource = new TreeMap<String, String>();
    resource.put("service.name", service);
    // What two processes of one function count is not the same.
    resource.put("service.instance.id", INSTANCE);
    resource.putAll(pairs(environment.getOrDefault("OTEL_RESOURCE_ATTRIBUTES", "")));
    var name = environment.getOrDefault("OTEL_SERVICE_NAME", "");
    if (!name.isEmpty()) {
      resource.put("service.name", name);
    }
    return resource;
  }

  /// `a=b,c=d`, each value percent-encoded, as the specification has it.
  private static Map<String, String> pairs(String text) {
    var pairs = new LinkedHashMap<String, String>();
    for (var pair : text.split(",")) {
      var equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(pair.substring(0, equals).strip(), decoded(pair.substring(equals + 1).strip()));
      }
    }
    return pairs;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  /// Settings that have a number for each of these, and nothing else.
  ///
  /// @throws IllegalArgumentException if it is set and no number from 1 to `max`
  public static long number(
      Map<String, String> environment, String name, long otherwise, long max) {
    var text = environment.get(name);
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    @Nullable Long value = text.matches("[0-9]{1,10}") ? Long.valueOf(text) : null;
    if (value == null || value < 1 || value > max) {
      throw new IllegalArgumentException(
          "%s: expected a number from 1 to %d, found another text".formatted(name, max));
    }
    return value;
  }
}
