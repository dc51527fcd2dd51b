package dev.tiphys.log.stream;

import java.util.List;

/// The facts that a command leads to, and the state after them, so that nothing is folded twice.
/// `after` must equal the fold of `facts` over the state that was decided on.
public record Decision<S, F>(List<F> facts, S after) {
  /// Copies the facts.
  public Decision {
    facts = List.copyOf(facts);
  }

  /// Nothing to do: the state stays as it is.
  public static <S, F> Decision<S, F> nothing(S state) {
    return new Decision<>(List.of(), state);
  }
}
