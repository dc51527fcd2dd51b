package dev.tiphys.artifacts.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.artifacts.ArtifactFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives that want out, or want too much (attack cases 41 to 44).
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostileArchiveTest {
  private static final ArchiveLimits LIMITS = new ArchiveLimits(200L << 20, 1000, 100);

  @TempDir Path folder;

  private interface Content<A> {
    void write(A archive) throws IOException;
  }

  private Path tar(Content<TarArchiveOutputStream> content) throws IOException {
    var file = folder.resolve("archive");
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      content.write(tar);
    }
    return file;
  }

  private static void file(TarArchiveOutputStream tar, String name, int mode) throws IOException {
    var entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    entry.setSize(3);
    tar.putArchiveEntry(entry);
    tar.write("abc".getBytes(UTF_8));
    tar.closeArchiveEntry();
  }

  private static void special(TarArchiveOutputStream tar, String name, byte type, String target)
      throws IOException {
    var entry = new TarArchiveEntry(name, type);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private Path root() throws IOException {
    return Files.createDirectories(folder.resolve("outer").resolve("root"));
  }

  private void refused(Path archive, String why) throws IOException {
    var root = root();
    assertThatThrownBy(() -> new Unpacker(LIMITS).unpack(archive, root))
        .isInstanceOf(ArtifactFailure.class)
        .hasMessageContaining(why);
    try (var outside = Files.list(folder.resolve("outer"))) {
      assertThat(outside).containsExactly(root);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "a/../../x", "/etc/x", "C:/x", "C:x", "..\\x", "a/b/../../../x", ".."})
  void a_name_that_leads_out_is_refused_in_a_tar_and_in_a_zip(String name) throws IOException {
    refused(tar(tar -> file(tar, name, 0644)), "is refused");
    var zip = folder.resolve("zip");
    try (var out = new ZipArchiveOutputStream(zip)) {
      out.putArchiveEntry(new ZipArchiveEntry(name));
      out.closeArchiveEntry();
    }
    refused(zip, "is refused");
  }

  @Test
  void devices_and_pipes_are_refused() throws IOException {
    refused(tar(tar -> special(tar, "dev", TarConstants.LF_CHR, "")), "no file, directory");
    refused(tar(tar -> special(tar, "dev", TarConstants.LF_BLK, "")), "no file, directory");
    refused(tar(tar -> special(tar, "pipe", TarConstants.LF_FIFO, "")), "no file, directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../secret", "..", "d/../../x", "/"})
  void a_symbolic_link_that_leads_out_is_refused(String target) throws IOException {
    refused(
        tar(
            tar -> {
              file(tar, "d/f", 0644);
              special(tar, "link", TarConstants.LF_SYMLINK, target);
            }),
        "outside of the archive");
  }

  @Test
  void a_link_that_leads_out_through_another_is_refused() throws IOException {
    // By its text, d1/d2/up/.. is d1/d2; by the file system, it is above the root.
    refused(
        tar(
            tar -> {
              special(tar, "d1/d2/up", TarConstants.LF_SYMLINK, "../..");
              special(tar, "out", TarConstants.LF_SYMLINK, "d1/d2/up/..");
            }),
        "outside of the archive");
  }

  @Test
  void nothing_is_written_through_a_link() throws IOException {
    refused(
        tar(
            tar -> {
              special(tar, "link", TarConstants.LF_SYMLINK, ".");
              file(tar, "link/f", 0644);
            }),
        "through a symbolic link");
    refused(
        tar(
            tar -> {
              special(tar, "link", TarConstants.LF_SYMLINK, ".");
              special(tar, "link/further", TarConstants.LF_LINK, "f");
            }),
        "through a symbolic link");
  }

  @Test
  void a_circle_of_links_is_refused() throws IOException {
    refused(
        tar(
            tar -> {
              special(tar, "a", TarConstants.LF_SYMLINK, "b");
              special(tar, "b", TarConstants.LF_SYMLINK, "a");
            }),
        "circle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../../../../../../../../etc/passwd", "etc/passwd"})
  void a_hard_link_to_what_is_not_in_the_archive_is_refused(String target) throws IOException {
    refused(tar(tar -> special(tar, "link", TarConstants.LF_LINK, target)), "is refused");
  }

  @Test
  void a_hard_link_to_a_symbolic_link_is_refused() throws IOException {
    refused(
        tar(
            tar -> {
              special(tar, "soft", TarConstants.LF_SYMLINK, "f");
              special(tar, "hard", TarConstants.LF_LINK, "soft");
            }),
        "links to what is no file");
  }

  @Test
  void links_within_the_archive_are_kept() throws IOException {
    var archive =
        tar(
            tar -> {
              file(tar, "d/f", 0644);
              special(tar, "d/soft", TarConstants.LF_SYMLINK, "../d/f");
              special(tar, "hard", TarConstants.LF_LINK, "d/f");
            });
    assertThat(new Unpacker(LIMITS).unpack(archive, root())).isTrue();
    assertThat(root().resolve("d/soft")).isSymbolicLink().hasContent("abc");
    assertThat(root().resolve("hard")).isRegularFile().hasContent("abc");
  }

  @Test
  void setuid_is_dropped_and_the_owner_gets_in() throws IOException {
    var archive =
        tar(
            tar -> {
              var directory = new TarArchiveEntry("shut/");
              directory.setMode(0);
              tar.putArchiveEntry(directory);
              tar.closeArchiveEntry();
              file(tar, "shut/f", 06755);
              file(tar, "shut/g", 0);
            });
    new Unpacker(LIMITS).unpack(archive, root());
    assertThat(Files.getAttribute(root().resolve("shut/f"), "unix:mode", LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(0100755);
    assertThat(mode("shut")).isEqualTo("rwx------");
    assertThat(mode("shut/g")).isEqualTo("r--------");
  }

  private String mode(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(root().resolve(path)));
  }

  @Test
  void whatever_modes_are_there_it_can_be_deleted() throws IOException {
    var shut = Files.createDirectories(root().resolve("a/b"));
    Files.createFile(shut.resolve("f"));
    Files.setPosixFilePermissions(shut, Modes.permissions(0));
    Files.setPosixFilePermissions(root().resolve("a"), Modes.permissions(0));
    Modes.delete(root());
    assertThat(folder.resolve("outer/root")).doesNotExist();
  }

  @Test
  void what_grows_too_much_is_refused() throws IOException {
    refused(tar(tar -> zeros(tar, 180L << 20)), "more than 100 times as much (artifacts.ratioMax)");
  }

  @Test
  void what_is_too_large_is_refused() throws IOException {
    var small = new Unpacker(new ArchiveLimits(1000, 1000, 100));
    var archive = tar(tar -> zeros(tar, 1001));
    assertThatThrownBy(() -> small.unpack(archive, root()))
        .hasMessage("more than 1000 bytes (artifacts.bytesMax)");
  }

  private static void zeros(TarArchiveOutputStream tar, long size) throws IOException {
    var entry = new TarArchiveEntry("zeros");
    entry.setSize(size);
    tar.putArchiveEntry(entry);
    for (var left = size; left > 0; left -= 1 << 16) {
      tar.write(new byte[(int) Math.min(left, 1 << 16)]);
    }
    tar.closeArchiveEntry();
  }

  @Test
  void too_many_entries_are_refused() throws IOException {
    refused(
        tar(
            tar -> {
              for (var i = 0; i < 1001; i++) {
                file(tar, "f" + i, 0644);
              }
            }),
        "more than 1000 entries (artifacts.entriesMax)");
  }

  @Test
  void a_name_of_gigabytes_is_not_read_into_memory() throws IOException {
    var archive =
        tar(
            tar -> {
              var name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
              name.setSize(100L << 20);
              tar.putArchiveEntry(name);
              var block = new byte[1 << 20];
              Arrays.fill(block, (byte) 'x');
              for (var i = 0; i < 100; i++) {
                tar.write(block);
              }
              tar.closeArchiveEntry();
              file(tar, "f", 0644);
            });
    var root = root();
    assertThatThrownBy(() -> new Unpacker(LIMITS).unpack(archive, root))
        .isInstanceOf(IOException.class)
        .hasStackTraceContaining("headers of the archive are too long");
  }

  @Test
  void a_file_that_only_looks_like_gzip_is_no_archive() throws IOException {
    var file = folder.resolve("file");
    Files.write(file, new byte[] {0x1f, (byte) 0x8b, 1, 2, 3});
    assertThat(new Unpacker(LIMITS).unpack(file, root())).isFalse();
    var text = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(text)) {
      gzip.write("no tar".repeat(200).getBytes(UTF_8));
    }
    Files.write(file, text.toByteArray());
    assertThat(new Unpacker(LIMITS).unpack(file, root())).isFalse();
  }
}
