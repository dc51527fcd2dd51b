package dev.tiphys.stepdispatch.runner;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The machine that steps run on.
final class Host {
  static final String NAME =
      StepFolder.read(Path.of("/proc/sys/kernel/hostname")).map(String::strip).orElse("localhost");

  private static final File NULL = new File("/dev/null");

  /// Where every system keeps programs, whatever its PATH says.
  private static final List<Path> USUAL =
      List.of(
          Path.of("/usr/local/sbin"),
          Path.of("/usr/local/bin"),
          Path.of("/usr/sbin"),
          Path.of("/usr/bin"),
          Path.of("/sbin"),
          Path.of("/bin"));

  private Host() {}

  /// Where programs are looked for: first in `preferred`, then where the host's PATH says, then at
  /// the usual places.
  static List<Path> programPath(List<Path> preferred) {
    List<Path> path = new ArrayList<>(preferred);
    for (var directory : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (directory.startsWith("/")) {
        path.add(Path.of(directory));
      }
    }
    path.addAll(USUAL);
    return path.stream().distinct().toList();
  }

  /// A program of the host itself.
  static Optional<Path> program(String name) {
    return programPath(List.of()).stream()
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Whether `command` ends well within `limit`. Its output is nobody's business.
  static boolean succeeds(List<String> command, Duration limit) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectInput(NULL)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue() == 0;
      }
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
