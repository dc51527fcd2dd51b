package dev.tiphys.lock;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.tiphys.engine.lock.LockCommand;
import dev.tiphys.engine.lock.LockFact;
import dev.tiphys.engine.lock.LockFactJson;
import dev.tiphys.engine.lock.LockState;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.stream.Decision;
import dev.tiphys.log.stream.EventLog;
import dev.tiphys.log.stream.FactCodec;
import dev.tiphys.log.stream.Fold;
import dev.tiphys.log.stream.Streams;
import java.io.IOException;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The streams of locks in a store.
public final class LockStreams {
  private static final Fold<LockState, LockFact> FOLD =
      new Fold<>() {
        @Override
        public LockState empty() {
          return LockState.UNUSED;
        }

        @Override
        public LockState evolve(LockState state, LockFact fact) {
          return state.evolve(fact);
        }
      };

  private static final FactCodec<LockFact> CODEC =
      new FactCodec<>() {
        @Override
        public void write(LockFact fact, JsonGenerator out) throws IOException {
          LockFactJson.write(fact, out);
        }

        @Override
        public LockFact read(JsonParser in) throws IOException {
          return LockFactJson.read(in);
        }
      };

  private LockStreams() {}

  /// The streams in `store`, which has to be verified already.
  ///
  /// @param random what makes this writer different from all others: in production a `SecureRandom`
  public static Streams<LockState, LockCommand, LockFact> in(
      ObjectStore store, InstantSource clock, RandomGenerator random) {
    return new Streams<>(
        new EventLog<>(store, CODEC, clock, random),
        FOLD,
        LockStreams::decide,
        random,
        Streams.CACHED_STREAMS);
  }

  private static Decision<LockState, LockFact> decide(LockState state, LockCommand command) {
    var facts = state.decide(command);
    var after = state;
    for (var fact : facts) {
      after = after.evolve(fact);
    }
    return new Decision<>(facts, after);
  }
}
