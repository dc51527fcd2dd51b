package dev.tiphys.render;

import dev.tiphys.sources.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// All that a rendering has read, and what it found there: files, lists of directories, what was
/// not there, and variables. A rendering that would find the same again gives the same again.
public final class Journal {
  private static final String AT = "at:";
  private static final String LIST = "list:";
  private static final String WHOLE = "whole:";
  private static final String VARIABLE = "variable:";
  private static final String PASSING = "passing:";
  private static final String ABSENT = "absent";

  private final Map<String, String> found = new TreeMap<>();

  /// Something that was read, with what was found.
  public Map<String, String> found() {
    return Collections.unmodifiableMap(found);
  }

  /// `tree`, with everything that is read of it written down here.
  ///
  /// @param source tells the trees of one rendering apart
  Tree watch(String source, Tree tree) {
    return new Watched(source, tree);
  }

  /// All below `directory` counts as read.
  static void whole(Tree tree, Tree.Entry directory) {
    if (tree instanceof Watched watched) {
      watched.note(WHOLE, directory.path(), watched.id(directory));
    }
  }

  /// As [#passing] for the journal that watches `tree`.
  static void passing(Tree tree, String what) {
    if (tree instanceof Watched watched) {
      watched.passing(what);
    }
  }

  /// Writes down that a variable was used.
  void variable(String name, String value) {
    found.put(VARIABLE + name, value);
  }

  /// Writes down that something was read that can be another the next time, so that this is never
  /// an answer again.
  void passing(String what) {
    found.put(PASSING + what, "read");
  }

  /// Whether everything that `found` says would be found again.
  ///
  /// @param trees by source
  static boolean holds(
      Map<String, String> found,
      Function<String, Optional<Tree>> trees,
      Function<String, String> variables) {
    return found.entrySet().stream()
        .allMatch(read -> read.getValue().equals(now(read.getKey(), trees, variables)));
  }

  private static String now(
      String key, Function<String, Optional<Tree>> trees, Function<String, String> variables) {
    var kind = key.substring(0, key.indexOf(':') + 1);
    var rest = key.substring(kind.length());
    if (kind.equals(PASSING)) {
      return "";
    }
    if (kind.equals(VARIABLE)) {
      return variables.apply(rest);
    }
    var colon = rest.indexOf(':');
    var tree = trees.apply(rest.substring(0, colon));
    if (tree.isEmpty()) {
      return "";
    }
    var entry = tree.get().at(rest.substring(colon + 1));
    if (entry.isEmpty()) {
      return ABSENT;
    }
    return switch (kind) {
      case AT -> seen(entry.get());
      case LIST ->
          entry.get().kind() == Tree.Kind.DIRECTORY
              ? listed(tree.get().children(entry.get()))
              : ABSENT;
      default -> tree.get().id(entry.get());
    };
  }

  private static String seen(Tree.Entry entry) {
    return entry.kind() == Tree.Kind.DIRECTORY ? "directory" : entry.id();
  }

  private static String listed(List<Tree.Entry> children) {
    var text = new StringBuilder();
    children.forEach(
        child -> text.append(child.name()).append('\0').append(seen(child)).append('\0'));
    return dev.tiphys.log.blob.Digest.of(text.toString().getBytes(StandardCharsets.UTF_8)).hex();
  }

  private final class Watched implements Tree {
    private final String source;
    private final Tree tree;

    Watched(String source, Tree tree) {
      this.source = source;
      this.tree = tree;
    }

    void passing(String what) {
      Journal.this.passing(what);
    }

    void note(String kind, String path, String value) {
      found.put(kind + source + ":" + path, value);
    }

    @Override
    public Optional<Entry> at(String path) {
      var entry = tree.at(path);
      note(AT, path, entry.map(Journal::seen).orElse(ABSENT));
      return entry;
    }

    @Override
    public List<Entry> children(Entry directory) {
      var children = tree.children(directory);
      note(LIST, directory.path(), listed(children));
      return children;
    }

    @Override
    public String id(Entry entry) {
      return tree.id(entry);
    }

    @Override
    public byte[] read(Entry file, long limit) {
      note(AT, file.path(), seen(file));
      return tree.read(file, limit);
    }
  }
}
