package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A process by number and start time: numbers are given again, the pair is not.
record Supervised(long pid, String startTime) {
  private static final int STATE = 0;
  private static final int START_TIME = 19;

  /// Reads a line of `/proc/<pid>/stat`.
  static Optional<Supervised> of(String stat) {
    var fields = fields(stat);
    return fields.length > START_TIME
        ? Optional.of(
            new Supervised(
                Long.parseLong(stat.substring(0, stat.indexOf(' '))), fields[START_TIME]))
        : Optional.empty();
  }

  /// Whether it still runs. One that ended and was not waited for does not.
  boolean alive() {
    try {
      var stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      var fields = fields(stat);
      return fields.length > START_TIME
          && fields[START_TIME].equals(startTime)
          && !fields[STATE].equals("Z")
          && !fields[STATE].equals("X");
    } catch (IOException e) {
      return false;
    }
  }

  /// The fields behind the name, which may hold spaces and parentheses itself.
  private static String[] fields(String stat) {
    return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
  }
}
