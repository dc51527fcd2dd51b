package dev.tiphys.artifacts.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/// Packs a file or a directory into an archive. Everything in it is below the name of what was
/// packed, so that unpacking gives that one thing back.
public final class Packer {
  private final ArchiveLimits limits;
  private final Predicate<Path> wanted;
  private long entries;
  private long bytes;

  /// One that takes in no more than `limits`, and only what is `wanted`.
  public Packer(ArchiveLimits limits, Predicate<Path> wanted) {
    this.limits = limits;
    this.wanted = wanted;
  }

  /// Writes `source`, called `name`, to the new file `archive`.
  public void tar(Path source, String name, int level, Path archive) throws IOException {
    var parameters = new GzipParameters();
    parameters.setCompressionLevel(level);
    try (var tar =
        new TarArchiveOutputStream(
            new GzipCompressorOutputStream(file(archive), parameters), "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      add(source, name, tar, Packer::tarEntry);
    }
  }

  /// As [#tar], but a zip.
  public void zip(Path source, String name, Path archive) throws IOException {
    try (var zip = new ZipArchiveOutputStream(archive)) {
      add(source, name, zip, Packer::zipEntry);
    }
  }

  private static OutputStream file(Path archive) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16);
  }

  private interface Entries<E extends ArchiveEntry> {
    E of(Path path, String name) throws IOException;
  }

  private <E extends ArchiveEntry> void add(
      Path path, String name, ArchiveOutputStream<E> archive, Entries<E> entry) throws IOException {
    var link = Files.isSymbolicLink(path);
    var directory = !link && Files.isDirectory(path);
    if (!link && !directory && !Files.isRegularFile(path)) {
      // Sockets, pipes and devices are nothing that could be kept.
      return;
    }
    limits.requireEntries(++entries);
    archive.putArchiveEntry(entry.of(path, directory ? name + "/" : name));
    if (!link && !directory) {
      bytes += Files.size(path);
      limits.requireBytes(bytes);
      Files.copy(path, archive);
    } else if (link && archive instanceof ZipArchiveOutputStream) {
      archive.write(Files.readSymbolicLink(path).toString().getBytes(UTF_8));
    }
    archive.closeArchiveEntry();
    if (directory) {
      for (var child : children(path)) {
        add(child, name + "/" + child.getFileName(), archive, entry);
      }
    }
  }

  private List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.filter(wanted).limit(limits.entries() + 1).sorted().toList();
    }
  }

  private static TarArchiveEntry tarEntry(Path path, String name) throws IOException {
    TarArchiveEntry entry;
    if (Files.isSymbolicLink(path)) {
      entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      entry.setLinkName(Files.readSymbolicLink(path).toString());
    } else {
      entry = new TarArchiveEntry(name);
      entry.setMode(Modes.of(path));
      if (Files.isRegularFile(path)) {
        entry.setSize(Files.size(path));
      }
    }
    entry.setLastModifiedTime(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS));
    return entry;
  }

  private static ZipArchiveEntry zipEntry(Path path, String name) throws IOException {
    var entry = new ZipArchiveEntry(name);
    entry.setUnixMode(
        Files.isSymbolicLink(path)
            ? UnixStat.LINK_FLAG | 0777
            : (Files.isDirectory(path) ? UnixStat.DIR_FLAG : UnixStat.FILE_FLAG) | Modes.of(path));
    entry.setLastModifiedTime(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS));
    return entry;
  }
}
