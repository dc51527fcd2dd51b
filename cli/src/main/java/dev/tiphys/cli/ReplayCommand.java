package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.local.Recorded;
import dev.tiphys.cli.view.NodeView;
import dev.tiphys.cli.view.WorkflowView;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys replay`.
@Command(
    name = "replay",
    description = {
      "Shows a run as it was after any record of its log.",
      "Without --at, as it is now, and how many records there are."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys replay hello-world",
      "  tiphys replay hello-world --at 3",
      "  tiphys replay @latest --store .tiphys",
      "  for n in 1 2 3; do tiphys replay hello-world --at $n -o short; done"
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private OutputOption output;
  @Mixin private NodeOptions nodes;
  @Mixin private LookOptions look;

  @Parameters(paramLabel = "WORKFLOW", description = "Its name; @latest for the newest.")
  private String name;

  @Option(
      names = "--store",
      paramLabel = "DIR|s3://BUCKET/PREFIX",
      description = "Reads this store, without a server.")
  private @Nullable String store;

  @Option(names = "--at", paramLabel = "N", description = "The number of the record, from 1.")
  private @Nullable Long version;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ReplayCommand() {}

  @Override
  public Integer call() {
    if (version != null && version < 1) {
      throw new BadInput("--at: expected 1 or more, found " + version);
    }
    var wanted = nodes.wanted();
    var out = spec.commandLine().getOut();
    if (store != null) {
      if (server.address.isGiven()) {
        throw new BadInput("--store and a server: expected one of them, found both");
      }
      print(Recorded.workflow(store, server.namespace, name, version), wanted, out);
      return ExitCode.OK;
    }
    try (var client = Client.open(server, spec)) {
      var routes = client.routes();
      var resolved = routes.resolve(name);
      print(version == null ? routes.get(resolved) : routes.get(resolved, version), wanted, out);
      return ExitCode.OK;
    }
  }

  private void print(JsonNode workflow, Predicate<NodeView> wanted, PrintWriter out) {
    var printing = new Printing(out, output.format, look.out());
    switch (output.format) {
      case NAME, JSON, YAML -> printing.print(workflow);
      case null, default -> {
        var record = workflow.path("metadata").path("resourceVersion").asText();
        if (output.format != OutputOption.Format.SHORT && !record.isEmpty()) {
          out.println("%-20s %s".formatted("Record:", record));
        }
        printing.picture(WorkflowView.of(workflow), wanted);
      }
    }
  }
}
