package dev.tiphys.render;

import dev.tiphys.language.application.Helm;
import dev.tiphys.language.glob.Glob;
import dev.tiphys.language.glob.MalformedPatternException;
import dev.tiphys.sources.tree.Tree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// The files of values that an application names: in its own repository, in another one that it
/// refers to, or on the web (C010, C019 to C021, C023).
///
/// @param tree of the source
/// @param directory that of the chart in it
/// @param referred the tree of a source by its `ref`
/// @param substitute replaces variables of the build environment
/// @param web reads an address
record ValueFiles(
    Tree tree,
    String directory,
    Function<String, Optional<Tree>> referred,
    UnaryOperator<String> substitute,
    Web web,
    RenderLimits limits) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$([A-Za-z0-9_-]+)(/.*)?", Pattern.DOTALL);
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*", Pattern.DOTALL);
  private static final Pattern WILD = Pattern.compile("[*?\\[]");
  private static final int MATCHES_MAX = 10_000;

  /// Reads files on the web.
  interface Web {
    byte[] read(String url);
  }

  /// A file that was found.
  record Found(String name, byte[] content) {}

  /// A place in a tree that somebody wrote down.
  private record Place(Tree tree, String path) {}

  /// The files of `valueFiles`, in their order, each once.
  List<Found> all(Helm options) {
    List<String> written = options.valueFiles().stream().filter(name -> !name.isEmpty()).toList();
    var explicit = new LinkedHashSet<String>();
    for (var name : written) {
      if (!isWild(name)) {
        explicit.add(key(name));
      }
    }
    List<Found> files = new ArrayList<>();
    var seen = new LinkedHashSet<String>();
    for (var name : written) {
      if (isWild(name)) {
        glob(name, options.ignoreMissingValueFiles()).stream()
            .filter(place -> !explicit.contains(key(place)))
            .filter(place -> seen.add(key(place)))
            .forEach(place -> files.add(read(place, place.path())));
      } else if (seen.add(key(name))) {
        one(name, options.ignoreMissingValueFiles()).ifPresent(files::add);
      }
    }
    return files;
  }

  /// The file of a file parameter.
  Found file(String name) {
    return one(name, false).orElseThrow();
  }

  private boolean isWild(String name) {
    return !SCHEME.matcher(name).matches() && WILD.matcher(name).find();
  }

  private String key(String name) {
    var text = substituted(name);
    return SCHEME.matcher(text).matches() ? text : key(place(name));
  }

  private static String key(Place place) {
    return System.identityHashCode(place.tree()) + ":" + place.path();
  }

  private String substituted(String name) {
    var reference = REFERENCE.matcher(name);
    return reference.matches() && referred.apply(reference.group(1)).isPresent()
        ? name
        : substitute.apply(name);
  }

  private Optional<Found> one(String name, boolean mayBeMissing) {
    var text = substituted(name);
    var scheme = SCHEME.matcher(text);
    if (scheme.matches()) {
      if (!scheme.group(1).equals("https") && !scheme.group(1).equals("http")) {
        throw new RenderFailure("the URL scheme '%s' is not allowed", scheme.group(1));
      }
      return Optional.of(new Found(text, web.read(text)));
    }
    var place = place(name);
    var entry = place.tree().find(place.path());
    if (entry.isEmpty() || !entry.get().kind().isFile()) {
      if (mayBeMissing) {
        return Optional.empty();
      }
      throw new RenderFailure("the file '%s' does not exist", Tree.shown(place.path()));
    }
    return Optional.of(read(place, name));
  }

  private Found read(Place place, String name) {
    var entry =
        place
            .tree()
            .find(place.path())
            .filter(found -> found.kind().isFile())
            .orElseThrow(() -> new RenderFailure("'%s' is no file", Tree.shown(name)));
    return new Found(name, place.tree().read(entry, limits.fileBytes()));
  }

  /// Where a name leads: `$ref/…` to another source, `/…` from the root of the repository, all
  /// else from the directory of the chart.
  private Place place(String name) {
    var reference = REFERENCE.matcher(name);
    if (reference.matches()) {
      var other = referred.apply(reference.group(1));
      if (other.isPresent()) {
        var path = reference.group(2) == null ? "" : reference.group(2);
        return new Place(other.get(), normalized(substitute.apply(path), name));
      }
    }
    var text = substitute.apply(name);
    return new Place(tree, normalized(text.startsWith("/") ? text : directory + "/" + text, name));
  }

  private static String normalized(String path, String name) {
    List<String> steps = new ArrayList<>();
    for (var step : Tree.segments(path)) {
      if (!step.equals("..")) {
        steps.add(step);
      } else if (steps.isEmpty()) {
        throw new RenderFailure(
            "value file '%s' leads to outside of the repository", Tree.shown(name));
      } else {
        steps.removeLast();
      }
    }
    return String.join("/", steps);
  }

  private List<Place> glob(String name, boolean mayBeMissing) {
    var pattern = place(name);
    try {
      var steps = Tree.segments(pattern.path());
      var fixed = new ArrayList<String>();
      while (fixed.size() < steps.size() && !WILD.matcher(steps.get(fixed.size())).find()) {
        fixed.add(steps.get(fixed.size()));
      }
      var glob = Glob.of(pattern.path().replace("**/", "{**/,}"), '/');
      List<Place> found = new ArrayList<>();
      pattern
          .tree()
          .find(String.join("/", fixed))
          .filter(start -> start.kind() == Tree.Kind.DIRECTORY)
          .ifPresent(start -> walk(pattern.tree(), start, glob, found));
      if (found.isEmpty() && !mayBeMissing) {
        throw new RenderFailure("no file matches '%s'", Tree.shown(name));
      }
      return found;
    } catch (MalformedPatternException e) {
      throw new RenderFailure("value file '%s': %s", Tree.shown(name), e.getMessage());
    }
  }

  /// A directory's files before its subdirectories.
  private static void walk(Tree tree, Tree.Entry directory, Glob glob, List<Place> found) {
    var children = tree.children(directory);
    for (var child : children) {
      if (child.kind() != Tree.Kind.DIRECTORY
          && child.kind() != Tree.Kind.OTHER
          && glob.matches(child.path())) {
        // A link has to stay in the repository, even if it is not read in the end.
        tree.find(child.path());
        if (found.size() == MATCHES_MAX) {
          throw new RenderFailure("more than %d files of values match", MATCHES_MAX);
        }
        found.add(new Place(tree, child.path()));
      }
    }
    for (var child : children) {
      if (child.kind() == Tree.Kind.DIRECTORY) {
        walk(tree, child, glob, found);
      }
    }
  }
}
