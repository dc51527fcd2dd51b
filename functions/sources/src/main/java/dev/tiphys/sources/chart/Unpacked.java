package dev.tiphys.sources.chart;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.archive.ArchiveLimits;
import dev.tiphys.artifacts.archive.Unpacker;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.tree.FolderTree;
import dev.tiphys.sources.tree.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/// What came out of archives, below one folder by the digest of the archive: a cache, which may be
/// deleted.
public final class Unpacked {
  private static final ArchiveLimits LIMITS = new ArchiveLimits(1L << 30, 100_000, 200);

  private final Path folder;

  public Unpacked(Path folder) {
    this.folder = folder;
  }

  /// The SHA-256 of some bytes, in hex.
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// The files of a packed chart: those in the one directory that it holds.
  public Tree chart(byte[] archive, String what) {
    var place = place(archive, what);
    try (var files = Files.list(place)) {
      List<Path> roots = files.filter(Files::isDirectory).toList();
      for (var root : roots) {
        if (Files.isRegularFile(root.resolve("Chart.yaml"))) {
          return FolderTree.of(root);
        }
      }
      throw new SourceFailure("%s holds no Chart.yaml", what);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All files of an archive.
  public Tree files(byte[] archive, String what) {
    return FolderTree.of(place(archive, what));
  }

  private Path place(byte[] archive, String what) {
    var place = folder.resolve(digest(archive));
    try {
      if (!Files.isDirectory(place)) {
        Files.createDirectories(folder);
        var work = Files.createTempDirectory(folder, "unpacking-");
        try {
          unpack(archive, work, what);
          Files.move(work.resolve("files"), place);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
          // Somebody else was as quick.
        } finally {
          delete(work);
        }
      }
      return place;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(byte[] archive, Path work, String what) throws IOException {
    var file = work.resolve("archive");
    Files.write(file, archive);
    var files = Files.createDirectory(work.resolve("files"));
    try {
      if (!new Unpacker(LIMITS).unpack(file, files)) {
        throw new SourceFailure("%s is no packed tar", what);
      }
    } catch (ArtifactFailure e) {
      throw new SourceFailure("%s: %s", what, e.getMessage());
    }
  }

  private static void delete(Path work) throws IOException {
    try (var files = Files.walk(work)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
