package dev.tiphys.api;

/// What is known of who sends a request.
public enum Trust {
  /// It has the server's token.
  TOKEN,
  /// The server has no token: whoever reaches it may.
  OPEN,
  /// It has a token of an account, or is of those who need none: policies say what it may do.
  ACCOUNT,
  /// Nothing yet.
  NONE
}
