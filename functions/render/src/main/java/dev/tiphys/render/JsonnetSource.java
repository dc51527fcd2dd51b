package dev.tiphys.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Directory;
import dev.tiphys.render.worker.Order;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.tree.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Files of Jsonnet, evaluated in a worker (C049). What they import is found before: names of
/// imports are written out in Jsonnet and cannot be computed.
final class JsonnetSource {
  private static final Pattern IMPORT =
      Pattern.compile(
          "\\bimport(?:str|bin)?(?:\\s|/\\*.*?\\*/|//[^\\n]*\\n|#[^\\n]*\\n)*@?"
              + "(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)')",
          Pattern.DOTALL);

  private static final int FILES_MAX = 5_000;

  private final Directory.Jsonnet options;
  private final Tree tree;
  private final List<String> places = new ArrayList<>();
  private final BuildEnvironment environment;
  private final Supplier<Workers> lazily;
  private final RenderLimits limits;

  /// @param directory that of the application, in which imports are looked for first
  JsonnetSource(
      Directory.Jsonnet options,
      Tree tree,
      String directory,
      BuildEnvironment environment,
      Supplier<Workers> workers,
      RenderLimits limits) {
    this.options = options;
    this.tree = tree;
    this.environment = environment;
    this.lazily = workers;
    this.limits = limits;
    places.add(directory);
    for (var library : options.libs()) {
      places.add(
          tree.find(library)
              .map(Tree.Entry::path)
              .orElseGet(() -> String.join("/", Tree.segments(library))));
    }
  }

  List<ObjectNode> evaluate(Tree.Entry file) {
    var workers = lazily.get();
    var folder = workers.newFolder();
    try (var layout = new Layout(limits)) {
      layout.place(tree, file.path());
      imports(layout, file, new HashSet<>());
      var root = folder.resolve("root");
      Files.move(layout.root(), root);
      Map<String, List<String>> words = new LinkedHashMap<>();
      words.put("tool", List.of("jsonnet"));
      words.put("file", List.of(workers.inside(root) + "/" + file.path()));
      words.put(
          "paths",
          places.stream()
              .map(
                  place ->
                      place.isEmpty() ? workers.inside(root) : workers.inside(root) + "/" + place)
              .toList());
      variables(words, "ext", options.extVars());
      variables(words, "tla", options.tlas());
      var printed = workers.carryOut(file.path(), new Order(words));
      return objects(printed, file.path());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      Workers.delete(folder);
    }
  }

  /// One object, or a list of them.
  private static List<ObjectNode> objects(String printed, String name) {
    List<ObjectNode> objects = new ArrayList<>();
    try {
      var json = new com.fasterxml.jackson.databind.ObjectMapper().readTree(printed);
      if (json.isArray()) {
        for (var element : json) {
          if (!element.isNull()) {
            objects.add(Manifests.object(element, name));
          }
        }
      } else if (!json.isNull()) {
        objects.add(Manifests.object(json, name));
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new RenderFailure("%s: not JSON: %s", name, e.getOriginalMessage());
    }
    return objects;
  }

  private void variables(
      Map<String, List<String>> words, String kind, List<Directory.Variable> variables) {
    List<String> texts = new ArrayList<>();
    List<String> code = new ArrayList<>();
    for (var variable : variables) {
      (variable.code() ? code : texts)
          .addAll(List.of(variable.name(), environment.substitute(variable.value())));
    }
    words.put(kind + "Str", texts);
    words.put(kind + "Code", code);
  }

  private void imports(Layout layout, Tree.Entry file, Set<String> seen) {
    if (!seen.add(file.path())) {
      return;
    }
    if (seen.size() > FILES_MAX) {
      throw new RenderFailure("%s: more than %d imports", file.path(), FILES_MAX);
    }
    var text = new String(tree.read(file, limits.fileBytes()), StandardCharsets.UTF_8);
    var names = IMPORT.matcher(text);
    while (names.find()) {
      var name = names.group(1) == null ? names.group(2) : names.group(1);
      List<String> from = new ArrayList<>(List.of(Tree.parent(file.path())));
      from.addAll(places);
      for (var place : from) {
        find(place, name)
            .ifPresent(
                found -> {
                  layout.place(tree, (place.isEmpty() ? "" : place + "/") + name);
                  imports(layout, found, seen);
                });
      }
    }
  }

  private Optional<Tree.Entry> find(String place, String name) {
    if (name.startsWith("/")) {
      throw new SourceFailure("'%s' leads to outside of the repository", Tree.shown(name));
    }
    return tree.find(place.isEmpty() ? name : place + "/" + name)
        .filter(entry -> entry.kind().isFile());
  }
}
