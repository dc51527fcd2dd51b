package dev.tiphys.stepdispatch.pod;

import dev.tiphys.stepdispatch.runner.ContainerFolder;
import dev.tiphys.stepdispatch.runner.End;
import dev.tiphys.stepdispatch.runner.StepFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Reads off the shared folder how a container ended.
final class EndOf {
  private static final int NAME_MAX = 256;

  private EndOf() {}

  /// Empty if it has not begun, or goes on.
  static Optional<End> container(StepFolder step, String name) {
    var folder = step.container(name);
    // First whether it is gone: what it wrote before that is there by then.
    var gone = isGone(folder);
    var exit = folder.exit();
    if (exit.isPresent()) {
      var held = held(folder);
      return Optional.of(
          held.<End>map(other -> new End.Held(other, exit.get().code()))
              .orElseGet(() -> new End.Exited(exit.get().code(), exit.get().at())));
    }
    if (gone) {
      return Optional.of(new End.Lost());
    }
    return step.killed().isPresent() && !folder.hasBegun()
        ? Optional.of(new End.NotRun())
        : Optional.empty();
  }

  /// A supervisor holds a lock on `begun` as long as it lives.
  private static boolean isGone(ContainerFolder folder) {
    if (!folder.hasBegun()) {
      return false;
    }
    try (var begun =
            FileChannel.open(folder.begun(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        var lock = begun.tryLock(0, Long.MAX_VALUE, true)) {
      return lock != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<String> held(ContainerFolder folder) {
    var file = folder.path().resolve("held");
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(
          new String(in.readNBytes(NAME_MAX), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
