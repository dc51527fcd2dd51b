package dev.tiphys.stepdispatch.runner;

import dev.tiphys.events.RunId;
import dev.tiphys.stepdispatch.runner.Runner.UnderWay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which steps have begun and are not known to have ended: a file for each, so that a runner which
/// starts again need not look through the folders of all runs that there ever were.
final class UnderWayFolder {
  private final Path folder;

  UnderWayFolder(Path runs) {
    folder = runs.resolve(".under-way");
  }

  private Path file(String uid, int node) {
    return folder.resolve(uid + "." + node);
  }

  void add(RunId run, int node) {
    StepFolder.directories(folder);
    StepFolder.write(
        file(run.uid(), node),
        String.join("\n", run.namespace(), run.name(), run.uid(), Integer.toString(node), ""));
  }

  void remove(RunId run, int node) {
    try {
      Files.deleteIfExists(file(run.uid(), node));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<UnderWay> list() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.flatMap(file -> read(file).stream()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Nothing if it is gone by now, or was only half written when its host was killed: its step had
  /// not begun then.
  private static Optional<UnderWay> read(Path file) {
    return StepFolder.read(file)
        .filter(text -> text.endsWith("\n"))
        .map(text -> text.split("\n"))
        .filter(lines -> lines.length == 4)
        .map(
            lines ->
                new UnderWay(new RunId(lines[0], lines[1], lines[2]), Integer.parseInt(lines[3])));
  }
}
