package dev.tiphys.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys health`: the options; [HealthReport] does it.
@Command(
    name = "health",
    description = "Says how live objects are, as Argo CD would show them.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "An object is judged by what it says of itself; no cluster is asked. One whose kind has no",
      "rule has no health, which counts as fine.",
      "Exit codes: 0, or with --exit-code 1 if an object is Missing, Degraded or Unknown; 2 the",
      "input is wrong.",
      "",
      "Examples:",
      "  kubectl get deploy,pods -o yaml | tiphys health -",
      "  tiphys health --argocd-cm argocd-cm.yaml certificate.yaml -o json"
    })
final class HealthCommand implements Callable<Integer> {
  /// How the health of objects is printed.
  enum Format {
    /// One line each: the object, its status, the message.
    TEXT,
    /// A JSON list of objects with file, apiVersion, kind, namespace, name, status and message.
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "YAML or JSON, lists too; a folder for all in it; - for standard input.")
  private List<String> files;

  @Option(
      names = "--argocd-cm",
      paramLabel = "FILE",
      description = "A ConfigMap with resource.customizations, as Argo CD's argocd-cm.")
  private @Nullable String customizations;

  @Option(
      names = "--exit-code",
      description = "Exit with 1 if an object is Missing, Degraded or Unknown.")
  private boolean exitCode;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description = "One of: text, json. Default: text.")
  private Format format;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  HealthCommand() {}

  @Override
  public Integer call() throws Exception {
    var report = HealthReport.of(files, customizations, System.in);
    report.print(format, spec.commandLine().getOut());
    return exitCode && report.isBad() ? ExitCode.FAILED : ExitCode.OK;
  }
}
