package dev.tiphys.sources.tree;

import dev.tiphys.sources.SourceFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// A folder of this machine, without what `.git` holds. It should not change while it is read: ids
/// are digests of what was there when they were first asked for.
public final class FolderTree implements Tree {
  private static final String GIT = ".git";

  private final Path folder;
  private final ConcurrentMap<String, String> ids = new ConcurrentHashMap<>();

  private FolderTree(Path folder) {
    this.folder = folder;
  }

  /// That folder; it must exist.
  public static FolderTree of(Path folder) {
    return new FolderTree(real(folder));
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw new SourceFailure("there is no folder '%s'", folder);
    }
  }

  @Override
  public Optional<Entry> at(String path) {
    var at = folder;
    for (var segment : Tree.segments(path)) {
      if (segment.equals("..") || segment.equalsIgnoreCase(GIT)) {
        return Optional.empty();
      }
      // Nothing is ever reached through a link: whoever asks follows it in the tree.
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      at = at.resolve(segment);
    }
    return Files.exists(at, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(entry(String.join("/", Tree.segments(path)), at))
        : Optional.empty();
  }

  private Entry entry(String path, Path file) {
    try {
      var attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      var kind =
          attributes.isDirectory()
              ? Kind.DIRECTORY
              : attributes.isSymbolicLink()
                  ? Kind.LINK
                  : !attributes.isRegularFile()
                      ? Kind.OTHER
                      : Files.isExecutable(file) ? Kind.PROGRAM : Kind.FILE;
      return new Entry(path, kind, kind == Kind.DIRECTORY ? "" : known(path, kind, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String id(Entry entry) {
    try {
      return known(entry.path(), entry.kind(), folder.resolve(entry.path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String known(String path, Kind kind, Path file) throws IOException {
    var id = ids.get(path);
    if (id == null) {
      id = digest(path, kind, file);
      ids.put(path, id);
    }
    return id;
  }

  private String digest(String path, Kind kind, Path file) throws IOException {
    var digest = sha256();
    digest.update(kind.name().getBytes(StandardCharsets.UTF_8));
    switch (kind) {
      case FILE, PROGRAM -> {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
          var buffer = new byte[1 << 16];
          for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
          }
        }
      }
      case LINK ->
          digest.update(Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8));
      case DIRECTORY -> {
        for (var child : list(path, file)) {
          digest.update((child.name() + "\0" + id(child) + "\0").getBytes(StandardCharsets.UTF_8));
        }
      }
      case OTHER -> {}
    }
    return kind.name().charAt(0) + ":" + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public List<Entry> children(Entry directory) {
    try {
      return list(directory.path(), folder.resolve(directory.path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Entry> list(String path, Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (var stream = Files.newDirectoryStream(directory)) {
      stream.forEach(files::add);
    }
    return files.stream()
        .filter(file -> !file.getFileName().toString().equalsIgnoreCase(GIT))
        .sorted(Comparator.comparing(file -> file.getFileName().toString()))
        .map(file -> entry(Tree.join(path, file.getFileName().toString()), file))
        .toList();
  }

  @Override
  public byte[] read(Entry file, long limit) {
    var path = folder.resolve(file.path());
    try {
      if (file.kind() == Kind.LINK) {
        return Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8);
      }
      try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
        var bytes = in.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 16));
        if (bytes.length > limit) {
          throw new SourceFailure(
              "'%s' has more bytes than the limit of %d", Tree.shown(file.path()), limit);
        }
        return bytes;
      }
    } catch (IOException e) {
      throw new SourceFailure("'%s' cannot be read", Tree.shown(file.path()));
    }
  }
}
