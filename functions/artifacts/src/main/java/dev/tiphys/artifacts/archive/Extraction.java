package dev.tiphys.artifacts.archive;

import dev.tiphys.artifacts.ArtifactFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The content of one archive, as it is laid out below a new directory (attack cases 41 to 44).
///
/// Symbolic links are made when all else is there, so nothing is ever written through one; then
/// each is followed, and none may lead out. Modes lose setuid and the like, and always let the
/// owner in.
final class Extraction {
  private static final int DEPTH_MAX = 128;
  private static final int BUFFER = 1 << 16;

  private final Path root;
  private final ArchiveLimits limits;
  private final long packed;
  private final Map<Path, Path> links = new LinkedHashMap<>();
  private final Map<Path, Integer> modes = new LinkedHashMap<>();
  private long entries;
  private long bytes;

  /// @param root exists and is empty
  /// @param packed how many bytes the archive has
  Extraction(Path root, ArchiveLimits limits, long packed) {
    this.root = root;
    this.limits = limits;
    this.packed = packed;
  }

  /// Where the entry `name` goes; its directories are there afterwards.
  private Path place(String name) throws IOException {
    limits.requireEntries(++entries);
    var segments = segments(name);
    var at = root;
    for (var i = 0; i < segments.size() - 1; i++) {
      at = at.resolve(segments.get(i));
      directoryAt(at, name);
    }
    return segments.isEmpty() ? root : at.resolve(segments.getLast());
  }

  private static List<String> segments(String name) {
    if (name.startsWith("/")
        || name.indexOf('\\') >= 0
        || name.indexOf('\0') >= 0
        || name.matches("[A-Za-z]:.*")) {
      throw refused(name, "its name is no relative path");
    }
    List<String> segments = new ArrayList<>();
    for (var segment : name.split("/")) {
      if (segment.equals("..")) {
        throw refused(name, "its name leads out of the archive");
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    if (segments.size() > DEPTH_MAX) {
      throw refused(name, "it is more than " + DEPTH_MAX + " directories deep");
    }
    return segments;
  }

  private void directoryAt(Path path, String name) throws IOException {
    if (links.containsKey(path)) {
      throw refused(name, "its path leads through a symbolic link");
    }
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw refused(name, "its path leads through a file");
      }
      Files.createDirectory(path);
      limits.requireEntries(++entries);
    }
  }

  void directory(String name, int mode) throws IOException {
    var place = place(name);
    directoryAt(place, name);
    modes.put(place, mode | 0700);
  }

  void file(String name, int mode, InputStream content) throws IOException {
    var place = free(name);
    try (var out =
        Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var buffer = new byte[BUFFER];
      for (var read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        bytes += read;
        limits.requireBytes(bytes, packed);
        out.write(buffer, 0, read);
      }
    }
    modes.put(place, mode | 0400);
  }

  /// A further name of a file that came before.
  void hardLink(String name, String target) throws IOException {
    var place = free(name);
    var file = root;
    for (var segment : segments(target)) {
      if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        throw refused(name, "it links to what is no file of the archive");
      }
      file = file.resolve(segment);
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(name, "it links to what is no file of the archive");
    }
    Files.createLink(place, file);
  }

  void symbolicLink(String name, String target) throws IOException {
    var place = free(name);
    if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0) {
      throw refused(name, "it links to '" + target + "', outside of the archive");
    }
    links.put(place, Path.of(target));
  }

  private Path free(String name) throws IOException {
    var place = place(name);
    links.remove(place);
    if (place.equals(root) || Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(name, "a directory has its name");
    }
    Files.deleteIfExists(place);
    return place;
  }

  /// Makes the links and sets the modes, inner ones first.
  void finish() throws IOException {
    for (var link : links.entrySet()) {
      Files.createSymbolicLink(link.getKey(), link.getValue());
    }
    for (var link : links.keySet()) {
      var out = Links.leadsOut(root, link);
      if (out.isPresent()) {
        throw refused(root.relativize(link).toString(), out.get());
      }
    }
    for (var mode : List.copyOf(modes.entrySet()).reversed()) {
      Files.setPosixFilePermissions(mode.getKey(), Modes.permissions(mode.getValue()));
    }
  }

  static ArtifactFailure refused(String entry, String why) {
    var shown = entry.replaceAll("\\p{Cntrl}", "?");
    return new ArtifactFailure(
        "the archive's entry '%s' is refused: %s",
        shown.length() > 200 ? shown.substring(0, 200) + "…" : shown, why);
  }
}
