package dev.tiphys.render;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// How a tool is shut in: it sees the programs of the machine and what it is given, no other file,
/// no network, no process but its own, and only the variables that it is given.
enum Cell {
  /// bubblewrap, which also works for plain users.
  BWRAP,
  /// util-linux's unshare, for root.
  UNSHARE,
  /// The same in a user namespace, where plain users may have one.
  UNSHARE_USER;

  private static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/lib", "/lib64");
  private static final File NULL = new File("/dev/null");
  private static final int ERROR_BYTES_MAX = 64 << 10;
  private static final int PROBE_SECONDS = 5;

  private static final class Here {
    static final Optional<Cell> FOUND = Stream.of(values()).filter(Cell::works).findFirst();
  }

  /// The first that works on this machine.
  static Cell here() {
    return Here.FOUND.orElseThrow(
        () ->
            new RenderFailure(
                "neither bwrap nor unshare works on this machine, and without them no tool is run on"
                    + " files of strangers: install bubblewrap"));
  }

  /// What a tool sees and where it begins.
  ///
  /// @param shown folders and files of this machine by the place where the tool finds them
  /// @param writable those that the tool may change
  record View(
      Map<String, Path> shown,
      Map<String, Path> writable,
      String directory,
      Map<String, String> environment) {
    View(Map<String, Path> shown, String directory, Map<String, String> environment) {
      this(shown, Map.of(), directory, environment);
    }

    View {
      shown = new LinkedHashMap<>(shown);
      writable = new LinkedHashMap<>(writable);
      environment = new LinkedHashMap<>(environment);
    }
  }

  /// How it ended.
  record Ended(int code, byte[] output, String errors) {}

