package dev.tiphys.trigger.cron;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.tiphys.engine.cron.CronCommand;
import dev.tiphys.engine.cron.CronDecider;
import dev.tiphys.engine.cron.CronFact;
import dev.tiphys.engine.cron.CronFactJson;
import dev.tiphys.engine.cron.CronState;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.stream.Decision;
import dev.tiphys.log.stream.EventLog;
import dev.tiphys.log.stream.FactCodec;
import dev.tiphys.log.stream.Fold;
import dev.tiphys.log.stream.Streams;
import java.io.IOException;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The streams of CronWorkflows in a store.
public final class CronStreams {
  private static final Fold<CronState, CronFact> FOLD =
      new Fold<>() {
        @Override
        public CronState empty() {
          return CronState.UNKNOWN;
        }

        @Override
        public CronState evolve(CronState state, CronFact fact) {
          return state.evolve(fact);
        }
      };

  private static final FactCodec<CronFact> CODEC =
      new FactCodec<>() {
        @Override
        public void write(CronFact fact, JsonGenerator out) throws IOException {
          CronFactJson.write(fact, out);
        }

        @Override
        public CronFact read(JsonParser in) throws IOException {
          return CronFactJson.read(in);
        }
      };

  private CronStreams() {}

  /// The streams in `store`, which has to be verified already.
  ///
  /// @param random what makes this writer different from all others: in production a `SecureRandom`
  public static Streams<CronState, CronCommand, CronFact> in(
      ObjectStore store, InstantSource clock, RandomGenerator random) {
    return new Streams<>(
        new EventLog<>(store, CODEC, clock, random),
        FOLD,
        CronStreams::decide,
        random,
        Streams.CACHED_STREAMS);
  }

  private static Decision<CronState, CronFact> decide(CronState state, CronCommand command) {
    var decided = CronDecider.decide(state, command);
    return new Decision<>(decided.facts(), decided.after());
  }
}
