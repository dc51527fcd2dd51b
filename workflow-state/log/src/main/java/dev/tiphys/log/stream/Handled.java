package dev.tiphys.log.stream;

import java.util.List;

/// How a command ended.
///
/// @param facts of this command's own commit; empty if there was nothing to do
/// @param version of the record that holds them; without facts, of the state decided on
/// @param position of the first of the facts in that record, which may hold other commands' facts
///   before them; version and position name a fact for ever
/// @param repeated true if an earlier delivery of the same command id committed them
/// @param latest the newest state known, never older than `version`
public record Handled<S, F>(
    List<F> facts, long version, int position, boolean repeated, View<S> latest) {
  /// Copies the facts.
  public Handled {
    facts = List.copyOf(facts);
  }
}
