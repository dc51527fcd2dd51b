package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the processes of one container see: the files of the host, with some directories replaced.
///
/// Two kinds of replacement. A [Bind] lays a directory or file over a path, as a volume or a
/// private `/tmp` does. Where that path does not exist it cannot be laid over, and the host must
/// not get a new directory; so the nearest directory that exists is replaced by a [Mirror]: a
/// private directory in which every entry of the original appears, and in which new ones can be
/// made. The same rules answer later where a path of the container lies on the host ([#onHost]).
final class View {
  /// Lays `source` over `target`.
  record Bind(Path source, Path target, boolean readOnly) {}

  /// Stands in for `original`; each of `entries` is to be laid over its name in `shadow`.
  record Mirror(Path original, Path shadow, List<Path> entries) {}

  /// More entries than that are not mirrored: each is a mount.
  private static final int ENTRIES_MAX = 512;

  private static final int LINKS_MAX = 40;
  private static final List<Path> KERNEL =
      List.of(Path.of("/proc"), Path.of("/dev"), Path.of("/sys"));

  private final Path shadows;
  private final List<Bind> binds = new ArrayList<>();
  private final Map<Path, Mirror> mirrors =
      new TreeMap<>(
          Comparator.comparing(Path::getNameCount).thenComparing(Comparator.naturalOrder()));

  /// Where the content of a path of the view lies on the host; the longest path that leads to
  /// another decides.
  private final Map<Path, Path> places = new TreeMap<>();

  View(Path shadows) {
    this.shadows = shadows;
  }

  /// Lays `source` over `target`, a path that may not exist. Later binds may lie inside earlier
  /// ones.
  void bind(Path source, Path target, boolean readOnly) {
    var place = whereNew(target);
    makeMountPoint(place, Files.isDirectory(source));
    binds.add(new Bind(source, place, readOnly));
    places.put(place, source);
  }

  /// Makes `directory` a private one that exists, with whatever the host has in it.
  ///
  /// @return where it lies on the host
  Path privately(Path directory) {
    var place = roomFor(directory);
    return KERNEL.stream().anyMatch(place::startsWith)
        ? place
        : StepFolder.directories(mapped(place));
  }

  /// Lets the container make `directory` and what is to lie in it, in private.
  ///
  /// @return what the container calls it
  Path roomFor(Path directory) {
    var place = whereNew(directory);
    if (KERNEL.stream().noneMatch(place::startsWith)
        && coverOf(place).filter(this::isPrivate).isEmpty()) {
      mirror(existing(place));
    }
    return place;
  }

  /// Binds in the order in which they must be mounted, after all mirrors.
  List<Bind> binds() {
    return List.copyOf(binds);
  }

  /// Mirrors, outer ones first.
  List<Mirror> mirrors() {
    return List.copyOf(mirrors.values());
  }

  /// Where `path`, as the container sees it, lies on the host, symbolic links followed as the
  /// container would follow them; empty if there is nothing. Never what a link of the container's
  /// making leads to outside of its own view.
  Optional<Path> onHost(Path path) {
    var left = new ArrayList<Path>();
    path.normalize().forEach(left::add);
    var at = Path.of("/");
    var links = 0;
    while (!left.isEmpty()) {
      var next = at.resolve(left.removeFirst()).normalize();
      var host = mapped(next);
      if (Files.isSymbolicLink(host)) {
        if (++links > LINKS_MAX) {
          return Optional.empty();
        }
        var target = at.resolve(linkTarget(host)).normalize();
        List<Path> steps = new ArrayList<>();
        target.forEach(steps::add);
        left.addAll(0, steps);
        at = Path.of("/");
      } else if (Files.exists(host, LinkOption.NOFOLLOW_LINKS)) {
        at = next;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(mapped(at));
  }

  private static Path linkTarget(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path mapped(Path path) {
    return coverOf(path)
        .map(cover -> places.get(cover).resolve(cover.relativize(path).toString()))
        .orElse(path);
  }

  private Optional<Path> coverOf(Path path) {
    for (var at = path; at != null; at = at.getParent()) {
      if (places.containsKey(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private boolean isPrivate(Path cover) {
    return !places.get(cover).equals(cover);
  }

  /// The path itself, or where the host's symbolic links on the way to it lead (`/var/run` is
  /// `/run`): only there can something be mounted.
  private Path whereNew(Path path) {
    var plain = path.normalize();
    if (!plain.isAbsolute()) {
      throw new PodFailure("the path '%s' should be absolute", path);
    }
    if (coverOf(plain).filter(this::isPrivate).isPresent()) {
      return plain;
    }
    try {
      var existing = existing(plain);
      return existing.toRealPath().resolve(existing.relativize(plain).toString()).normalize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path existing(Path path) {
    var at = path;
    while (!Files.isDirectory(at)) {
      at = at.getParent();
    }
    return at;
  }

  private void makeMountPoint(Path place, boolean directory) {
    if (Files.exists(mapped(place), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (directory) {
      privately(place);
    } else {
      touch(privately(place.getParent()).resolve(place.getFileName()));
    }
  }

  private void mirror(Path original) {
    var shadow = shadows.resolve(Integer.toString(mirrors.size()));
    StepFolder.directories(shadow);
    var entries = entries(original);
    List<Path> shown = new ArrayList<>();
    for (var entry : entries) {
      if (standIn(entry, shadow.resolve(entry.getFileName()))) {
        shown.add(entry);
        places.putIfAbsent(entry, entry);
      }
    }
    mirrors.put(original, new Mirror(original, shadow, shown));
    places.put(original, shadow);
  }

  private static List<Path> entries(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      var list = entries.sorted().limit(ENTRIES_MAX + 1).toList();
      if (list.size() > ENTRIES_MAX) {
        throw new PodFailure(
            "a private view of %s is needed, which has more than %d entries",
            directory, ENTRIES_MAX);
      }
      return list;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes what `entry` can be laid over.
  ///
  /// @return false if it needs no laying over: links are copied
  private static boolean standIn(Path entry, Path shadow) {
    try {
      if (Files.isSymbolicLink(entry)) {
        if (!Files.exists(shadow, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(shadow, Files.readSymbolicLink(entry));
        }
        return false;
      }
      if (Files.isDirectory(entry)) {
        StepFolder.directories(shadow);
      } else {
        touch(shadow);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // It was made when the step was first prepared.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
