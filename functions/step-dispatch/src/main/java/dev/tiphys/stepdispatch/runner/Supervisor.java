package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The shell script around one container. It lives in a session of its own, so that it survives the
/// host, and does three things: it claims the container (only one supervisor can create `begun`, so
/// a container starts once however many are sent), runs it, and leaves the exit code.
///
/// The script is handed over through a pipe: the environment may hold secrets, which should neither
/// lie in a file nor stand in the list of processes. It takes effect with its last line only, so a
/// host that is killed while handing over has started nothing.
final class Supervisor {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /// Variables that mean something to one shell or another, or cannot be set in one.
  private static final Set<String> OWN =
      Set.of(
          "_",
          "BASHOPTS",
          "BASH_VERSINFO",
          "ENV",
          "EUID",
          "IFS",
          "LINENO",
          "OPTIND",
          "PPID",
          "PS4",
          "SHELLOPTS",
          "UID");

  private static final int RESULT_MAX = 256 * 1024;

  /// Where a program of the host lies.
  static final Path SHELL = Path.of("/bin/sh");

  private final ContainerFolder folder;
  private final long logMax;

  Supervisor(ContainerFolder folder, long logMax) {
    this.folder = folder;
    this.logMax = logMax;
  }

  /// What to run.
  ///
  /// @param prepared whose command is to be run
  /// @param captureResult whether the end of stdout is wanted apart
  record Launch(Sandbox.Prepared prepared, boolean captureResult) {}

  /// Starts a supervisor. It gives way if another one has begun.
  Process start(Launch launch) {
    var builder = new ProcessBuilder("setsid", SHELL.toString(), "-c", ". /dev/stdin");
    builder.environment().keySet().retainAll(Set.of("PATH"));
    builder.environment().putAll(launch.prepared().ofHost());
    var complaints = ProcessBuilder.Redirect.appendTo(folder.complaints().toFile());
    builder.redirectOutput(complaints).redirectError(complaints);
    try {
      var process = builder.start();
      try (var script = process.getOutputStream()) {
        script.write(script(launch).getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It gave way, or died: both show when it is waited for.
      }
      return process;
    } catch (IOException e) {
      throw new PodFailure("no supervisor can be started: %s", e.getMessage());
    }
  }

  /// What kept the supervisor from doing its work, if it said so.
  String complaint() {
    try (Stream<String> lines = Files.lines(folder.complaints())) {
      return lines.limit(3).collect(Collectors.joining("; "));
    } catch (IOException e) {
      return "";
    }
  }

  private String script(Launch launch) {
    var run =
        """
        {
        %s%s </dev/null 2>&3 3>&- 4>&-
        echo "$?" >%s
        }%s"""
            .formatted(
                exports(launch.prepared().environment()),
                Shell.quote(launch.prepared().command()),
                file(folder.exitFile()),
                launch.captureResult()
                    ? " | tee /dev/fd/4 | tail -c %d >%s"
                        .formatted(RESULT_MAX, file(folder.result()))
                    : " >&4");
    return """
        main() {
        cd /
        trap : TERM INT HUP
        set -C
        { read -r stat </proc/$$/stat && echo "$stat" >%s; } 2>/dev/null || exit 0
        set +C
        { %s; } 3>&1 4>&1 | { head -c %d >>%s; exec cat >/dev/null; }
        }
        main
        """
        .formatted(file(folder.begun()), run, logMax, file(folder.log()));
  }

  private static String file(Path path) {
    return Shell.quote(path.toString());
  }

  private static String exports(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(variable -> isVariable(variable.getKey()))
        .map(
            variable ->
                "export " + variable.getKey() + "=" + Shell.quote(variable.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /// Whether a shell lets a variable of that name be set and hands it on. Kubernetes allows more
  /// names than that.
  static boolean isVariable(String name) {
    return VARIABLE.matcher(name).matches() && !OWN.contains(name);
  }
}
