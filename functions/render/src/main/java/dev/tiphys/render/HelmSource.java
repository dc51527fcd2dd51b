package dev.tiphys.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Helm;
import dev.tiphys.render.Renderer.Access;
import dev.tiphys.render.worker.Order;
import dev.tiphys.sources.tree.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Charts, rendered by Helm itself in a worker (C018 to C032).
final class HelmSource {
  private static final String HOOK = "helm.sh/hook";

  /// A version without what stands behind its three numbers.
  private static final Pattern KUBE_VERSION =
      Pattern.compile("v?([0-9]+)[.]([0-9]+)([.]([0-9]+))?[^0-9.]?.*");

  private static final Helm NONE =
      new Helm(
          List.of(), List.of(), List.of(), "", "", null, "", false, false, false, false, false, "",
          List.of(), "");

  private final Helm options;
  private final RenderedApp app;
  private final Cluster cluster;
  private final HelmCharts charts;
  private final ValueFiles files;
  private final BuildEnvironment environment;

  HelmSource(
      @org.jspecify.annotations.Nullable Helm options,
      RenderedApp app,
      Cluster cluster,
      HelmCharts charts,
      ValueFiles files,
      BuildEnvironment environment) {
    this.options = options == null ? NONE : options;
    this.app = app;
    this.cluster = cluster;
    this.charts = charts;
    this.files = files;
    this.environment = environment;
  }

  /// The objects of a chart, hooks and CRDs among them.
  List<ObjectNode> render(Tree tree, Tree.Entry directory) {
    if (!options.version().isEmpty() && !options.version().equals("v3")) {
      throw new RenderFailure("helm version '%s' is not supported", options.version());
    }
    var apiVersions =
        options.apiVersions().isEmpty() ? cluster.apiVersions() : options.apiVersions();
    var workers = charts.workers();
    var own = workers.newFolder();
    try (var chart =
        charts.prepared(
            tree,
            directory,
            new HelmCharts.Wanted(
                new Access(app.project(), options.passCredentials()),
                !options.skipCrds(),
                options.skipSchemaValidation(),
                apiVersions))) {
      Map<String, List<String>> words = new LinkedHashMap<>();
      words.put("tool", List.of("helm"));
      words.put("chart", List.of(workers.inside(chart.place())));
      words.put(
          "name", List.of(options.releaseName().isEmpty() ? app.name() : options.releaseName()));
      words.put(
          "namespace",
          List.of(options.namespace().isEmpty() ? app.namespace() : options.namespace()));
      words.put("kubeVersion", List.of(kubeVersion()));
      words.put("values", values(own));
      parameters(words, own);
      var printed = workers.carryOut("helm template", new Order(words));
      var bytes = HelmChartCopy.shown(printed).getBytes(StandardCharsets.UTF_8);
      var objects = Manifests.read(bytes, "the output of helm template");
      return options.skipTests()
          ? objects.stream().filter(object -> !isTest(object)).toList()
          : objects;
    } finally {
      Workers.delete(own);
    }
  }

  private static boolean isTest(JsonNode object) {
    var hooks = object.path("metadata").path("annotations").path(HOOK).asText("");
    return Arrays.stream(hooks.split(","))
        .map(String::strip)
        .anyMatch(hook -> hook.equals("test") || hook.startsWith("test-"));
  }

  private String kubeVersion() {
    var version = options.kubeVersion().isEmpty() ? cluster.kubeVersion() : options.kubeVersion();
    if (version.isEmpty()) {
      return "";
    }
    var parts = KUBE_VERSION.matcher(version);
    if (!parts.matches()) {
      throw new RenderFailure(
          "kubeVersion: expected a version such as 1.32.4, found '%s'", version);
    }
    var patch = parts.group(4) == null ? "0" : parts.group(4);
    return "v%s.%s.%s".formatted(parts.group(1), parts.group(2), patch);
  }

  private List<String> values(Path own) {
    List<String> names = new ArrayList<>();
    for (var file : files.all(options)) {
      names.add(write(own, "values-" + names.size() + ".yaml", file.content()));
    }
    var inline = options.valuesObject();
    if (inline != null && !inline.isEmpty()) {
      names.add(write(own, "inline.yaml", inline.toString().getBytes(StandardCharsets.UTF_8)));
    } else if (inline == null && !options.values().isEmpty()) {
      names.add(write(own, "inline.yaml", options.values().getBytes(StandardCharsets.UTF_8)));
    }
    return names;
  }

  private void parameters(Map<String, List<String>> words, Path own) {
    Map<String, String> set = new LinkedHashMap<>();
    Map<String, String> texts = new LinkedHashMap<>();
    for (var parameter : options.parameters()) {
      var value = HelmParameters.escaped(environment.substitute(parameter.value()));
      (parameter.forceString() ? texts : set)
          .put(HelmChartCopy.hidden(parameter.name()), HelmChartCopy.hidden(value));
    }
    List<String> fromFiles = new ArrayList<>();
    texts.forEach((name, value) -> text(name, value, own, fromFiles));
    for (var parameter : options.fileParameters()) {
      fromFiles.add(HelmChartCopy.hidden(parameter.name()));
      fromFiles.add(
          write(own, "parameter-" + fromFiles.size(), files.file(parameter.path()).content()));
    }
    List<String> plain = new ArrayList<>();
    set.forEach((name, value) -> plain.addAll(List.of(name, value)));
    words.put("set", plain);
    words.put("setFile", fromFiles);
  }

  /// `--set-string`: what comes from a file is always a text.
  private void text(String name, String value, Path own, List<String> fromFiles) {
    if (value.startsWith("{") && value.endsWith("}")) {
      var index = 0;
      for (var part : value.substring(1, value.length() - 1).split("(?<!\\\\),")) {
        text(name + "[" + index++ + "]", part, own, fromFiles);
      }
      return;
    }
    fromFiles.add(name);
    fromFiles.add(
        write(
            own,
            "parameter-" + fromFiles.size(),
            HelmParameters.unescaped(value).getBytes(StandardCharsets.UTF_8)));
  }

  private String write(Path own, String name, byte[] content) {
    try {
      var file = own.resolve(name);
      Files.write(file, HelmChartCopy.hidden(content));
      return charts.workers().inside(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
