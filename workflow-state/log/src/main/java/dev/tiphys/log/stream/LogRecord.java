package dev.tiphys.log.stream;

import java.time.Instant;
import java.util.List;

/// One record as stored: its version (1 for the first), when and by which writer it was written
/// (the time is for people; it orders nothing), the hash of the record before it, and the commits.
public record LogRecord<F>(
    long version, Instant time, String writer, String previous, List<Commit<F>> commits) {
  /// Copies the commits.
  public LogRecord {
    commits = List.copyOf(commits);
  }
}
