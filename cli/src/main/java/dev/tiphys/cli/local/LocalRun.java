package dev.tiphys.cli.local;

import dev.tiphys.cli.follow.Snapshots;
import java.time.Duration;

/// A run of this process's host. Closing it stops looking at it; the run goes on.
public interface LocalRun extends Snapshots {
  /// The name that the run got.
  String name();

  /// Ends the run, if it has not ended, and asks the runner to kill its steps. It does not wait for
  /// them: a step may outlive this process by the runner's grace, or altogether.
  ///
  /// @param wait how long to wait for that
  /// @return whether it has ended
  boolean terminate(Duration wait) throws InterruptedException;

  /// Up to `max` bytes of what the main container of a pod wrote, from `offset` on; empty if there
  /// is no more so far.
  byte[] log(String pod, long offset, int max);

  /// How many bytes of it there are so far.
  long logSize(String pod);
}
