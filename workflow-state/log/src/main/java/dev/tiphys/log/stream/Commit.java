package dev.tiphys.log.stream;

import java.util.List;

/// What one command added to a stream: the command's id (source and id of its CloudEvent) and its
/// facts, in order. A commit is in one record, whole; a record may hold several.
public record Commit<F>(String id, List<F> facts) {
  /// Copies the facts.
  public Commit {
    facts = List.copyOf(facts);
  }
}
