package dev.tiphys.log.stream;

import dev.tiphys.log.LogFailure.CorruptLog;
import java.util.ArrayDeque;

/// A stream as far as it has been folded: state, tip, the command ids seen, and the records that no
/// pack holds yet. Mutable; used by one thread at a time.
public final class Head<S> {
  final StreamName stream;
  final CommitIndex commits;

  /// The records after the last pack, as stored, and how many bytes they are.
  final ArrayDeque<byte[]> tail = new ArrayDeque<>();

  long tailBytes;
  Tip tip;
  S state;

  Head(StreamName stream, S empty, long seed) {
    this.stream = stream;
    this.commits = new CommitIndex(seed);
    this.tip = Tip.origin(stream);
    this.state = empty;
  }

  /// The state and its version.
  public View<S> view() {
    return new View<>(state, tip.version());
  }

  <F> void fold(Fold<S, F> fold, LogRecord<F> record, Tip next) {
    try {
      for (var commit : record.commits()) {
        for (var fact : commit.facts()) {
          state = fold.evolve(state, fact);
        }
        commits.add(commit.id(), next.version());
      }
    } catch (RuntimeException e) {
      throw new CorruptLog(
          "stream %s, version %d: its facts do not follow from the state before them: %s"
              .formatted(stream, next.version(), e.getMessage()),
          e);
    }
    tip = next;
  }

  void remember(byte[] bytes) {
    tail.add(bytes);
    tailBytes += bytes.length;
  }
}
