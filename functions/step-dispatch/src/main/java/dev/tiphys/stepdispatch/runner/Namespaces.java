package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which namespace and session a process is in, as `/proc` tells.
final class Namespaces {
  private Namespaces() {}

  /// How many process namespaces it is in, counted from where we look.
  static int depth(long pid) {
    return numbers(pid).length;
  }

  /// Whether it is the first process of its namespace, whose end is the end of all others.
  static boolean isFirst(long pid) {
    var numbers = numbers(pid);
    return numbers.length > 1 && numbers[numbers.length - 1].equals("1");
  }

  private static String[] numbers(long pid) {
    try {
      for (var line :
          Files.readAllLines(
              Path.of("/proc", Long.toString(pid), "status"), StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("NSpid:")) {
          return line.substring("NSpid:".length()).strip().split("\\s+");
        }
      }
    } catch (IOException e) {
      // It is gone.
    }
    return new String[0];
  }

  /// The session of a process, or 0 if it is gone.
  static long session(long pid) {
    try {
      var stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
    } catch (IOException e) {
      return 0;
    }
  }
}
