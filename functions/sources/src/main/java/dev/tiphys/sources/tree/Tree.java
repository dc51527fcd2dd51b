package dev.tiphys.sources.tree;

import dev.tiphys.sources.SourceFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A tree of files that somebody else made.
///
/// Paths are relative to the root, with `/`, without `.` and `..`; the root itself is the empty
/// path.
public interface Tree {
  /// The most symbolic links that are followed for one path.
  int LINKS_MAX = 40;

  /// The most bytes of what a symbolic link says.
  int LINK_BYTES_MAX = 4096;

  /// What an entry is.
  enum Kind {
    FILE,
    /// A file that may be run.
    PROGRAM,
    DIRECTORY,
    LINK,
    /// A device, a socket, or a submodule that was not fetched.
    OTHER;

    public boolean isFile() {
      return this == FILE || this == PROGRAM;
    }
  }

  /// A file, directory or link.
  ///
  /// @param id another one whenever its content is another; of a directory it may be left to
  ///     [Tree#id]
  record Entry(String path, Kind kind, String id) {
    /// The last part of the path.
    public String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /// What stands at this path itself, without following any link; empty if there is nothing.
  Optional<Entry> at(String path);

  /// What a directory holds, ordered by name.
  List<Entry> children(Entry directory);

  /// The content of a file or link.
  ///
  /// @throws SourceFailure if it has more bytes than `limit`
  byte[] read(Entry file, long limit);

  /// Another one whenever the content of `entry` is another; of a directory, all below it counts.
  default String id(Entry entry) {
    return entry.id();
  }

  /// The root.
  default Entry root() {
    return at("").orElseThrow(() -> new SourceFailure("there are no files"));
  }

  /// What a path leads to, every link on the way followed as long as it stays within the tree.
  ///
  /// @param path may hold `.` and `..`
  /// @return empty if there is nothing
  /// @throws SourceFailure if it leads out of the tree, or in a circle
  default Optional<Entry> find(String path) {
    Deque<String> left = new ArrayDeque<>(segments(path));
    var at = "";
    var followed = 0;
    if (path.startsWith("/")) {
      throw new SourceFailure("'%s' leads to outside of the repository", shown(path));
    }
    while (!left.isEmpty()) {
      var step = left.removeFirst();
      if (step.equals("..")) {
        if (at.isEmpty()) {
          throw new SourceFailure("'%s' leads to outside of the repository", shown(path));
        }
        at = parent(at);
        continue;
      }
      var next = join(at, step);
      var entry = at(next);
      if (entry.isEmpty()) {
        // What is not there can't be passed through, but it can still lead out.
        requireInside(path, next, left);
        return Optional.empty();
      }
      if (entry.get().kind() == Kind.LINK) {
        if (++followed > LINKS_MAX) {
          throw new SourceFailure("'%s' leads through a circle of links", shown(path));
        }
        var target = linkTarget(entry.get());
        if (target.startsWith("/")) {
          throw new SourceFailure(
              "'%s' leads to outside of the repository: '%s' is a link to '%s'",
              shown(path), shown(next), shown(target));
        }
        var steps = segments(target);
        for (var i = steps.size() - 1; i >= 0; i--) {
          left.addFirst(steps.get(i));
        }
      } else {
        at = next;
      }
    }
    return at(at);
  }

  /// What a symbolic link says.
  default String linkTarget(Entry link) {
    return new String(read(link, LINK_BYTES_MAX), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void requireInside(String path, String at, Deque<String> left) {
    var depth = segments(at).size();
    for (var step : left) {
      depth += step.equals("..") ? -1 : 1;
      if (depth < 0) {
        throw new SourceFailure("'%s' leads to outside of the repository", shown(path));
      }
    }
  }

  /// The parts of a path, without empty ones and `.`.
  static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (var segment : path.split("/")) {
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return segments;
  }

  /// A path below another one; neither is looked at.
  static String join(String directory, String name) {
    return directory.isEmpty() ? name : name.isEmpty() ? directory : directory + "/" + name;
  }

  /// The directory that a path lies in; of what lies in the root, the empty path.
  static String parent(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  /// A path for a message.
  static String shown(String path) {
    var text = path.replaceAll("\\p{Cntrl}", "?");
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }
}
