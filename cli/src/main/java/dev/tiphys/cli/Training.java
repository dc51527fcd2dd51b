package dev.tiphys.cli;

import java.io.PrintWriter;
import java.io.Writer;

/// What the JVM does while its start-up cache is made: every kind of command once, in one process.
/// The launcher runs it after each build.
final class Training {
  private Training() {}

  /// @param arguments a manifest without a mistake
  public static void main(String[] arguments) {
    var nowhere = new PrintWriter(Writer.nullWriter());
    String[][] commands = {
      {"--help"},
      {"version"},
      {"lint", arguments[0]},
      {"eval", "tags", "hello {{name}}", "-p", "name=world"},
      {"eval", "expr", "asInt(n) + 1 > 2 ? upper('yes') : 'no'", "-p", "n=5"},
      {"submit", arguments[0], "--dry-run", "-p", "name=world"},
    };
    for (var command : commands) {
      var code = Tiphys.execute(nowhere, new PrintWriter(System.err, true), command);
      if (code != 0) {
        throw new IllegalStateException(
            "'" + String.join(" ", command) + "' ended with " + code + " while training");
      }
    }
  }
}
