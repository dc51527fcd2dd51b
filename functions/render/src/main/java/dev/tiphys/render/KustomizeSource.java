package dev.tiphys.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Kustomize;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Kustomizations, built by Kustomize itself over a copy of the directories that they name.
///
/// The directory of an application, and each that a kustomization leads to, is laid out with the
/// files in it and whatever it names; a remote base is refused (attack case 53).
final class KustomizeSource {
  private static final int DIRECTORIES_MAX = 2_000;
  private static final int PATH_CHARS_MAX = 1024;
  private static final Set<String> BASES =
      Set.of("resources", "bases", "components", "generators", "transformers", "validators");

  private static final Pattern REMOTE =
      Pattern.compile("[a-z0-9+.-]+://.*|[^/]+@[^/]+:.*|(github|gitlab)[.]com/.*|.*[?&]ref=.*");

  private final Tree tree;
  private final Layout layout;
  private final Set<String> seen = new HashSet<>();

  private KustomizeSource(Tree tree, Layout layout) {
    this.tree = tree;
    this.layout = layout;
  }

  /// What a source is built with.
  ///
  /// @param buildOptions further words for `kustomize build` (C043)
  record Tool(KustomizeProgram program, List<String> buildOptions, RenderLimits limits) {}

  /// The objects of a kustomization.
  static List<ObjectNode> render(
      @Nullable Kustomize options,
      Tree tree,
      Tree.Entry directory,
      Tool tool,
      BuildEnvironment environment) {
    try (var layout = new Layout(tool.limits())) {
      var source = new KustomizeSource(tree, layout);
      if (options != null && KustomizationEdit.isNeeded(options)) {
        source.edited(options, directory, environment);
      }
      source.scan(directory.path());
      return build(directory.path(), layout, tool);
    }
  }

  private static List<ObjectNode> build(String path, Layout layout, Tool tool) {
    var shown = new java.util.LinkedHashMap<String, java.nio.file.Path>();
    shown.put("/repository", layout.root());
    shown.putAll(tool.program().shown());
    var view =
        new Cell.View(
            shown,
            path.isEmpty() ? "/repository" : "/repository/" + path,
            Map.of("HOME", "/tmp", "PATH", "/usr/bin:/bin"));
    var ended =
        Cell.here()
            .run("kustomize build", view, tool.program().build(tool.buildOptions()), tool.limits());
    if (ended.code() != 0) {
      throw new RenderFailure("kustomize build of '%s': %s", path, ended.errors());
    }
    return Manifests.read(ended.output(), "the output of kustomize build");
  }

  private void edited(Kustomize options, Tree.Entry directory, BuildEnvironment environment) {
    var file =
        kustomization(directory)
            .orElseThrow(
                () ->
                    new RenderFailure(
                        "kustomization file not found in the path '%s'", directory.path()));
    var content = read(file);
    KustomizationEdit.apply(
        content,
        options,
        environment::substitute,
        component -> tree.find(Tree.join(directory.path(), component)).isPresent());
    layout.place(tree, file.path());
    layout.replace(file.path(), content.toString().getBytes(StandardCharsets.UTF_8));
    layout.placeFiles(tree, directory);
    seen.add(directory.path());
    named(directory.path(), content, "");
  }

  private Optional<Tree.Entry> kustomization(Tree.Entry directory) {
    return tree.children(directory).stream()
        .filter(entry -> SourceType.KUSTOMIZATIONS.contains(entry.name()))
        .flatMap(entry -> tree.find(entry.path()).stream())
        .filter(entry -> entry.kind().isFile())
        .findFirst();
  }

  private ObjectNode read(Tree.Entry file) {
    try {
      var documents =
          YamlReader.readLastOfKeys(tree.read(file, RenderLimits.DEFAULT.fileBytes()), file.path());
      var json = documents.isEmpty() ? null : documents.getFirst().toJson();
      return json instanceof ObjectNode object
          ? object
          : com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    } catch (MalformedYamlException e) {
      throw new RenderFailure("%s", e.getMessage());
    }
  }

