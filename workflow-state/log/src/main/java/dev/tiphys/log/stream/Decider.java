package dev.tiphys.log.stream;

/// What a command does to a state. Pure: it may be asked again, on fresher state, any number of
/// times. What it throws is a refusal and reaches the caller as it is.
@FunctionalInterface
public interface Decider<S, C, F> {
  /// The facts that follow from `command`, none if there is nothing to do.
  Decision<S, F> decide(S state, C command);
}
