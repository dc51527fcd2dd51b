package dev.tiphys.cli.delivery;

import static dev.tiphys.cli.delivery.SpecOptions.put;
import static dev.tiphys.cli.delivery.SpecOptions.putAll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.Input;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the command line says about one source of an application.
final class SourceOptions {
  @Option(names = "--repo", paramLabel = "URL", description = "The repository.")
  private @Nullable String repository;

  @Option(names = "--path", paramLabel = "PATH", description = "The folder in the repository.")
  private @Nullable String path;

  @Option(
      names = "--revision",
      paramLabel = "REV",
      description = "A branch, a tag, a commit, or a range of versions.")
  private @Nullable String revision;

  @Option(names = "--helm-chart", paramLabel = "NAME", description = "The chart of a repository.")
  private @Nullable String chart;

  @Option(names = "--ref", paramLabel = "NAME", description = "What other sources call this one.")
  private @Nullable String ref;

  @Option(names = "--source-name", paramLabel = "NAME", description = "What people call it.")
  private @Nullable String name;

  @Option(
      names = "--tag-prefix",
      paramLabel = "TEXT",
      description = "Only tags that begin so are versions.")
  private @Nullable String tagPrefix;

  @Option(names = "--release-name", paramLabel = "NAME", description = "Helm: the release.")
  private @Nullable String release;

  @Option(
      names = {"-p", "--parameter", "--helm-set"},
      paramLabel = "NAME=VALUE",
      description = "Helm: a value. Repeatable.")
  private Map<String, String> parameters = Map.of();

  @Option(
      names = "--helm-set-string",
      paramLabel = "NAME=VALUE",
      description = "Helm: a value that stays text. Repeatable.")
  private Map<String, String> texts = Map.of();

  @Option(
      names = "--helm-set-file",
      paramLabel = "NAME=PATH",
      description = "Helm: a value from a file of the repository. Repeatable.")
  private Map<String, String> valueFromFile = Map.of();

  @Option(
      names = "--values",
      paramLabel = "PATH",
      description = "Helm: a file of values in the repository. Repeatable.")
  private @Nullable List<String> valueFiles;

  @Option(
      names = "--values-literal-file",
      paramLabel = "FILE",
      description = "Helm: a file of values here.")
  private @Nullable String values;

  private @Nullable String literal;

