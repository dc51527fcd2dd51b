package dev.tiphys.language.condition;

/// A `when` text that is no condition; the message is the one that users see on the node.
public final class ConditionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConditionException(String message) {
    super(message);
  }
}
