package dev.tiphys.artifacts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.Location.Kind;
import dev.tiphys.artifacts.archive.Modes;
import dev.tiphys.artifacts.archive.Packer;
import dev.tiphys.artifacts.archive.Packing;
import dev.tiphys.artifacts.archive.Unpacker;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Carries artifacts between their stores and this machine.
public final class Transfer {
  private final ArtifactStores stores;
  private final TransferLimits limits;

  /// Between those stores, and no more at a time than `limits`.
  public Transfer(ArtifactStores stores, TransferLimits limits) {
    this.stores = stores;
    this.limits = limits;
  }

  /// Brings what lies at `location` to the path `to`: unpacked if it is an archive and `archive` of
  /// `artifact` is not `none`, with the mode that `artifact` names (F052).
  ///
  /// @throws ArtifactFailure if that cannot be done; then `to` is as it was
  public void load(String namespace, Location location, JsonNode artifact, Path to)
      throws IOException {
    var scratch = Files.createTempDirectory(to.getParent(), ".tiphys-");
    try (var opened = stores.open(namespace, location)) {
      var loaded = scratch.resolve("loaded");
      var single = opened.store().load(opened.key(), loaded, limits);
      if (single
          && location.kind() != Kind.RAW
          && !(Packing.of(artifact) instanceof Packing.None)) {
        loaded = unpacked(loaded, scratch.resolve("content"));
      }
      if (artifact.hasNonNull("mode")) {
        Modes.set(
            loaded, artifact.path("mode").asInt(), artifact.path("recurseMode").asBoolean(false));
      }
      place(loaded, to);
    } finally {
      Modes.delete(scratch);
    }
  }

  /// What is in `file`, or the file itself. An archive of one thing gives that.
  private Path unpacked(Path file, Path content) throws IOException {
    Files.createDirectory(content);
    if (!new Unpacker(limits.archive()).unpack(file, content)) {
      return file;
    }
    try (Stream<Path> entries = Files.list(content)) {
      var first = entries.limit(2).toList();
      return first.size() == 1 ? first.getFirst() : content;
    }
  }

  /// Moves `from` to `to`; a directory that is there already, as in a volume, keeps what else is in
  /// it.
  private static void place(Path from, Path to) throws IOException {
    if (!Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
      throw new ArtifactFailure("a directory is there already, and the artifact is a file");
    }
    for (var child : children(from, _ -> true)) {
      place(child, to.resolve(child.getFileName()));
    }
  }

  /// Keeps `source`, which a step left, at `location`, packed as `artifact` says (F053).
  ///
  /// @param name what it is called in an archive
  /// @param wanted which files of a directory belong to it
  /// @param scratch a directory for files on the way
  public void save(String namespace, Location location, JsonNode artifact, Saved what, Path scratch)
      throws IOException {
    var packing = Packing.of(artifact);
    Files.createDirectories(scratch);
    var archive = Files.createTempDirectory(scratch, "packed-").resolve("archive");
    var packer = new Packer(limits.archive(), what.wanted());
    try (var opened = stores.open(namespace, location)) {
      switch (packing) {
        case Packing.Tar(var level) -> packer.tar(what.source(), what.name(), level, archive);
        case Packing.Zip _ -> packer.zip(what.source(), what.name(), archive);
        case Packing.None _ -> {
          new Saving(opened.store(), limits, what.wanted()).save(opened.key(), what.source());
          return;
        }
      }
      opened.store().save(opened.key(), archive);
    } finally {
      Modes.delete(archive.getParent());
    }
  }

  /// What is to be saved.
  ///
  /// @param name what it is called in an archive
  /// @param wanted which files of a directory belong to it
  public record Saved(Path source, String name, Predicate<Path> wanted) {
    /// All of `source`.
    public static Saved all(Path source) {
      var name = source.getFileName();
      return new Saved(source, name == null ? "root" : name.toString(), _ -> true);
    }
  }

  static List<Path> children(Path directory, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.filter(wanted).sorted().toList();
    }
  }

  /// What lies at a place.
  public sealed interface Found {
    /// One object.
    ///
    /// @param bytes to be closed
    record Single(InputStream bytes) implements Found {}

    /// The names, between slashes, of all objects below, in order.
    record Several(List<String> names) implements Found {}
  }

  /// Looks at what lies at `location`, as it is kept.
  ///
  /// @param max how many names
  public Found look(String namespace, Location location, int max) throws IOException {
    var opened = stores.open(namespace, location);
    try {
      return new Found.Single(closing(opened.store().open(opened.key()), opened));
    } catch (ArtifactFailure.Missing e) {
      try (opened) {
        if (!opened.store().isDirectory(opened.key())) {
          throw e;
        }
        var below = opened.key() + "/";
        return new Found.Several(
            opened.store().list(below, max).stream()
                .map(key -> key.substring(below.length()))
                .toList());
      }
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static InputStream closing(InputStream in, ArtifactStores.Opened opened) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return in.read(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        try (opened) {
          super.close();
        }
      }
    };
  }

  /// All that lies below `location`, in one gzipped tar.
  ///
  /// @param name what it is called in there
  /// @param scratch a directory for files on the way
  /// @return a file that goes when it is closed
  public InputStream bundle(String namespace, Location location, String name, Path scratch)
      throws IOException {
    Files.createDirectories(scratch);
    var folder = Files.createTempDirectory(scratch, "bundle-");
    try (var opened = stores.open(namespace, location)) {
      var content = folder.resolve("content");
      opened.store().load(opened.key(), content, limits);
      var archive = folder.resolve("archive");
      new Packer(limits.archive(), _ -> true).tar(content, name, -1, archive);
      return Files.newInputStream(archive);
    } finally {
      // An open file stays readable.
      Modes.delete(folder);
    }
  }

  /// The keys that begin with that of `location`, or all if it has none; at most `max` (F016).
  public List<String> list(String namespace, Location location, int max) throws IOException {
    var whole = location.key().isEmpty();
    try (var opened = stores.open(namespace, whole ? location.withKey("-") : location)) {
      return opened.store().list(whole ? "" : opened.key(), max);
    }
  }

  /// Removes what lies at `location`: the object, or all below it.
  public void delete(String namespace, Location location) throws IOException {
    try (var opened = stores.open(namespace, location)) {
      opened.store().delete(opened.key());
      if (opened.store().isDirectory(opened.key())) {
        for (var key : opened.store().list(opened.key() + "/", ArtifactStore.LIST_MAX)) {
          opened.store().delete(key);
        }
      }
    }
  }
}
