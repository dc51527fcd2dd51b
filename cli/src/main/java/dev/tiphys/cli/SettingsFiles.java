package dev.tiphys.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.local.LocalFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Files of settings, read again whenever something in their folders has changed.
final class SettingsFiles implements AutoCloseable {
  /// Writes that come together are read together.
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final List<String> names;
  private final Consumer<List<ObjectNode>> told;
  private final Consumer<String> problems;
  private final WatchService changes;

  private SettingsFiles(
      List<String> names,
      Consumer<List<ObjectNode>> told,
      Consumer<String> problems,
      WatchService changes) {
    this.names = names;
    this.told = told;
    this.problems = problems;
    this.changes = changes;
  }

  /// Tells what is in the files now and whenever that changes, until closed.
  ///
  /// @param names files, and folders with all in them
  /// @param problems takes why what changed is not told
  /// @throws BadInput if they cannot be read now
  static SettingsFiles follow(
      List<String> names, Consumer<List<ObjectNode>> told, Consumer<String> problems)
      throws IOException {
    var folders = new LinkedHashSet<Path>();
    for (var name : names) {
      var path = Path.of(name).toAbsolutePath();
      folders.add(Files.isDirectory(path) ? path : path.getParent());
    }
    var changes = FileSystems.getDefault().newWatchService();
    for (var folder : folders) {
      // A missing folder is told of when its file is read.
      if (Files.isDirectory(folder)) {
        folder.register(
            changes,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
      }
    }
    var files = new SettingsFiles(names, told, problems, changes);
    files.read();
    Thread.ofVirtual().name("settings").start(files::follow);
    return files;
  }

  private void read() throws IOException {
    told.accept(
        ObjectFiles.read(names, InputStream.nullInputStream()).stream()
            .map(ObjectFiles.Found::object)
            .toList());
  }

  private void follow() {
    try {
      while (true) {
        drain(changes.take());
        for (var more = changes.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            more != null;
            more = changes.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
          drain(more);
        }
        try {
          read();
        } catch (BadInput | LocalFailure | IOException e) {
          problems.accept(e.getMessage());
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // Nobody wants to know any more.
    }
  }

  private static void drain(WatchKey key) {
    key.pollEvents();
    key.reset();
  }

  @Override
  public void close() throws IOException {
    changes.close();
  }
}
