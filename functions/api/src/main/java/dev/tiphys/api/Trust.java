package dev.tiphys.api;

/// What is known of who sends a request.
public enum Trust {
  /// It has the server's token.
  TOKEN,
  /// The server has no token: whoever reaches it may.
  OPEN,
  /// Nothing yet.
  NONE
}
