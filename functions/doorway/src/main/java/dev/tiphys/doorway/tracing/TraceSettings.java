package dev.tiphys.doorway.tracing;

import dev.tiphys.doorway.otlp.OtlpSettings;
import dev.tiphys.doorway.otlp.Signal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the environment says about traces, by OpenTelemetry's own variables.
///
/// @param otlp where spans are sent
/// @param ratio how many of all traces are kept, from 0 to 1
/// @param delay how long a span may wait until it is sent
/// @param queueMax how many spans wait at most; more are lost
/// @param batchMax how many are sent together
public record TraceSettings(
    OtlpSettings otlp, double ratio, Duration delay, int queueMax, int batchMax) {
  private static final String SAMPLER = "OTEL_TRACES_SAMPLER";
  private static final String RATIO = "OTEL_TRACES_SAMPLER_ARG";
  private static final Pattern NUMBER = Pattern.compile("0(\\.[0-9]{1,15})?|1(\\.0{1,15})?");
  private static final int SPANS_MAX = 1_000_000;

  /// Empty if nobody wants to hear of traces.
  ///
  /// @param service the name of this process
  /// @throws IllegalArgumentException naming the variable that is wrong
  public static Optional<TraceSettings> of(String service, Map<String, String> environment) {
    return OtlpSettings.of(Signal.TRACES, service, environment)
        .map(
            otlp ->
                new TraceSettings(
                    otlp,
                    ratio(environment),
                    Duration.ofMillis(
                        OtlpSettings.number(environment, "OTEL_BSP_SCHEDULE_DELAY", 5000, 600_000)),
                    (int)
                        OtlpSettings.number(
                            environment, "OTEL_BSP_MAX_QUEUE_SIZE", 2048, SPANS_MAX),
                    (int)
                        OtlpSettings.number(
                            environment, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 512, SPANS_MAX)))
        .filter(settings -> settings.ratio > 0);
  }

  /// A run has no parent that could decide for it: its trace is its own.
  private static double ratio(Map<String, String> environment) {
    var sampler = environment.getOrDefault(SAMPLER, "always_on").toLowerCase(Locale.ROOT);
    return switch (sampler.replaceFirst("^parentbased_", "")) {
      case "always_on", "" -> 1;
      case "always_off" -> 0;
      case "traceidratio" -> {
        var text = environment.getOrDefault(RATIO, "1");
        if (!NUMBER.matcher(text).matches()) {
          throw new IllegalArgumentException(
              RATIO + ": expected a number from 0 to 1, found another text");
        }
        yield Double.parseDouble(text);
      }
      default ->
          throw new IllegalArgumentException(
              SAMPLER
                  + ": expected always_on, always_off, traceidratio or parentbased_ before one of"
                  + " these");
    };
  }

  /// Whether that trace is kept: every process says the same.
  boolean keeps(String trace) {
    return ratio >= 1 || Long.parseUnsignedLong(trace.substring(17), 16) < ratio * (1L << 60);
  }
}
