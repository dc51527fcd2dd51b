package dev.tiphys.log.stream;

import java.util.List;

/// How a command ended.
///
/// @param facts of this command's own commit; empty if there was nothing to do
/// @param version of the record that holds them; without facts, of the state decided on
/// @param repeated true if an earlier delivery of the same command id committed them
/// @param latest the newest state known, never older than `version`
public record Handled<S, F>(List<F> facts, long version, boolean repeated, View<S> latest) {
  /// Copies the facts.
  public Handled {
    facts = List.copyOf(facts);
  }
}
