package dev.tiphys.artifacts.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Symbolic links that a stranger made.
public final class Links {
  private static final int LINKS_MAX = 40;

  private Links() {}

  /// Follows `link`, below `root`, as the kernel would, step by step.
  ///
  /// @return what is wrong with it; empty if it stays below `root`
  public static Optional<String> leadsOut(Path root, Path link) throws IOException {
    List<Path> left = new ArrayList<>();
    root.relativize(link).forEach(left::add);
    var at = root;
    var followed = 0;
    while (!left.isEmpty()) {
      var step = left.removeFirst();
      if (step.toString().equals("..")) {
        if (at.equals(root)) {
          return Optional.of("it links to outside of the archive");
        }
        at = at.getParent();
      } else if (Files.isSymbolicLink(at.resolve(step))) {
        if (++followed > LINKS_MAX) {
          return Optional.of("it is one of a circle, or of too long a chain, of links");
        }
        var target = Files.readSymbolicLink(at.resolve(step));
        if (target.isAbsolute()) {
          return Optional.of("it links to outside of the archive");
        }
        List<Path> steps = new ArrayList<>();
        target.forEach(steps::add);
        left.addAll(0, steps);
      } else if (!step.toString().equals(".") && !step.toString().isEmpty()) {
        at = at.resolve(step);
      }
    }
    return Optional.empty();
  }
}