  private boolean works() {
    try {
      var command = command(new View(Map.of(), "/", Map.of()), List.of("/bin/sh", "-c", ":"));
      if (command.isEmpty()) {
        return false;
      }
      var process =
          new ProcessBuilder(command.get())
              .redirectInput(NULL)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Runs `command` to its end.
  ///
  /// @param what what it is called in messages
  /// @throws RenderFailure if it prints or takes too much
  Ended run(String what, View view, List<String> command, RenderLimits limits) {
    try {
      var process = start(view, command);
      process.getOutputStream().close();
      var errors = new Errors(process.getErrorStream());
      var reader = Thread.ofVirtual().start(errors);
      var output = new ByteArrayOutputStream();
      var printer = new Output(process, output, limits.outputBytes());
      var printing = Thread.ofVirtual().start(printer);
      var inTime = process.waitFor(limits.time().toMillis(), TimeUnit.MILLISECONDS);
      if (!inTime) {
        kill(process);
      }
      printing.join();
      reader.join();
      if (!inTime) {
        throw new RenderFailure("%s took longer than %d s", what, limits.time().toSeconds());
      }
      if (printer.tooMuch) {
        throw new RenderFailure("%s printed more than %d bytes", what, limits.outputBytes());
      }
      return new Ended(process.exitValue(), output.toByteArray(), errors.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RenderFailure("%s was interrupted", what);
    }
  }

  /// Starts `command` and leaves its streams to the caller.
  Process start(View view, List<String> command) throws IOException {
    var builder =
        new ProcessBuilder(
            command(view, command)
                .orElseThrow(() -> new IOException("a program of the sandbox is gone")));
    builder.environment().clear();
    return builder.start();
  }

  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static final class Output implements Runnable {
    private final Process process;
    private final ByteArrayOutputStream output;
    private final long limit;
    private volatile boolean tooMuch;

    Output(Process process, ByteArrayOutputStream output, long limit) {
      this.process = process;
      this.output = output;
      this.limit = limit;
    }

    @Override
    public void run() {
      try (var in = process.getInputStream()) {
        var buffer = new byte[1 << 16];
        for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (output.size() + read > limit) {
            tooMuch = true;
            kill(process);
            return;
          }
          output.write(buffer, 0, read);
        }
      } catch (IOException e) {
        // It was killed.
      }
    }
  }

  private static final class Errors implements Runnable {
    private final InputStream in;
    private final ByteArrayOutputStream start = new ByteArrayOutputStream();

    Errors(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      try (in) {
        var buffer = new byte[1 << 12];
        for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          start.write(buffer, 0, Math.min(read, Math.max(0, ERROR_BYTES_MAX - start.size())));
        }
      } catch (IOException e) {
        // It was killed.
      }
    }

    String text() {
      return start.toString(StandardCharsets.UTF_8).strip();
    }
  }

  /// A program of this machine.
  static Optional<Path> program(String name) {
    var places =
        new ArrayList<String>(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
    places.addAll(List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"));
    return places.stream()
        .filter(place -> place.startsWith("/"))
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Optional<List<String>> command(View view, List<String> command) {
    return switch (this) {
      case BWRAP -> program("bwrap").map(bwrap -> bwrap(bwrap, view, command));
      case UNSHARE -> unshare(List.of("-mpfnui"), view, command);
      case UNSHARE_USER -> unshare(List.of("-Ur", "-mpfnui"), view, command);
    };
  }

  private static List<String> bwrap(Path bwrap, View view, List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                bwrap.toString(),
                "--unshare-all",
                "--die-with-parent",
                "--new-session",
                "--clearenv"));
    for (var place : SYSTEM) {
      var path = Path.of(place);
      if (Files.isSymbolicLink(path)) {
        words.addAll(List.of("--symlink", target(path), place));
      } else if (Files.isDirectory(path)) {
        words.addAll(List.of("--ro-bind", place, place));
      }
    }
    words.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
    view.shown()
        .forEach((place, shown) -> words.addAll(List.of("--ro-bind", shown.toString(), place)));
    view.writable()
        .forEach((place, shown) -> words.addAll(List.of("--bind", shown.toString(), place)));
    view.environment().forEach((name, value) -> words.addAll(List.of("--setenv", name, value)));
    words.addAll(List.of("--chdir", view.directory(), "--"));
    words.addAll(command);
    return words;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A root of its own, put together below a file system in memory and changed into.
  private static Optional<List<String>> unshare(
      List<String> namespaces, View view, List<String> command) {
    var unshare = program("unshare");
    if (unshare.isEmpty() || program("mount").isEmpty() || program("chroot").isEmpty()) {
      return Optional.empty();
    }
    var script = new StringBuilder("set -e\nr=/mnt\nmount -t tmpfs tmpfs $r\n");
    for (var place : SYSTEM) {
      var path = Path.of(place);
      if (Files.isSymbolicLink(path)) {
        script.append("ln -s %s $r%s\n".formatted(quoted(target(path)), place));
      } else if (Files.isDirectory(path)) {
        bind(script, place, place, true, true);
      }
    }
    script.append("mkdir $r/proc $r/dev $r/tmp\nmount -t proc proc $r/proc\n");
    for (var device : List.of("null", "zero", "urandom", "random")) {
      bind(script, "/dev/" + device, "/dev/" + device, false, false);
    }
    view.shown()
        .forEach(
            (place, shown) ->
                bind(script, shown.toString(), place, Files.isDirectory(shown), true));
    view.writable().forEach((place, shown) -> bind(script, shown.toString(), place, true, false));
    script.append("exec chroot $r /usr/bin/env -i ");
    view.environment()
        .forEach((name, value) -> script.append(quoted(name + "=" + value)).append(' '));
    script.append(
        "/bin/sh -c 'cd \"$0\" && \"$@\"; exit $?' %s \"$@\"".formatted(quoted(view.directory())));
    List<String> words = new ArrayList<>(List.of(unshare.get().toString()));
    words.addAll(namespaces);
    words.addAll(List.of("--kill-child", "--", "/bin/sh", "-c", script.toString(), "sh"));
    words.addAll(command);
    return Optional.of(words);
  }

  private static void bind(
      StringBuilder script, String source, String place, boolean folder, boolean readOnly) {
    var target = "$r" + quoted(place);
    script.append(
        folder
            ? "mkdir -p %s\n".formatted(target)
            : "mkdir -p $(dirname %s); : > %s\n".formatted(target, target));
    script.append("mount --rbind %s %s\n".formatted(quoted(source), target));
    if (readOnly) {
      script.append("mount -o remount,bind,ro %s 2>/dev/null || :\n".formatted(target));
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
