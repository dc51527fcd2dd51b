package dev.tiphys.delivery.rbac;

/// A policy has a line that is none. Nothing of it can be used.
public final class MalformedPolicyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  MalformedPolicyException(int line, String problem) {
    super("policy, line %d: %s".formatted(line, problem));
  }
}