  @Option(
      names = "--ignore-missing-value-files",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Helm: files of values may be missing.")
  private @Nullable Boolean ignoreMissing;

  @Option(
      names = "--helm-skip-crds",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Helm: without the chart's crds folder.")
  private @Nullable Boolean skipCrds;

  @Option(
      names = "--helm-skip-tests",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Helm: without tests.")
  private @Nullable Boolean skipTests;

  @Option(
      names = "--helm-skip-schema-validation",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Helm: values are not checked.")
  private @Nullable Boolean skipSchema;

  @Option(
      names = "--helm-pass-credentials",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Helm: credentials go to all hosts.")
  private @Nullable Boolean passCredentials;

  @Option(names = "--helm-namespace", paramLabel = "NS", description = "Helm: the namespace.")
  private @Nullable String helmNamespace;

  @Option(names = "--helm-kube-version", paramLabel = "V", description = "Helm: of Kubernetes.")
  private @Nullable String helmKubeVersion;

  @Option(
      names = "--helm-api-versions",
      paramLabel = "V",
      split = ",",
      description = "Helm: what the cluster serves.")
  private @Nullable List<String> helmApiVersions;

  @Option(names = "--nameprefix", paramLabel = "TEXT", description = "Kustomize: of all names.")
  private @Nullable String prefix;

  @Option(names = "--namesuffix", paramLabel = "TEXT", description = "Kustomize: of all names.")
  private @Nullable String suffix;

  @Option(
      names = "--kustomize-image",
      paramLabel = "IMAGE",
      description = "Kustomize: [OLD=]IMAGE[:TAG][@DIGEST]. Repeatable.")
  private List<String> images = List.of();

  @Option(
      names = "--kustomize-replica",
      paramLabel = "NAME=N",
      description = "Kustomize: how many replicas. Repeatable.")
  private Map<String, String> replicas = Map.of();

  @Option(names = "--kustomize-namespace", paramLabel = "NS", description = "Kustomize: of all.")
  private @Nullable String kustomizeNamespace;

  @Option(names = "--kustomize-version", paramLabel = "V", description = "Kustomize: which one.")
  private @Nullable String kustomizeVersion;

  @Option(
      names = "--kustomize-common-label",
      paramLabel = "NAME=VALUE",
      description = "Kustomize: of all objects. Repeatable.")
  private Map<String, String> labels = Map.of();

  @Option(
      names = "--kustomize-common-annotation",
      paramLabel = "NAME=VALUE",
      description = "Kustomize: of all objects. Repeatable.")
  private Map<String, String> annotations = Map.of();

  @Option(
      names = "--kustomize-force-common-label",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Kustomize: these labels win.")
  private @Nullable Boolean forceLabels;

  @Option(
      names = "--kustomize-force-common-annotation",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Kustomize: these annotations win.")
  private @Nullable Boolean forceAnnotations;

  @Option(
      names = "--kustomize-label-without-selector",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Kustomize: labels stay out of selectors and templates.")
  private @Nullable Boolean withoutSelector;

  @Option(
      names = "--kustomize-label-include-templates",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Kustomize: such labels go into templates all the same.")
  private @Nullable Boolean includeTemplates;

  @Option(
      names = "--kustomize-component",
      paramLabel = "PATH",
      description = "Kustomize: a component. Repeatable.")
  private @Nullable List<String> components;

  @Option(
      names = "--ignore-missing-components",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Kustomize: components may be missing.")
  private @Nullable Boolean ignoreMissingComponents;

  @Option(
      names = "--directory-recurse",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Folder: with the folders below.")
  private @Nullable Boolean recurse;

  @Option(names = "--directory-include", paramLabel = "GLOB", description = "Folder: only these.")
  private @Nullable String include;

  @Option(names = "--directory-exclude", paramLabel = "GLOB", description = "Folder: not these.")
  private @Nullable String exclude;

  @Option(
      names = "--jsonnet-ext-var-str",
      paramLabel = "NAME=VALUE",
      description = "Jsonnet: an external text. Repeatable.")
  private Map<String, String> extTexts = Map.of();

  @Option(
      names = "--jsonnet-ext-var-code",
      paramLabel = "NAME=CODE",
      description = "Jsonnet: external code. Repeatable.")
  private Map<String, String> extCode = Map.of();

  @Option(
      names = "--jsonnet-tla-str",
      paramLabel = "NAME=VALUE",
      description = "Jsonnet: a text argument. Repeatable.")
  private Map<String, String> tlaTexts = Map.of();

  @Option(
      names = "--jsonnet-tla-code",
      paramLabel = "NAME=CODE",
      description = "Jsonnet: an argument as code. Repeatable.")
  private Map<String, String> tlaCode = Map.of();

  @Option(
      names = "--jsonnet-libs",
      paramLabel = "PATH",
      description = "Jsonnet: a folder of libraries. Repeatable.")
  private @Nullable List<String> libraries;

  @Option(
      names = "--config-management-plugin",
      paramLabel = "NAME",
      description = "Plugin: which one.")
  private @Nullable String plugin;

  @Option(
      names = "--plugin-env",
      paramLabel = "NAME=VALUE",
      description = "Plugin: a variable of its environment. Repeatable.")
  private Map<String, String> environment = Map.of();

  /// Whether any of it was said.
  boolean isGiven() {
    var probe = JsonNodeFactory.instance.objectNode();
    apply(probe);
    return !probe.isEmpty();
  }

  void apply(ObjectNode source) {
    put(source, "repoURL", repository);
    put(source, "path", path);
    put(source, "targetRevision", revision);
    put(source, "chart", chart);
    put(source, "ref", ref);
    put(source, "name", name);
    put(source, "tagPrefix", tagPrefix);
    tool(source, "helm", this::helm);
    tool(source, "kustomize", this::kustomize);
    tool(source, "directory", this::directory);
    tool(source, "plugin", this::plugin);
  }

  private interface Tool {
    void apply(ObjectNode options);
  }

  /// A tool that nothing is said about is not named: naming one chooses it.
  private static void tool(ObjectNode source, String field, Tool tool) {
    var options = source.path(field) instanceof ObjectNode there ? there : source.objectNode();
    tool.apply(options);
    if (!options.isEmpty()) {
      source.set(field, options);
    }
  }

  private void helm(ObjectNode helm) {
    put(helm, "releaseName", release);
    put(helm, "ignoreMissingValueFiles", ignoreMissing);
    put(helm, "skipCrds", skipCrds);
    put(helm, "skipTests", skipTests);
    put(helm, "skipSchemaValidation", skipSchema);
    put(helm, "passCredentials", passCredentials);
    put(helm, "namespace", helmNamespace);
    put(helm, "kubeVersion", helmKubeVersion);
    list(helm, "apiVersions", helmApiVersions);
    list(helm, "valueFiles", valueFiles);
    if (values != null) {
      helm.put("values", literal(values));
      helm.remove("valuesObject");
    }
    named(helm, "parameters", "value", parameters, null);
    named(helm, "parameters", "value", texts, "forceString");
    named(helm, "fileParameters", "path", valueFromFile, null);
  }

  /// Read once: it may be standard input.
  private String literal(String file) {
    if (literal == null) {
      literal = new String(Input.read(file, System.in), StandardCharsets.UTF_8);
    }
    return literal;
  }

  private void kustomize(ObjectNode kustomize) {
    put(kustomize, "namePrefix", prefix);
    put(kustomize, "nameSuffix", suffix);
    put(kustomize, "namespace", kustomizeNamespace);
    put(kustomize, "version", kustomizeVersion);
    putAll(kustomize, "commonLabels", labels);
    putAll(kustomize, "commonAnnotations", annotations);
    put(kustomize, "forceCommonLabels", forceLabels);
    put(kustomize, "forceCommonAnnotations", forceAnnotations);
    put(kustomize, "labelWithoutSelector", withoutSelector);
    put(kustomize, "labelIncludeTemplates", includeTemplates);
    list(kustomize, "components", components);
    put(kustomize, "ignoreMissingComponents", ignoreMissingComponents);
    for (var image : images) {
      var kept = kustomize.withArrayProperty("images");
      SpecOptions.removeIf(
          kept, (item, key) -> imageKey(item.asText()).equals(key), imageKey(image));
      kept.add(image);
    }
    replicas.forEach(
        (of, count) -> {
          if (!count.matches("\\d{1,9}")) {
            throw new BadInput(
                "--kustomize-replica: expected NAME=N, found '%s=%s'".formatted(of, count));
          }
          named(kustomize, "replicas", of).put("count", Integer.parseInt(count));
        });
  }

  /// What images are told apart by (C034): the text up to `=`, else `:`, else `@`.
  private static String imageKey(String image) {
    for (var mark : List.of("=", ":", "@")) {
      var end = image.indexOf(mark);
      if (end >= 0) {
        return image.substring(0, end);
      }
    }
    return image;
  }

  private void directory(ObjectNode directory) {
    put(directory, "recurse", recurse);
    put(directory, "include", include);
    put(directory, "exclude", exclude);
    tool(
        directory,
        "jsonnet",
        jsonnet -> {
          named(jsonnet, "extVars", "value", extTexts, null);
          named(jsonnet, "extVars", "value", extCode, "code");
          named(jsonnet, "tlas", "value", tlaTexts, null);
          named(jsonnet, "tlas", "value", tlaCode, "code");
          list(jsonnet, "libs", libraries);
        });
  }

  private void plugin(ObjectNode options) {
    put(options, "name", plugin);
    named(options, "env", "value", environment, null);
  }

  private static void list(ObjectNode object, String field, @Nullable List<String> items) {
    if (items != null) {
      var list = object.putArray(field);
      items.forEach(list::add);
    }
  }

  /// Sets values in a list of `{name, …}`, one of each name.
  ///
  /// @param flag a field that is true for all of these; null for none
  private static void named(
      ObjectNode object,
      String field,
      String value,
      Map<String, String> values,
      @Nullable String flag) {
    new LinkedHashMap<>(values)
        .forEach(
            (key, text) -> {
              var item = named(object, field, key).put(value, text);
              if (flag != null) {
                item.put(flag, true);
              } else {
                item.remove(List.of("forceString", "code"));
              }
            });
  }

  private static ObjectNode named(ObjectNode object, String field, String name) {
    var list = object.withArrayProperty(field);
    for (JsonNode item : list) {
      if (item.path("name").asText().equals(name)) {
        return (ObjectNode) item;
      }
    }
    return list.addObject().put("name", name);
  }
}
