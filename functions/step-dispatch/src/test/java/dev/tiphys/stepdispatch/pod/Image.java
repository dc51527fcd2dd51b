package dev.tiphys.stepdispatch.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The files of a container, with nothing in them but what a test puts there, and containers of it:
/// each has its own list of processes, and the supervisor is the first, as in a cluster.
final class Image {
  /// Where the containers of a step see what they share.
  static final String STEP = "/var/run/argo";

  /// How long anything may take.
  static final Duration LIMIT = Duration.ofSeconds(60);

  final Path root;
  final Path step;

  private Image(Path root, Path step) {
    this.root = root;
    this.step = step;
  }

  /// An image without any file, and an empty shared folder, which the supervisor has filled.
  static Image empty(Path folder, String... containers) throws IOException {
    need(program("bwrap").isPresent(), "bwrap (Debian: bubblewrap) is missing");
    var image = new Image(folder.resolve("root"), folder.resolve("step"));
    for (var directory : List.of("proc", "dev", "tmp", "var/run/argo", "init")) {
      Files.createDirectories(image.root.resolve(directory));
    }
    Files.createDirectories(image.step);
    try (InputStream program = Image.class.getResourceAsStream("supervisor")) {
      need(program != null, "there is no C compiler that could make the supervisor");
      Files.copy(program, image.root.resolve("init/supervisor"));
    }
    image.root.resolve("init/supervisor").toFile().setExecutable(true, false);
    List<String> words = new ArrayList<>(List.of("/init/supervisor", "install", STEP));
    words.addAll(List.of(containers));
    assertThat(image.run(Map.of(), words).awaitEnd()).isZero();
    Files.delete(image.root.resolve("init/supervisor"));
    return image;
  }

  /// The same with busybox as its only program.
  static Image withShell(Path folder, String... containers) throws IOException {
    need(program("busybox").isPresent(), "busybox (Debian: busybox-static) is missing");
    var image = empty(folder, containers);
    Files.createDirectories(image.root.resolve("bin"));
    Files.copy(program("busybox").orElseThrow(), image.root.resolve("bin/busybox"));
    image.root.resolve("bin/busybox").toFile().setExecutable(true, false);
    for (var name : List.of("sh", "echo", "cat", "sleep", "seq", "mkdir", "ln", "chmod", "kill")) {
      Files.createSymbolicLink(image.root.resolve("bin").resolve(name), Path.of("busybox"));
    }
    return image;
  }

  private static void need(boolean there, String otherwise) {
    if (System.getenv("CI") != null) {
      Assertions.assertTrue(there, otherwise);
    }
    Assumptions.assumeTrue(there, otherwise);
  }

  private static Optional<Path> program(String name) {
    return Stream.of("/usr/bin", "/bin", "/usr/local/bin")
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Path ofContainer(String name) {
    return step.resolve("ctr").resolve(name);
  }

  String read(String name, String file) throws IOException {
    return Files.readString(ofContainer(name).resolve(file));
  }

  /// Runs a command under the supervisor.
  Running supervise(String name, List<String> options, String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of(STEP + "/supervisor", "run", "--step", STEP));
    words.addAll(List.of("--name", name));
    words.addAll(options);
    words.add("--");
    words.addAll(List.of(command));
    return run(Map.of("PATH", "/bin"), words);
  }

  /// Runs a command with the files of the image, and nothing else.
  Running run(Map<String, String> environment, List<String> command) throws IOException {
    List<String> words = new ArrayList<>(List.of("bwrap", "--unshare-pid", "--as-pid-1"));
    words.addAll(List.of("--die-with-parent", "--clearenv"));
    environment.forEach((name, value) -> words.addAll(List.of("--setenv", name, value)));
    words.addAll(List.of("--bind", root.toString(), "/", "--proc", "/proc", "--dev", "/dev"));
    words.addAll(List.of("--bind", step.toString(), STEP, "--"));
    words.addAll(command);
    var out = Files.createTempFile(root.getParent(), "out", "");
    var err = Files.createTempFile(root.getParent(), "err", "");
    var process =
        new ProcessBuilder(words)
            .redirectInput(new java.io.File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Running(process, out, err);
  }

  /// A container that runs.
  record Running(Process process, Path out, Path err) implements AutoCloseable {
    int awaitEnd() {
      try {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
        return process.exitValue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    String stdout() throws IOException {
      return Files.readString(out, StandardCharsets.ISO_8859_1);
    }

    String stderr() throws IOException {
      return Files.readString(err, StandardCharsets.ISO_8859_1);
    }

    /// What the kubelet sends to the first process of the container.
    void signal(String name) throws IOException {
      new ProcessBuilder("kill", "-" + name, Long.toString(first().pid())).start().onExit().join();
    }

    private ProcessHandle first() {
      return process.children().findFirst().orElseThrow();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
