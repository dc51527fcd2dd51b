package dev.tiphys.delivery.lua;

import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.DebugLib;

/// Counts the instructions of a script, and stops it at a limit. An Error, since a script may catch
/// all else.
final class Budget extends DebugLib {
  /// What takes this long is no rule but a mistake: some tenths of a second.
  static final int INSTRUCTIONS_MAX = 1_000_000;

  private int left = INSTRUCTIONS_MAX;

  /// The script is over its limit.
  static final class Exhausted extends Error {
    private static final long serialVersionUID = 1;

    Exhausted() {
      super("budget", null, false, false);
    }
  }

  @Override
  public void onInstruction(int pc, Varargs arguments, int top) {
    if (--left < 0) {
      throw new Exhausted();
    }
    super.onInstruction(pc, arguments, top);
  }
}
