package dev.tiphys.delivery.lua;

/// A script that cannot be read, failed, or took more than it may. The message is for whoever wrote
/// it, and names the line where that is known.
public final class LuaFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  LuaFailure(String message) {
    super(message);
  }
}
