package dev.tiphys.cli.delivery;

import static dev.tiphys.cli.delivery.Fields.list;
import static dev.tiphys.cli.delivery.Fields.named;
import static dev.tiphys.cli.delivery.Fields.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.Input;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the command line says to Helm about a source.
final class HelmOptions {
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

  private @Nullable String literal;

  void apply(ObjectNode helm) {
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
}
