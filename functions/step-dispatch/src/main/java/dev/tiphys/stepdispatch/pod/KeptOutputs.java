package dev.tiphys.stepdispatch.pod;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.archive.ArchiveLimits;
import dev.tiphys.artifacts.archive.Unpacker;
import dev.tiphys.stepdispatch.runner.Left;
import dev.tiphys.stepdispatch.runner.PodFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the supervisor kept of a container's files. The container's user could write there too, so
/// that links are never followed.
final class KeptOutputs implements Left {
  private static final int REASON_MAX = 8 * 1024;

  private final Path folder;
  private final List<SharedFolder.Kept> kept;
  private final Path scratch;
  private final ArchiveLimits limits;
  private final Map<Integer, Path> unpacked = new HashMap<>();

  /// @param folder of the container
  /// @param scratch a directory of ours, for trees
  KeptOutputs(Path folder, List<SharedFolder.Kept> kept, Path scratch, ArchiveLimits limits) {
    this.folder = folder;
    this.kept = kept;
    this.scratch = scratch;
    this.limits = limits;
  }

  @Override
  public Optional<Path> output(Path path) {
    for (var number = 0; number < kept.size(); number++) {
      if (kept.get(number).path().equals(path)) {
        var error = own("outputs/" + number + ".error");
        if (error.isPresent()) {
          throw new PodFailure("output %s", read(error.get()));
        }
        return kept.get(number).tree() ? tree(number) : own("outputs/" + number);
      }
    }
    return Optional.empty();
  }

  private Optional<Path> tree(int number) {
    if (unpacked.containsKey(number)) {
      return Optional.of(unpacked.get(number));
    }
    var archive = own("outputs/" + number + ".tar");
    if (archive.isEmpty()) {
      return Optional.empty();
    }
    try {
      var root = Files.createDirectories(scratch.resolve(Integer.toString(number)));
      new Unpacker(limits).untar(archive.get(), root);
      unpacked.put(number, root.resolve("content"));
      return Optional.of(root.resolve("content"));
    } catch (ArtifactFailure e) {
      throw new PodFailure("output %s: %s", kept.get(number).path(), e.getMessage());
    } catch (IOException e) {
      throw new PodFailure("output %s: it cannot be unpacked: %s", kept.get(number).path(), e);
    }
  }

  /// A file that the supervisor wrote, and nothing that lies elsewhere under its name.
  private Optional<Path> own(String name) {
    var file = folder.resolve(name);
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
              && file.toRealPath()
                  .equals(
                      folder.getParent().toRealPath().resolve(folder.getFileName()).resolve(name))
          ? Optional.of(file)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String read(Path file) {
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(REASON_MAX), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
