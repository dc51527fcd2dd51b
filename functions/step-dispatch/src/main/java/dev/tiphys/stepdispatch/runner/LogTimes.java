package dev.tiphys.stepdispatch.runner;

import dev.tiphys.stepdispatch.runner.Runner.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When a log grew: a file beside it with a line `<bytes> <time>` for each time that it was found
/// longer. What a container writes goes straight into its log and has no times of its own.
///
/// Times are those of the last write before a look. There is a look every so often, and less often
/// the longer a step goes on, so the file stays small.
final class LogTimes {
  /// A note is at least this share of the age of the log apart from the one before.
  private static final int SHARE = 5_000;

  private final Path log;
  private final Path times;
  private long size;
  private @Nullable Instant first;
  private Instant last = Instant.MIN;

  LogTimes(ContainerFolder folder) {
    log = folder.log();
    times = folder.path().resolve("log-times");
    var noted = notes();
    if (!noted.isEmpty()) {
      first = noted.getFirst().at();
      last = noted.getLast().at();
      size = noted.getLast().upTo();
    }
  }

  /// Notes how long the log is if it has grown.
  ///
  /// @param over whether nothing will be written any more
  void look(boolean over) {
    try {
      if (!Files.exists(log)) {
        return;
      }
      var found = Files.size(log);
      var at = Files.getLastModifiedTime(log).toInstant();
      var begun = first == null ? at : first;
      if (found <= size
          || !over && at.isBefore(after(last, Duration.between(begun, at).dividedBy(SHARE)))) {
        return;
      }
      Files.writeString(
          times,
          "%d %s\n".formatted(found, at),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      first = begun;
      last = at;
      size = found;
    } catch (IOException e) {
      // Times are not worth a step.
    }
  }

  private static Instant after(Instant moment, Duration gap) {
    return moment.equals(Instant.MIN) ? moment : moment.plus(gap);
  }

  /// What is known: of a log that nobody looked at while it was written, when the last of it was.
  List<Written> read() {
    var noted = new ArrayList<>(notes());
    try {
      var found = Files.size(log);
      if (noted.isEmpty() || noted.getLast().upTo() < found) {
        noted.add(new Written(found, Files.getLastModifiedTime(log).toInstant()));
      }
    } catch (IOException e) {
      // There is none yet.
    }
    return noted;
  }

  private List<Written> notes() {
    try {
      return Files.exists(times)
          ? Files.readAllLines(times).stream().map(LogTimes::note).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
      // The last note was cut off.
      return List.of();
    }
  }

  private static Written note(String line) {
    var space = line.indexOf(' ');
    return new Written(
        Long.parseLong(line.substring(0, space)), Instant.parse(line.substring(space + 1)));
  }
}
