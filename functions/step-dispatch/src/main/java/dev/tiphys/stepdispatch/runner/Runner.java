package dev.tiphys.stepdispatch.runner;

import dev.tiphys.engine.Step;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Executes steps, each at most once however often it is asked to.
public interface Runner extends AutoCloseable {
  /// Begins with a step, or finds that it already began (same run and node): starting twice is
  /// starting once. Returns quickly; what happens is told to `reports`, from any thread, at least
  /// once.
  void start(Step step, Consumer<RunCommand> reports);

  /// Ends a step early: TERM to all its processes, KILL after a grace period. Does nothing if the
  /// step is unknown or over.
  void cancel(RunId run, int node);

  /// A step, by run and node.
  record UnderWay(RunId run, int node) {}

  /// The steps that are being executed here, and those that an earlier runner on the same folder
  /// let go of without seeing their end: somebody should ask their runs whether they are wanted
  /// still, as the news that one is not may have been lost.
  default List<UnderWay> underWay() {
    return List.of();
  }

  /// Waits until no step of `run` is executed here any more, or until `limit` is over. Whoever ends
  /// its process right after [#cancel] leaves steps behind otherwise.
  ///
  /// @return false if steps are left
  default boolean awaitEnd(RunId run, Duration limit) throws InterruptedException {
    return true;
  }

  /// At most `max` bytes from `offset` on of what a container of a step wrote to stdout and stderr;
  /// empty if there is nothing (yet).
  byte[] log(RunId run, String pod, String container, long offset, int max);

  /// How many bytes [#log] has of a container by now.
  long logSize(RunId run, String pod, String container);

  /// Bytes of a log, from the end of the ones before, and when they were there.
  record Written(long upTo, Instant at) {}

  /// When the bytes of [#log] were written, in their order; those after the last were written
  // since.
  default List<Written> written(RunId run, String pod, String container) {
    return List.of();
  }

  /// Removes all that is kept of a run that is over: logs, outputs, folders.
  void forget(RunId run);

  /// Removes all that is kept of a step that is over.
  void forget(RunId run, int node);

  /// Lets go of the steps. They go on, and a later runner on the same folder finds them.
  @Override
  void close();
}
