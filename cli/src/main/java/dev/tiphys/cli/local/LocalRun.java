package dev.tiphys.cli.local;

import dev.tiphys.cli.follow.Snapshots;

/// A run of this process's host. Closing it stops looking at it; the run goes on.
public interface LocalRun extends Snapshots {
  /// The name that the run got.
  String name();

  /// Ends the run: its steps are killed. Returns at once.
  void terminate();

  /// Up to `max` bytes of what the main container of a pod wrote, from `offset` on; empty if there
  /// is no more so far.
  byte[] log(String pod, long offset, int max);

  /// How many bytes of it there are so far.
  long logSize(String pod);
}
