package dev.tiphys.render;

import dev.tiphys.sources.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Files of a test. A text that begins with `->` is a link.
final class MemoryTree implements Tree {
  private final TreeMap<String, String> files;

  private MemoryTree(Map<String, String> files) {
    this.files = new TreeMap<>(files);
  }

  static MemoryTree of(String... pathsAndTexts) {
    Map<String, String> files = new TreeMap<>();
    for (var i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    return new MemoryTree(files);
  }

  MemoryTree with(String path, String text) {
    var changed = new MemoryTree(files);
    changed.files.put(path, text);
    return changed;
  }

  @Override
  public Optional<Entry> at(String path) {
    var text = files.get(path);
    if (text != null) {
      return Optional.of(
          text.startsWith("->")
              ? new Entry(path, Kind.LINK, "link " + text)
              : new Entry(path, Kind.FILE, "file " + text));
    }
    var below = path.isEmpty() ? files : files.subMap(path + "/", path + "0");
    return below.isEmpty()
        ? Optional.empty()
        : Optional.of(new Entry(path, Kind.DIRECTORY, "directory " + below));
  }

  @Override
  public List<Entry> children(Entry directory) {
    var prefix = directory.path().isEmpty() ? "" : directory.path() + "/";
    var names = new TreeSet<String>();
    files
        .keySet()
        .forEach(
            path -> {
              if (path.startsWith(prefix)) {
                names.add(path.substring(prefix.length()).split("/")[0]);
              }
            });
    List<Entry> children = new ArrayList<>();
    names.forEach(name -> children.add(at(prefix + name).orElseThrow()));
    return children;
  }

  @Override
  public byte[] read(Entry file, long limit) {
    var text = files.get(file.path());
    return (text.startsWith("->") ? text.substring(2) : text).getBytes(StandardCharsets.UTF_8);
  }
}
