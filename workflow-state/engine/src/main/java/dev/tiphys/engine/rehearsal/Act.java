package dev.tiphys.engine.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Phase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one try of a step does. What is null follows from the rest: exit code 0 succeeds, another
/// fails, as does a status of HTTP.
///
/// @param pending how long it waits before it begins
/// @param takes from its beginning to its end; of a daemon, until it is ready
/// @param endless it goes on until something ends it
/// @param result what `outputs.result` will be: what it prints, or the body of a response
/// @param parameters outputs by name
/// @param artifacts where outputs lie, by name; those that are not named get a place
/// @param statusCode of an HTTP response
/// @param headers of an HTTP response
public record Act(
    Duration pending,
    Duration takes,
    boolean endless,
    @Nullable Phase phase,
    @Nullable String message,
    @Nullable Integer exitCode,
    @Nullable String result,
    Map<String, String> parameters,
    Map<String, JsonNode> artifacts,
    @Nullable Integer statusCode,
    Map<String, String> headers) {
  /// Succeeds at once and leaves nothing.
  public static final Act SUCCEEDS =
      new Act(
          Duration.ZERO,
          Duration.ZERO,
          false,
          null,
          null,
          null,
          null,
          Map.of(),
          Map.of(),
          null,
          Map.of());

  public Act {
    parameters = Map.copyOf(parameters);
    artifacts = Map.copyOf(artifacts);
    headers = Map.copyOf(headers);
    if (pending.isNegative() || takes.isNegative()) {
      throw new IllegalArgumentException("a step cannot take less than no time");
    }
    if (phase != null && !phase.ended()) {
      throw new IllegalArgumentException("a step cannot end as " + phase);
    }
  }

  /// The same, taking so long.
  public Act taking(Duration time) {
    return new Act(
        pending,
        time,
        endless,
        phase,
        message,
        exitCode,
        result,
        parameters,
        artifacts,
        statusCode,
        headers);
  }

  /// The same with this exit code.
  public Act exiting(int code) {
    return new Act(
        pending,
        takes,
        endless,
        phase,
        message,
        code,
        result,
        parameters,
        artifacts,
        statusCode,
        headers);
  }

  /// The same, leaving this as its result.
  public Act printing(String text) {
    return new Act(
        pending,
        takes,
        endless,
        phase,
        message,
        exitCode,
        text,
        parameters,
        artifacts,
        statusCode,
        headers);
  }

  /// The same with one output parameter more.
  public Act leaving(String parameter, String value) {
    var more = new LinkedHashMap<>(parameters);
    more.put(parameter, value);
    return new Act(
        pending,
        takes,
        endless,
        phase,
        message,
        exitCode,
        result,
        more,
        artifacts,
        statusCode,
        headers);
  }
}
