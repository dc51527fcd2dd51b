package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/// Which container engines are installed here and did not answer lately: to find that out takes
/// seconds, which not every start should cost.
final class Silence {
  /// For how long an engine is not asked again; one that was repaired is found after that.
  static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final Path folder;

  /// @param runs the folder of the runner
  Silence(Path runs) {
    folder = runs.resolve(".silent-engines");
  }

  /// Whether `engine` answers, asked only if it was not silent lately.
  boolean answers(String engine, Instant now, BooleanSupplier ask) {
    var note = folder.resolve(engine);
    if (lately(note, now)) {
      return false;
    }
    if (ask.getAsBoolean()) {
      return true;
    }
    StepFolder.directories(folder);
    StepFolder.write(note, "");
    try {
      Files.setLastModifiedTime(note, FileTime.from(now));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return false;
  }

  private static boolean lately(Path note, Instant now) {
    try {
      var noted = Files.getLastModifiedTime(note).toInstant();
      return !noted.isAfter(now) && noted.plus(REMEMBERED).isAfter(now);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
