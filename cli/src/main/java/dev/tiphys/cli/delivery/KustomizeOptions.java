package dev.tiphys.cli.delivery;

import static dev.tiphys.cli.delivery.Fields.list;
import static dev.tiphys.cli.delivery.Fields.named;
import static dev.tiphys.cli.delivery.Fields.put;
import static dev.tiphys.cli.delivery.Fields.putAll;
import static dev.tiphys.cli.delivery.Fields.removeIf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the command line says to Kustomize about a source.
final class KustomizeOptions {
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

  void apply(ObjectNode kustomize) {
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
      removeIf(kept, (item, key) -> imageKey(item.asText()).equals(key), imageKey(image));
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
}
