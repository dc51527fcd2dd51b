package dev.tiphys.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row of the table: the same work done by Tiphys and, where it can, by a peer.
///
/// @param id as in the list of benchmarks: `B1`
/// @param storage where Tiphys keeps its log: `mem`, `disk` or `s3sim`
/// @param what the work, in a few words
/// @param peer null where there is none; `peerNote` then says why
/// @param peerNote who the peer is and where its work differs
public record Benchmark(
    String id,
    String storage,
    String what,
    Measure measure,
    Contender tiphys,
    @Nullable Contender peer,
    String peerNote,
    List<Target> targets) {
  public Benchmark {
    targets = List.copyOf(targets);
  }

  /// The same without the peer.
  Benchmark alone() {
    return new Benchmark(id, storage, what, measure, tiphys, null, "not run", targets);
  }

  @Override
  public String toString() {
    return "%s %s (%s)".formatted(id, what, storage);
  }
}
