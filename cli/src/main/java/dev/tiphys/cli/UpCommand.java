package dev.tiphys.cli;

import dev.tiphys.cli.local.LocalHost;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys up`.
@Command(
    name = "up",
    description = {
      "Serves workflows and applications here until it is stopped: the API of Argo Server and of",
      "Argo CD, and CloudEvents at /. Kill it at any moment and start it again: what is in its store",
      "goes on."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys up",
      "  tiphys up templates.yaml nightly-cron.yaml secrets.yaml",
      "  tiphys up --store s3://bucket/workflows --port 8080",
      "  tiphys up --settings argocd-cm.yaml --settings clusters/",
      "  TIPHYS_TOKEN=secret tiphys up --host 0.0.0.0",
      "  tiphys submit docs/hello-world.yaml --watch     # in another window"
    })
final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HostOptions host;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description =
          "Templates, CronWorkflows, event bindings, ConfigMaps and Secrets that are there. Secrets"
              + " stay in memory.")
  private List<String> files = List.of();

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "ConfigMaps (argocd-cm and its like) and Secrets (clusters, repositories, argocd-secret)"
              + " as Argo CD keeps them, or a folder of them. Read again when they change."
              + " Repeatable.")
  private List<String> settings = List.of();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "2746",
      description = "Where to listen; 0 for any that is free. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Which address to listen on: 0.0.0.0 for whoever reaches this machine. They can run"
              + " programs on it, so it takes a token then. Default: ${DEFAULT-VALUE}.")
  private String address;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  UpCommand() {}

  @Override
  public Integer call() throws Exception {
    if (port < 0 || port > 65_535) {
      throw new BadInput("--port: expected 0 to 65535, found " + port);
    }
    var token = System.getenv("TIPHYS_TOKEN");
    if (token == null && !InetAddress.getByName(address).isLoopbackAddress()) {
      throw new BadInput(
          "--host: others could run programs on this machine: set TIPHYS_TOKEN to what they have"
              + " to know");
    }
    var manifest = Manifest.read(files, System.in);
    if (!manifest.ofKind("Workflow").isEmpty()) {
      throw new BadInput("a Workflow in the files: submit it once the server is up");
    }
    var err = spec.commandLine().getErr();
    try (var local = LocalHost.open(host.with(manifest.others()));
        var _ =
            SettingsFiles.follow(
                settings,
                local::setUp,
                problem -> err.println("--settings stay as they were: " + problem))) {
      var uri = local.serve(address, port, token);
      spec.commandLine().getOut().println("tiphys is up at " + uri + " (Ctrl-C ends it)");
      try (var _ = new Interruption(local::close, ExitCode.OK)) {
        new CountDownLatch(1).await();
      }
      return ExitCode.OK;
    }
  }
}
