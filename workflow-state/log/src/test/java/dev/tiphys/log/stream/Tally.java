package dev.tiphys.log.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.tiphys.log.store.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A small domain for the tests: words are added once each, until the list is closed.
record Tally(List<String> words, boolean closed) {
  static final StreamName STREAM = new StreamName("tallies/one");
  static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-24T12:00:00Z"));

  sealed interface Fact {}

  record Added(String word) implements Fact {}

  record Closed() implements Fact {}

  sealed interface Command {}

  record Add(String word) implements Command {}

  record Close() implements Command {}

  static final Fold<Tally, Fact> FOLD =
      new Fold<>() {
        @Override
        public Tally empty() {
          return new Tally(List.of(), false);
        }

        @Override
        public Tally evolve(Tally state, Fact fact) {
          return switch (fact) {
            case Added added -> {
              var word = added.word();
              if (state.words.contains(word)) {
                throw new IllegalStateException(word + " was added twice");
              }
              var words = new ArrayList<>(state.words);
              words.add(word);
              yield new Tally(words, state.closed);
            }
            case Closed closed -> new Tally(state.words, true);
          };
        }
      };

  static final FactCodec<Fact> CODEC =
      new FactCodec<>() {
        @Override
        public void write(Fact fact, JsonGenerator out) throws IOException {
          out.writeStartObject();
          switch (fact) {
            case Added added -> out.writeStringField("added", added.word());
            case Closed closed -> out.writeBooleanField("closed", true);
          }
          out.writeEndObject();
        }

        @Override
        public Fact read(JsonParser in) throws IOException {
          in.nextToken();
          var type = in.currentName();
          in.nextToken();
          var fact =
              switch (type) {
                case "added" -> new Added(in.getText());
                case "closed" -> new Closed();
                default -> throw new IOException("unknown fact type '" + type + "'");
              };
          in.nextToken();
          return fact;
        }
      };

  static Decision<Tally, Fact> decide(Tally state, Command command) {
    return switch (command) {
      case Add add -> add(state, add.word());
      case Close close -> state.closed ? Decision.nothing(state) : one(state, new Closed());
    };
  }

  private static Decision<Tally, Fact> add(Tally state, String word) {
    if (state.closed) {
      throw new IllegalArgumentException("the tally is closed");
    }
    return state.words.contains(word) ? Decision.nothing(state) : one(state, new Added(word));
  }

  private static Decision<Tally, Fact> one(Tally state, Fact fact) {
    return new Decision<>(List.of(fact), FOLD.evolve(state, fact));
  }

  static EventLog<Fact> log(ObjectStore store, long seed) {
    return new EventLog<>(store, CODEC, NOON, new Random(seed));
  }

  static Streams<Tally, Command, Fact> streams(ObjectStore store, long seed) {
    return new Streams<>(log(store, seed), FOLD, Tally::decide, new Random(seed), 16);
  }

  static List<Fact> facts(ObjectStore store) {
    var facts = new ArrayList<Fact>();
    log(store, 99)
        .history(
            STREAM,
            Long.MAX_VALUE,
            record -> record.commits().forEach(commit -> facts.addAll(commit.facts())));
    return facts;
  }
}
