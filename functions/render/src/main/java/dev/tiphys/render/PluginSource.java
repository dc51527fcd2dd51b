package dev.tiphys.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Plugin;
import dev.tiphys.language.glob.Glob;
import dev.tiphys.language.glob.PathPattern;
import dev.tiphys.sources.tree.Tree;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Manifests that a command makes (C050): in the sandbox, on a copy of the repository.
final class PluginSource {
  private final List<PluginDefinition> plugins;
  private final RenderLimits limits;

  PluginSource(List<PluginDefinition> plugins, RenderLimits limits) {
    this.plugins = plugins;
    this.limits = limits;
  }

  /// The plugin that finds itself at home in a directory.
  Optional<PluginDefinition> discovered(Tree tree, Tree.Entry directory) {
    return plugins.stream()
        .filter(PluginDefinition::discovers)
        .filter(plugin -> isAtHome(plugin, tree, directory))
        .findFirst();
  }

  private boolean isAtHome(PluginDefinition plugin, Tree tree, Tree.Entry directory) {
    if (!plugin.fileName().isEmpty()) {
      return tree.children(directory).stream()
          .anyMatch(entry -> PathPattern.matches(plugin.fileName(), entry.name()));
    }
    if (!plugin.findGlob().isEmpty()) {
      return anyBelow(
          tree, directory, Glob.of(plugin.findGlob().replace("**/", "{**/,}"), '/'), "");
    }
    try (var layout = new Layout(limits)) {
      layout.place(tree, "");
      var ended = run(plugin, plugin.findCommand(), layout, directory.path(), Map.of());
      return ended.code() == 0 && ended.output().length > 0;
    }
  }

  private static boolean anyBelow(Tree tree, Tree.Entry directory, Glob glob, String path) {
    return tree.children(directory).stream()
        .anyMatch(
            entry -> {
              var name = Tree.join(path, entry.name());
              return entry.kind() == Tree.Kind.DIRECTORY
                  ? anyBelow(tree, entry, glob, name)
                  : glob.matches(name);
            });
  }

  List<ObjectNode> render(
      @Nullable Plugin options,
      Tree tree,
      Tree.Entry directory,
      BuildEnvironment environment,
      Cluster cluster) {
    var name = options == null ? "" : options.name();
    var plugin =
        name.isEmpty()
            ? discovered(tree, directory)
                .orElseThrow(() -> new RenderFailure("no plugin supports this repository"))
            : plugins.stream()
                .filter(known -> known.fullName().equals(name))
                .findFirst()
                .orElseThrow(() -> new RenderFailure("there is no plugin '%s'", name));
    if (!name.isEmpty() && plugin.discovers() && !isAtHome(plugin, tree, directory)) {
      throw new RenderFailure("the plugin '%s' does not support this repository", name);
    }
    var variables = variables(options, environment, cluster);
    try (var layout = new Layout(limits)) {
      layout.place(tree, "");
      if (!plugin.init().isEmpty()) {
        require(plugin, run(plugin, plugin.init(), layout, directory.path(), variables), "init");
      }
      var ended = run(plugin, plugin.generate(), layout, directory.path(), variables);
      require(plugin, ended, "generate");
      return Manifests.read(ended.output(), "the output of the plugin " + plugin.fullName());
    }
  }

  private static void require(PluginDefinition plugin, Cell.Ended ended, String step) {
    if (ended.code() != 0) {
      throw new RenderFailure(
          "plugin %s: %s ended with %d: %s", plugin.fullName(), step, ended.code(), ended.errors());
    }
  }

  private Cell.Ended run(
      PluginDefinition plugin,
      List<String> command,
      Layout layout,
      String directory,
      Map<String, String> variables) {
    Map<String, String> all = new LinkedHashMap<>(variables);
    all.put("HOME", "/tmp");
    all.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    Map<String, Path> writable = Map.of("/repository", layout.root());
    return Cell.here()
        .run(
            "the plugin " + plugin.fullName(),
            new Cell.View(
                Map.of(),
                writable,
                directory.isEmpty() ? "/repository" : "/repository/" + directory,
                all),
            command,
            limits);
  }

  private static Map<String, String> variables(
      @Nullable Plugin options, BuildEnvironment environment, Cluster cluster) {
    Map<String, String> variables = new LinkedHashMap<>(environment.all());
    variables.put("KUBE_VERSION", cluster.kubeVersion());
    variables.put("KUBE_API_VERSIONS", String.join(",", cluster.apiVersions()));
    if (options == null) {
      return variables;
    }
    for (var variable : options.env()) {
      variables.put("ARGOCD_ENV_" + variable.name(), environment.substitute(variable.value()));
    }
    ArrayNode parameters = JsonNodeFactory.instance.arrayNode().addAll(options.parameters());
    variables.put("ARGOCD_APP_PARAMETERS", parameters.toString());
    options.parameters().forEach(parameter -> parameter(variables, parameter));
    return variables;
  }

  private static void parameter(Map<String, String> variables, JsonNode parameter) {
    var name = "PARAM_" + word(parameter.path("name").asText());
    if (parameter.has("string")) {
      variables.put(name, parameter.path("string").asText());
    }
    var index = 0;
    for (var element : parameter.path("array")) {
      variables.put(name + "_" + index++, element.asText());
    }
    parameter
        .path("map")
        .properties()
        .forEach(
            entry -> variables.put(name + "_" + word(entry.getKey()), entry.getValue().asText()));
  }

  private static String word(String text) {
    return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
  }
}