  /// Lays out a directory that holds a kustomization, and what that names.
  private void scan(String path) {
    var directory = tree.find(path).orElse(null);
    if (directory == null || !seen.add(directory.path())) {
      return;
    }
    if (seen.size() > DIRECTORIES_MAX) {
      throw new RenderFailure("more than %d kustomizations", DIRECTORIES_MAX);
    }
    layout.placeFiles(tree, directory);
    var file = kustomization(directory);
    if (file.isEmpty()) {
      layout.place(tree, path);
    } else {
      named(directory.path(), read(file.get()), "");
    }
  }

  /// Follows every text of a kustomization that is the path of something.
  private void named(String directory, JsonNode node, String field) {
    if (node.isTextual()) {
      text(directory, node.asText(), BASES.contains(field));
    } else if (node.isArray()) {
      node.forEach(element -> named(directory, element, field));
    } else if (node.isObject()) {
      node.properties().forEach(entry -> named(directory, entry.getValue(), entry.getKey()));
      if (node.has("helmCharts") || node.has("helmChartInflationGenerator")) {
        follow(directory, "charts", false);
      }
    }
  }

  private void text(String directory, String text, boolean base) {
    if (text.isEmpty() || text.length() > PATH_CHARS_MAX || text.contains("\n")) {
      if (base && text.contains("\n")) {
        // A generator or transformer that is written out right there.
        inline(directory, text);
      }
      return;
    }
    follow(directory, text, base);
    var equals = text.indexOf('=');
    if (!base && equals >= 0) {
      follow(directory, text.substring(equals + 1), false);
    }
  }

  private void inline(String directory, String yaml) {
    try {
      for (var document :
          YamlReader.readLastOfKeys(yaml.getBytes(StandardCharsets.UTF_8), directory)) {
        named(directory, document.toJson(), "");
      }
    } catch (MalformedYamlException e) {
      // Kustomize says what is wrong with it.
    }
  }

  private void follow(String directory, String text, boolean base) {
    if (text.startsWith("/")) {
      return;
    }
    Optional<Tree.Entry> found;
    try {
      found = tree.find(directory.isEmpty() ? text : directory + "/" + text);
    } catch (SourceFailure e) {
      if (base) {
        throw e;
      }
      return;
    }
    if (found.isEmpty()) {
      if (base && REMOTE.matcher(text).matches()) {
        throw new RenderFailure(
            "'%s' of the kustomization in '%s' lies elsewhere: remote bases are not fetched",
            Tree.shown(text), directory);
      }
      return;
    }
    if (found.get().kind() == Tree.Kind.DIRECTORY) {
      layoutLinks(directory, text);
      scan(found.get().path());
    } else {
      layout.place(tree, Tree.join(directory, text));
      if (base && seen.add("file " + found.get().path())) {
        generator(found.get());
      }
    }
  }

  /// The links on the way to a directory; the directory itself comes later.
  private void layoutLinks(String directory, String text) {
    var path = new ArrayList<String>(Tree.segments(directory));
    for (var step : Tree.segments(text)) {
      path.add(step);
      var at = String.join("/", path);
      if (!step.equals("..") && tree.at(at).filter(e -> e.kind() == Tree.Kind.LINK).isPresent()) {
        layout.placeLink(tree, at);
      }
    }
  }

  /// A resource may be the configuration of a generator, which names files itself.
  private void generator(Tree.Entry file) {
    if (file.name().matches(".*[.](ya?ml|json)")) {
      try {
        for (var document :
            YamlReader.readLastOfKeys(
                tree.read(file, RenderLimits.DEFAULT.fileBytes()), file.path())) {
          var json = document.toJson();
          if (json.path("apiVersion").asText().equals("builtin")) {
            named(Tree.parent(file.path()), json, "");
          }
        }
      } catch (MalformedYamlException e) {
        // Kustomize says what is wrong with it.
      }
    }
  }
}
