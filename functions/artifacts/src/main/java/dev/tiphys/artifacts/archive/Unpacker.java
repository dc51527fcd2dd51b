package dev.tiphys.artifacts.archive;

import dev.tiphys.artifacts.ArtifactFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/// Unpacks a file of this machine, if it is an archive: gzip with a tar in it, or zip (F052).
public final class Unpacker {
  /// Headers between two files of a tar, such as one long name.
  private static final long HEADERS_MAX = 1 << 20;

  /// The list of files at the end of a zip, which is read into memory.
  private static final long DIRECTORY_MAX = 16 << 20;

  private static final int TAR_HEADER = 512;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};
  private static final int FILE_MODE = 0644;
  private static final int DIRECTORY_MODE = 0755;

  private final ArchiveLimits limits;

  /// One that lets no more out than `limits`.
  public Unpacker(ArchiveLimits limits) {
    this.limits = limits;
  }

  /// Lays out the content of `archive` below `root`, an empty directory.
  ///
  /// @return false, and nothing done, if it is no archive
  /// @throws ArtifactFailure if an entry would leave the root, is no file, directory or link, or
  ///     there is too much; what was laid out is still there
  public boolean unpack(Path archive, Path root) throws IOException {
    var start = start(archive);
    if (begins(start, GZIP) && holdsTar(archive)) {
      untar(archive, gunzip(archive), root);
      return true;
    }
    if (begins(start, ZIP) || begins(start, EMPTY_ZIP)) {
      unzip(archive, root);
      return true;
    }
    return false;
  }

  /// Lays out the content of a tar that is not compressed below `root`, an empty directory.
  ///
  /// @throws ArtifactFailure as [#unpack] does
  public void untar(Path tar, Path root) throws IOException {
    untar(tar, new BufferedInputStream(Files.newInputStream(tar), 1 << 16), root);
  }

  private static byte[] start(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(4);
    }
  }

  private static boolean begins(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }

  private static boolean holdsTar(Path archive) throws IOException {
    try (var in = gunzip(archive)) {
      var header = in.readNBytes(TAR_HEADER);
      return header.length == TAR_HEADER
          && (TarArchiveInputStream.matches(header, TAR_HEADER) || isBlank(header));
    } catch (IOException e) {
      // It only looked like gzip: the artifact is this file.
      return false;
    }
  }

  /// An empty tar is nothing but zeros.
  private static boolean isBlank(byte[] header) {
    for (var b : header) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static InputStream gunzip(Path archive) throws IOException {
    return GzipCompressorInputStream.builder()
        .setInputStream(new BufferedInputStream(Files.newInputStream(archive), 1 << 16))
        .setDecompressConcatenated(true)
        .get();
  }

  private void untar(Path archive, InputStream content, Path root) throws IOException {
    var extraction = new Extraction(root, limits, Files.size(archive));
    try (var metered = new Metered(content, "headers of the archive");
        var tar = new TarArchiveInputStream(metered, "UTF-8")) {
      metered.grant(HEADERS_MAX);
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        metered.grant(Long.MAX_VALUE);
        var name = entry.getName();
        if (entry.isSparse()) {
          throw Extraction.refused(name, "it is sparse");
        } else if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
          throw Extraction.refused(name, "it is no file, directory or link");
        } else if (entry.isDirectory()) {
          extraction.directory(name, entry.getMode() & 0777);
        } else if (entry.isSymbolicLink()) {
          extraction.symbolicLink(name, entry.getLinkName());
        } else if (entry.isLink()) {
          extraction.hardLink(name, entry.getLinkName());
        } else if (entry.isFile()) {
          extraction.file(name, entry.getMode() & 0777, tar);
        } else {
          throw Extraction.refused(name, "it is no file, directory or link");
        }
        metered.grant(HEADERS_MAX);
      }
    }
    extraction.finish();
  }

  private void unzip(Path archive, Path root) throws IOException {
    var extraction = new Extraction(root, limits, Files.size(archive));
    try (var counted = new Counted(Files.newByteChannel(archive));
        var zip =
            ZipFile.builder()
                .setSeekableByteChannel(counted)
                .setIgnoreLocalFileHeader(true)
                .get()) {
      counted.left = Long.MAX_VALUE;
      for (var entries = zip.getEntriesInPhysicalOrder(); entries.hasMoreElements(); ) {
        var entry = entries.nextElement();
        var mode = entry.getUnixMode() & 0777;
        if (entry.isDirectory()) {
          extraction.directory(entry.getName(), mode == 0 ? DIRECTORY_MODE : mode);
        } else if (entry.isUnixSymlink()) {
          extraction.symbolicLink(entry.getName(), zip.getUnixSymlink(entry));
        } else {
          try (var content = zip.getInputStream(entry)) {
            extraction.file(entry.getName(), mode == 0 ? FILE_MODE : mode, content);
          }
        }
      }
    }
    extraction.finish();
  }

  /// Lets only so much be read.
  private static final class Counted implements SeekableByteChannel {
    private final SeekableByteChannel file;
    private long left = DIRECTORY_MAX;

    Counted(SeekableByteChannel file) {
      this.file = file;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
      var read = file.read(buffer);
      left -= Math.max(0, read);
      if (left < 0) {
        throw new IOException(
            "the zip's list of files is longer than %d bytes".formatted(DIRECTORY_MAX));
      }
      return read;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
      throw new IOException("only read");
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      throw new IOException("only read");
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
