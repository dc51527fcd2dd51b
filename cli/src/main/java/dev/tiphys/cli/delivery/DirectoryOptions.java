package dev.tiphys.cli.delivery;

import static dev.tiphys.cli.delivery.Fields.list;
import static dev.tiphys.cli.delivery.Fields.named;
import static dev.tiphys.cli.delivery.Fields.part;
import static dev.tiphys.cli.delivery.Fields.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the command line says about a source that is a folder of manifests.
final class DirectoryOptions {
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

  void apply(ObjectNode directory) {
    put(directory, "recurse", recurse);
    put(directory, "include", include);
    put(directory, "exclude", exclude);
    part(
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
}
