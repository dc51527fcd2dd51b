package dev.tiphys.pods;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.stepdispatch.StepDispatchFunction;
import dev.tiphys.stepdispatch.pod.PodRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What images there are: that of ours, and one for all others, with the programs of this machine.
/// Each container has files of its own, which are gone with it.
///
/// @param programs directories in which programs are looked for first
record Machine(List<Path> programs, Path supervisor) {
  static final String OURS = "tiphys/step-dispatch";

  /// A volume in a container.
  record Mount(Path source, String path, boolean readOnly) {}

  static Machine in(Path folder, List<Path> programs) throws IOException {
    var supervisor = folder.resolve("supervisor");
    try (var program = PodRunner.class.getResourceAsStream("supervisor")) {
      Files.copy(Objects.requireNonNull(program), supervisor);
    }
    supervisor.toFile().setExecutable(true, false);
    return new Machine(programs, supervisor);
  }

  /// The command that runs a container.
  List<String> command(JsonNode container, Map<String, String> environment, List<Mount> mounts) {
    var ours = container.path("image").asText().equals(OURS);
    List<String> words =
        new ArrayList<>(
            List.of("bwrap", "--unshare-pid", "--as-pid-1", "--die-with-parent", "--clearenv"));
    words.addAll(List.of("--tmpfs", "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
    for (var directory : List.of("/usr", "/etc", "/opt")) {
      words.addAll(List.of("--ro-bind-try", directory, directory));
    }
    for (var link : List.of("bin", "sbin", "lib", "lib64")) {
      words.addAll(List.of("--symlink", "usr/" + link, "/" + link));
    }
    for (var directory : programs) {
      words.addAll(List.of("--ro-bind", directory.toString(), directory.toString()));
    }
    if (ours) {
      words.addAll(List.of("--ro-bind", supervisor.toString(), "/supervisor"));
    }
    for (var mount : mounts) {
      words.addAll(
          List.of(
              mount.readOnly() ? "--ro-bind" : "--bind", mount.source().toString(), mount.path()));
    }
    if (ours) {
      // After the mounts: where this build lies below /tmp, a volume there would hide it.
      for (var entry : classPath()) {
        words.addAll(List.of("--ro-bind", entry, entry));
      }
    }
    environment.forEach((name, value) -> words.addAll(List.of("--setenv", name, value)));
    if (!environment.containsKey("PATH")) {
      var path = new ArrayList<>(programs.stream().map(Path::toString).toList());
      path.addAll(List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/bin"));
      words.addAll(List.of("--setenv", "PATH", String.join(":", path)));
    }
    var directory = container.path("workingDir").asText("");
    words.addAll(List.of("--chdir", directory.isEmpty() ? "/" : directory, "--"));
    if (container.path("command").isEmpty() && ours) {
      words.addAll(entrypoint());
    }
    container.path("command").forEach(w -> words.add(expanded(w.asText(), environment)));
    container.path("args").forEach(w -> words.add(expanded(w.asText(), environment)));
    return words;
  }

  private static List<String> entrypoint() {
    return List.of(
        ProcessHandle.current().info().command().orElseThrow(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        String.join(":", classPath()),
        StepDispatchFunction.class.getName());
  }

  private static List<String> classPath() {
    return List.of(
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(":"))
        .stream()
        .filter(entry -> Files.exists(Path.of(entry)))
        .toList();
  }

  /// As the kubelet fills in variables.
  static String expanded(String text, Map<String, String> environment) {
    var expanded = new StringBuilder();
    for (var at = 0; at < text.length(); at++) {
      var c = text.charAt(at);
      var next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
      var end = text.indexOf(')', at);
      if (c == '$' && next == '$') {
        expanded.append('$');
        at++;
      } else if (c == '$'
          && next == '('
          && end > 0
          && environment.containsKey(text.substring(at + 2, end))) {
        expanded.append(environment.get(text.substring(at + 2, end)));
        at = end;
      } else {
        expanded.append(c);
      }
    }
    return expanded.toString();
  }
}
