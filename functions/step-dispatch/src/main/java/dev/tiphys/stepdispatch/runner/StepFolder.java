package dev.tiphys.stepdispatch.runner;

import dev.tiphys.events.Digest;
import dev.tiphys.events.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where all that is known of a step lies: `<runs>/<uid>/<node>`, a folder per container in it.
public record StepFolder(Path path) {
  /// Why a step was ended early. Written before anything is killed, so that whoever finds the step
  /// dead later knows.
  public enum Killed {
    CANCELLED,
    DEADLINE
  }

  static StepFolder of(Path runs, RunId run, int node) {
    return new StepFolder(runs.resolve(run.uid()).resolve(Integer.toString(node)));
  }

  /// Creates it, and makes it findable by the name of its pod.
  void create(String podName) {
    directories(path);
    var index = path.resolveSibling("pods");
    directories(index);
    write(index.resolve(podFile(podName)), path.getFileName().toString());
  }

  /// The folder of the step that has this pod, if it was ever begun.
  static Optional<StepFolder> ofPod(Path runs, RunId run, String podName) {
    var folder = runs.resolve(run.uid());
    return read(folder.resolve("pods").resolve(podFile(podName)))
        .map(node -> new StepFolder(folder.resolve(node)));
  }

  /// Names of pods come from people, and may be longer than names of files.
  private static String podFile(String podName) {
    return podName.matches("[a-z0-9]([-a-z0-9]{0,200})") ? podName : "_" + fileName(podName);
  }

  /// A name for a file that stands for any text.
  static String fileName(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).substring("sha256:".length());
  }

  boolean exists() {
    return Files.isDirectory(path);
  }

  public ContainerFolder container(String name) {
    return new ContainerFolder(path.resolve("ctr").resolve(name));
  }

  /// How many runs of a container were set aside because they failed.
  int setAside(String container) {
    return read(path.resolve("retries").resolve(container)).map(Integer::parseInt).orElse(0);
  }

  /// Sets the run of a container aside as its `number`th one, so that it can be run again.
  void setAside(String container, int number) {
    var retries = directories(path.resolve("retries"));
    try {
      // First the count: a host that is killed in between finds one run less, not one too many.
      keep("retries/" + container, Integer.toString(number));
      Files.move(
          container(container).path(),
          retries.resolve(container + "." + number),
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Those whose start was at least prepared.
  public List<ContainerFolder> containers() {
    try (Stream<Path> folders = Files.list(path.resolve("ctr"))) {
      return folders.map(ContainerFolder::new).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What an emptyDir is during the step.
  Path volume(String name) {
    return path.resolve("volumes").resolve(name);
  }

  /// Notes why the step is about to be killed. The first reason stands.
  void kill(Killed reason) {
    create("killed", reason.name());
  }

  /// Notes when the step must have ended, and returns what was noted first: a host that starts
  /// again gives no more time.
  Instant deadline(Instant deadline) {
    create("deadline", deadline.toString());
    return read(path.resolve("deadline"))
        .filter(t -> !t.isEmpty())
        .map(Instant::parse)
        .orElse(deadline);
  }

  /// Notes when the step began, and returns what was noted first.
  Instant started(Instant now) {
    create("started", now.toString());
    return read(path.resolve("started")).filter(t -> !t.isEmpty()).map(Instant::parse).orElse(now);
  }

  /// Keeps `text` under that name, in place of what was kept before.
  void keep(String name, String text) {
    var draft = path.resolve(name + ".new");
    write(draft, text);
    try {
      Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What was kept last.
  Optional<String> kept(String name) {
    return read(path.resolve(name));
  }

  /// Whether nobody claimed `what` before.
  boolean claim(String what) {
    return create(what, "");
  }

  private boolean create(String file, String text) {
    try {
      Files.writeString(path.resolve(file), text, StandardOpenOption.CREATE_NEW);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Optional<Killed> killed() {
    return read(path.resolve("killed")).filter(text -> !text.isEmpty()).map(Killed::valueOf);
  }

  static Path directories(Path path) {
    try {
      return Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes all of it. What cannot be found by the name of its pod any more is looked for in vain,
  /// so nothing else has to be told.
  void delete() {
    delete(path);
  }

  /// Removes `path` and all below it, whatever modes a step may have left there (attack case 44).
  static void delete(Path path) {
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        var directory = path.toFile();
        if (!directory.canRead() || !directory.canWrite() || !directory.canExecute()) {
          directory.setReadable(true);
          directory.setWritable(true);
          directory.setExecutable(true);
        }
        try (Stream<Path> entries = Files.list(path)) {
          entries.toList().forEach(StepFolder::delete);
        }
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
