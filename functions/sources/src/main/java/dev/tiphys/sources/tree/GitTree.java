package dev.tiphys.sources.tree;

import dev.tiphys.sources.SourceFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/// The tree of a commit, read from the packs of a repository of this machine. No file of it is ever
/// written out to be read, so neither hooks nor filters of `.gitattributes` have any say.
public final class GitTree implements Tree {
  private static final byte[] LFS =
      "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

  private static final int LFS_POINTER_MAX = 1024;

  private final Repository repository;
  private final ObjectId tree;
  private final ConcurrentMap<ObjectId, List<Entry>> listings = new ConcurrentHashMap<>();

  /// The tree with this id.
  public GitTree(Repository repository, ObjectId tree) {
    this.repository = repository;
    this.tree = tree;
  }

  @Override
  public Optional<Entry> at(String path) {
    var entry = new Entry("", Kind.DIRECTORY, "tree:" + tree.name());
    for (var segment : segments(path)) {
      if (entry.kind() != Kind.DIRECTORY) {
        return Optional.empty();
      }
      var wanted = Tree.join(entry.path(), segment);
      var found = children(entry).stream().filter(child -> child.path().equals(wanted)).findFirst();
      if (found.isEmpty()) {
        return Optional.empty();
      }
      entry = found.get();
    }
    return Optional.of(entry);
  }

  private static List<String> segments(String path) {
    return Tree.segments(path);
  }

  @Override
  public List<Entry> children(Entry directory) {
    // The same directory stands at many places: what is remembered has no place.
    return listings.computeIfAbsent(object(directory), this::listing).stream()
        .map(
            child -> new Entry(Tree.join(directory.path(), child.path()), child.kind(), child.id()))
        .toList();
  }

  private List<Entry> listing(ObjectId id) {
    try (var reader = repository.newObjectReader()) {
      var parser = new CanonicalTreeParser(new byte[0], reader, id);
      List<Entry> entries = new ArrayList<>();
      for (; !parser.eof(); parser.next()) {
        var name = parser.getEntryPathString();
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
          throw new SourceFailure("the repository has a file called '%s'", Tree.shown(name));
        }
        if (!name.equalsIgnoreCase(Constants.DOT_GIT)) {
          entries.add(entry(name, parser.getEntryFileMode(), parser.getEntryObjectId()));
        }
      }
      entries.sort(Comparator.comparing(Entry::path));
      return List.copyOf(entries);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static Entry entry(String name, FileMode mode, ObjectId id) {
    return switch (mode.getBits() & FileMode.TYPE_MASK) {
      case FileMode.TYPE_TREE -> new Entry(name, Kind.DIRECTORY, "tree:" + id.name());
      case FileMode.TYPE_SYMLINK -> new Entry(name, Kind.LINK, "link:" + id.name());
      case FileMode.TYPE_FILE ->
          mode.equals(FileMode.EXECUTABLE_FILE)
              ? new Entry(name, Kind.PROGRAM, "program:" + id.name())
              : new Entry(name, Kind.FILE, "file:" + id.name());
      default -> new Entry(name, Kind.OTHER, "other:" + id.name());
    };
  }

  @Override
  public byte[] read(Entry file, long limit) {
    try (var reader = repository.newObjectReader()) {
      var bytes = load(reader, file, limit);
      if (file.kind().isFile() && isLfsPointer(bytes)) {
        throw new SourceFailure(
            "'%s' is only a pointer: its content is kept by Git LFS, which is not fetched",
            Tree.shown(file.path()));
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static byte[] load(ObjectReader reader, Entry file, long limit) throws IOException {
    var loader = reader.open(object(file));
    if (loader.getSize() > limit) {
      throw new SourceFailure(
          "'%s' has %d bytes; the limit is %d", Tree.shown(file.path()), loader.getSize(), limit);
    }
    try {
      return loader.getCachedBytes((int) Math.min(limit, Integer.MAX_VALUE - 16));
    } catch (LargeObjectException e) {
      throw new SourceFailure("'%s' is too large", Tree.shown(file.path()));
    }
  }

  private static boolean isLfsPointer(byte[] bytes) {
    return bytes.length <= LFS_POINTER_MAX
        && bytes.length > LFS.length
        && java.util.Arrays.equals(bytes, 0, LFS.length, LFS, 0, LFS.length);
  }

  private static ObjectId object(Entry entry) {
    return ObjectId.fromString(entry.id().substring(entry.id().indexOf(':') + 1));
  }

  private static SourceFailure unreadable(IOException problem) {
    return problem instanceof MissingObjectException
        ? new SourceFailure.Unavailable("a file of the repository was not fetched")
        : new SourceFailure("the repository cannot be read: %s", problem.getMessage());
  }
}
