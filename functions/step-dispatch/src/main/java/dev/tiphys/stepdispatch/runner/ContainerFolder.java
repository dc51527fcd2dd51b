package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// What one container's supervisor wrote, and the private files of the container.
public record ContainerFolder(Path path) {
  /// How a container ended.
  public record Exit(int code, Instant at) {}

  public String name() {
    return path.getFileName().toString();
  }

  /// Exists from the moment that the one supervisor which may run this container has begun. Holds
  /// its line of `/proc/<pid>/stat`.
  public Path begun() {
    return path.resolve("begun");
  }

  /// The exit code, and a line end as proof that all of it is there.
  Path exitFile() {
    return path.resolve("exit");
  }

  /// stdout and stderr, in the order in which they were written.
  public Path log() {
    return path.resolve("log");
  }

  /// The end of stdout, if somebody asked for it.
  public Path result() {
    return path.resolve("result");
  }

  /// What the supervisor itself had to say: nothing, unless something is wrong with the machine.
  Path complaints() {
    return path.resolve("supervisor");
  }

  /// The private `/tmp`.
  Path tmp() {
    return path.resolve("tmp");
  }

  /// Stand-ins for directories of the host.
  Path shadows() {
    return path.resolve("shadows");
  }

  Optional<Supervised> supervisor() {
    return StepFolder.read(begun()).flatMap(Supervised::of);
  }

  public boolean hasBegun() {
    return Files.exists(begun());
  }

  public Instant begunAt() {
    return modified(begun());
  }

  public Optional<Exit> exit() {
    return StepFolder.read(exitFile())
        .filter(text -> text.endsWith("\n"))
        .map(text -> new Exit(Integer.parseInt(text.strip()), modified(exitFile())));
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.EPOCH;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
