package dev.tiphys.doorway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.DeliveryJson;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.stream.Decision;
import dev.tiphys.log.stream.EventLog;
import dev.tiphys.log.stream.FactCodec;
import dev.tiphys.log.stream.Fold;
import dev.tiphys.log.stream.Streams;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/// Streams of facts of delivery.
///
/// @param facts their type
/// @param empty the state before the first of them
record DeliveryStreams<S, C, F>(
    Class<F> facts, S empty, BiFunction<S, C, List<F>> decide, BiFunction<S, F, S> evolve) {
  /// So many are kept folded: an installation has a thousand applications, and looks at all of them
  /// again and again.
  private static final int CACHED_STREAMS = 4_096;

  Streams<S, C, F> in(ObjectStore store, InstantSource clock, RandomGenerator random) {
    return new Streams<>(
        new EventLog<>(store, codec(), clock, random),
        fold(),
        this::decision,
        random,
        CACHED_STREAMS);
  }

  private Decision<S, F> decision(S state, C command) {
    var found = decide.apply(state, command);
    var after = state;
    for (var fact : found) {
      after = evolve.apply(after, fact);
    }
    return new Decision<>(found, after);
  }

  private Fold<S, F> fold() {
    return new Fold<>() {
      @Override
      public S empty() {
        return empty;
      }

      @Override
      public S evolve(S state, F fact) {
        return evolve.apply(state, fact);
      }
    };
  }

  private FactCodec<F> codec() {
    return new FactCodec<>() {
      @Override
      public void write(F fact, JsonGenerator out) throws IOException {
        DeliveryJson.write(fact, out);
      }

      @Override
      public F read(JsonParser in) throws IOException {
        return DeliveryJson.read(facts, in);
      }
    };
  }

  /// The id of a command that follows from `cause`.
  ///
  /// @param step which of several it is
  static String commandId(CloudEvent cause, String step) {
    return bounded(cause.getSource() + " " + cause.getId() + " " + step);
  }

  /// `id`, or its digest if it is long.
  static String bounded(String id) {
    return id.length() <= EventLog.COMMAND_ID_CHARS_MAX
        ? id
        : Digest.of(id.getBytes(StandardCharsets.UTF_8));
  }
}
