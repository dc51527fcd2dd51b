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
import java.util.regex.Pattern;
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
  private static final Pattern POINTER =
      Pattern.compile("(?m)^oid sha256:([0-9a-f]{64})\\nsize ([0-9]{1,15})$");

  private static final String MODULE = "module:";

  private final Repository repository;
  private final ObjectId tree;
  private final Elsewhere elsewhere;
  private final ConcurrentMap<String, Tree> modules = new ConcurrentHashMap<>();
  private final ConcurrentMap<ObjectId, List<Entry>> listings = new ConcurrentHashMap<>();

  /// The tree with this id, and nothing that it points at.
  public GitTree(Repository repository, ObjectId tree) {
    this(repository, tree, Elsewhere.NOTHING);
  }

  /// @param elsewhere brings what it points at
  public GitTree(Repository repository, ObjectId tree, Elsewhere elsewhere) {
    this.repository = repository;
    this.tree = tree;
    this.elsewhere = elsewhere;
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
    var module = module(directory.path());
    if (module.isEmpty() && directory.id().startsWith(MODULE)) {
      var commit = directory.id().substring(MODULE.length());
      modules.computeIfAbsent(directory.path(), path -> elsewhere.module(this, path, commit));
      module = module(directory.path());
    }
    if (module.isPresent()) {
      return module.get().children(directory);
    }
    // The same directory stands at many places: what is remembered has no place.
    return listings.computeIfAbsent(object(directory), this::listing).stream()
        .map(
            child -> new Entry(Tree.join(directory.path(), child.path()), child.kind(), child.id()))
        .toList();
  }

  /// A submodule that was brought, at its place.
  private record Module(String place, Tree tree) {
    Entry within(Entry entry) {
      return entry.path().equals(place)
          ? tree.root()
          : new Entry(entry.path().substring(place.length() + 1), entry.kind(), entry.id());
    }

    List<Entry> children(Entry directory) {
      return tree.children(within(directory)).stream()
          .map(child -> new Entry(Tree.join(place, child.path()), child.kind(), child.id()))
          .toList();
    }
  }

  /// The submodule that a path leads into.
  private Optional<Module> module(String path) {
    if (!modules.isEmpty()) {
      for (var at = path; !at.isEmpty(); at = Tree.parent(at)) {
        var known = modules.get(at);
        if (known != null) {
          return Optional.of(new Module(at, known));
        }
      }
    }
    return Optional.empty();
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

  private Entry entry(String name, FileMode mode, ObjectId id) {
    return switch (mode.getBits() & FileMode.TYPE_MASK) {
      case FileMode.TYPE_TREE -> new Entry(name, Kind.DIRECTORY, "tree:" + id.name());
      case FileMode.TYPE_SYMLINK -> new Entry(name, Kind.LINK, "link:" + id.name());
      case FileMode.TYPE_FILE ->
          mode.equals(FileMode.EXECUTABLE_FILE)
              ? new Entry(name, Kind.PROGRAM, "program:" + id.name())
              : new Entry(name, Kind.FILE, "file:" + id.name());
      case FileMode.TYPE_GITLINK ->
          elsewhere == Elsewhere.NOTHING
              ? new Entry(name, Kind.OTHER, "other:" + id.name())
              : new Entry(name, Kind.DIRECTORY, MODULE + id.name());
      default -> new Entry(name, Kind.OTHER, "other:" + id.name());
    };
  }

  @Override
  public byte[] read(Entry file, long limit) {
    var module = module(file.path());
    if (module.isPresent()) {
      return module.get().tree().read(module.get().within(file), limit);
    }
    try (var reader = repository.newObjectReader()) {
      var bytes = load(reader, file, limit);
      return file.kind().isFile() && isLfsPointer(bytes) ? large(file, bytes, limit) : bytes;
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

  private byte[] large(Entry file, byte[] pointer, long limit) {
    var parts = POINTER.matcher(new String(pointer, StandardCharsets.UTF_8));
    if (!parts.find()) {
      throw new SourceFailure("'%s' is no pointer of Git LFS", Tree.shown(file.path()));
    }
    var size = Long.parseLong(parts.group(2));
    if (size > limit) {
      throw new SourceFailure(
          "'%s' has %d bytes; the limit is %d", Tree.shown(file.path()), size, limit);
    }
    return elsewhere.large(file.path(), parts.group(1), size);
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
