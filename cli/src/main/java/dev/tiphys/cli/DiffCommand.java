package dev.tiphys.cli;

import dev.tiphys.cluster.Connections;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys diff`: the options; [DiffReport] does it.
@Command(
    name = "diff",
    description = "Says what an apply of manifests would change, as Argo CD sees it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "What is live comes from files, or from the cluster of a kubeconfig. Defaults, amounts such as",
      "0.5 and 500m, fields that others own and whatever argocd-cm or an Application ignores are no",
      "difference. Values of Secrets are hidden. What is live and not in the manifests is left out.",
      "Exit codes: 0 all is as it is wanted, 1 something differs, 2 the input is wrong.",
      "",
      "Examples:",
      "  tiphys diff deploy/ --context staging",
      "  kubectl get deploy,svc -o yaml | tiphys diff deploy/ --live -",
      "  tiphys diff deploy/ --app app.yaml --argocd-cm argocd-cm.yaml -o json"
    })
final class DiffCommand implements Callable<Integer> {
  /// How differences are printed.
  enum Format {
    /// As `diff -u` prints them, of each object that differs.
    TEXT,
    /// A JSON list of all objects with group, kind, namespace, name, status, live and predicted.
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
      names = "--live",
      paramLabel = "FILE",
      arity = "1..*",
      description = "What is live, instead of a cluster.")
  private @Nullable List<String> live;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The context of the kubeconfig. Default: its current one.")
  private @Nullable String context;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Default: that of KUBECONFIG, else ~/.kube/config.")
  private @Nullable Path kubeconfig;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "Of objects that say none. Default: that of the Application, or default.")
  private @Nullable String namespace;

  @Option(
      names = "--app",
      paramLabel = "FILE",
      description = "The Application: what it ignores, how it applies, and where to.")
  private @Nullable String application;

  @Option(
      names = "--argocd-cm",
      paramLabel = "FILE",
      description = "A ConfigMap with what all applications ignore, as Argo CD's argocd-cm.")
  private @Nullable String settings;

  @Option(
      names = "--server-side-diff",
      description = "Ask the cluster, by a dry run of each object.")
  private boolean serverSide;

  @Option(
      names = "--exit-code",
      arity = "0..1",
      paramLabel = "BOOL",
      defaultValue = "true",
      fallbackValue = "true",
      description = "Exit with 1 if something differs. Default: true.")
  private boolean exitCode;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description = "One of: text, json. Default: text.")
  private Format format;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DiffCommand() {}

  @Override
  public Integer call() throws Exception {
    if (live != null && (context != null || kubeconfig != null || serverSide)) {
      throw new BadInput(
          "--live is instead of a cluster: without --context, --kubeconfig and --server-side-diff");
    }
    var report =
        new DiffReport(
            application == null ? null : DiffReport.application(application, System.in),
            settings == null ? Map.of() : ObjectFiles.configMap(settings, System.in),
            namespace);
    var wanted = ObjectFiles.read(files, System.in);
    if (live != null) {
      report.compare(wanted, ObjectFiles.read(live, System.in));
    } else {
      try (var api = new KubeApi(Connections.kubeconfig(Kubeconfig.file(kubeconfig), context))) {
        report.compare(wanted, api, serverSide);
      } catch (KubeFailure e) {
        throw new BadInput(e.text());
      }
    }
    report.print(format, spec.commandLine().getOut());
    return exitCode && report.differs() ? ExitCode.FAILED : ExitCode.OK;
  }
}
