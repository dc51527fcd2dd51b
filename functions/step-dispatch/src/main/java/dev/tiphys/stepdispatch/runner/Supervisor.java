package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The shell script around one container. It outlives this process, and does three things: it
/// claims the container (only one supervisor can create `begun`, so a container starts once however
/// many are sent), runs it, and leaves the exit code.
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

  private final ContainerFolder folder;
  private final SupervisorShell shell;

  Supervisor(ContainerFolder folder, SupervisorShell shell) {
    this.folder = folder;
    this.shell = shell;
  }

  /// What to run.
  ///
  /// @param prepared whose command is to be run
  /// @param captureResult whether the end of stdout is wanted apart
  record Launch(Sandbox.Prepared prepared, boolean captureResult) {}

  /// Starts a supervisor. It gives way if another one has begun.
  ///
  /// @return completed when it has ended, or nobody knows any more
  CompletableFuture<Void> start(Launch launch) {
    return shell.start(script(launch));
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
    return """
        exec </dev/null 2>>%s
        cd /
        trap : TERM INT HUP
        set -C
        if { read -r stat </proc/self/stat && echo "$stat" >%s; } 2>/dev/null; then
        set +C
        %s%s
        fi"""
        .formatted(
            file(folder.complaints()),
            file(folder.begun()),
            exports(launch.prepared().environment()),
            run(launch));
  }

  private String run(Launch launch) {
    var command = Shell.quote(launch.prepared().command());
    var log = file(folder.log());
    var exit = "echo \"$?\" >" + file(folder.exitFile());
    return launch.captureResult()
        ? "{ %s 2>>%s\n%s\n} | %s -a %s | %s -c %d >%s"
            .formatted(
                command,
                log,
                exit,
                host("tee"),
                log,
                host("tail"),
                OutputFiles.RESULT_MAX,
                file(folder.result()))
        : "%s >>%s 2>&1\n%s".formatted(command, log, exit);
  }

  /// A program that is found whatever PATH the container has.
  private static String host(String program) {
    return Host.program(program).map(Supervisor::file).orElse(program);
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
