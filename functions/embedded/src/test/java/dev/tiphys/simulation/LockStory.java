package dev.tiphys.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.lock.LockFact;
import dev.tiphys.engine.lock.LockFactJson;
import dev.tiphys.engine.lock.LockState;
import java.io.IOException;
import java.io.UncheckedIOException;

/// What the records of one lock say. I10: at no position more hold it than may.
final class LockStory {
  private final String stream;
  private final Chain chain;
  private LockState state = LockState.UNUSED;

  LockStory(String stream) {
    this.stream = stream;
    this.chain = new Chain(stream);
  }

  void take(byte[] bytes) {
    for (var commit : chain.take(bytes).path("c")) {
      for (var written : commit.path("f")) {
        state = state.evolve(read(written));
        assertThat(state.holding())
            .as("I10: who holds %s", stream)
            .hasSizeLessThanOrEqualTo(Holders.limit(stream));
      }
    }
  }

  private static LockFact read(JsonNode written) {
    try (var in = written.traverse()) {
      in.nextToken();
      return LockFactJson.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// When all runs are over and have said so, nobody holds it or waits for it.
  void end() {
    assertThat(state.holding()).as("who holds %s when all is over", stream).isEmpty();
    assertThat(state.waiting()).as("who waits for %s when all is over", stream).isEmpty();
  }

  @Override
  public String toString() {
    return stream + ": " + state;
  }
}
