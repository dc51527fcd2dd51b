package dev.tiphys.artifacts.archive;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/// Permissions as numbers, as `chmod` takes them. Only the nine of owner, group and others: what a
/// stranger's archive or template says makes no program setuid.
public final class Modes {
  private Modes() {}

  static Set<PosixFilePermission> permissions(int mode) {
    var text = new StringBuilder();
    for (var bit = 8; bit >= 0; bit--) {
      text.append((mode & 1 << bit) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return PosixFilePermissions.fromString(text.toString());
  }

  static int of(Path path) throws IOException {
    var mode = 0;
    for (var permission : Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)) {
      mode |= 1 << (PosixFilePermission.values().length - 1 - permission.ordinal());
    }
    return mode;
  }

  /// Gives `path` that mode, and with `all` everything below it; links lead nowhere.
  public static void set(Path path, int mode, boolean all) throws IOException {
    if (!all) {
      if (!Files.isSymbolicLink(path)) {
        Files.setPosixFilePermissions(path, permissions(mode));
      }
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
            set(file, mode, false);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            set(directory, mode, false);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// Removes `path` and all below it, whatever modes are there (attack case 44).
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes is)
              throws IOException {
            open(directory);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            // A directory that could not be entered until now.
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && open(file)) {
              delete(file);
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean open(Path directory) throws IOException {
    var permissions = new HashSet<>(Files.getPosixFilePermissions(directory));
    var changed = permissions.addAll(permissions(0700));
    if (changed) {
      Files.setPosixFilePermissions(directory, permissions);
    }
    return changed;
  }
}
