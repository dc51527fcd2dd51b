package dev.tiphys.cli;

import dev.tiphys.cli.view.WorkflowView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tiphys delete`.
@Command(
    name = "delete",
    description = "Deletes workflows; runs that have not ended are ended.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys delete hello-world",
      "  tiphys delete --completed --older 7d --dry-run",
      "  tiphys delete --all"
    })
final class DeleteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private Chosen chosen;
  @Mixin private FilterOptions filter;

  @Option(names = "--all", description = "All of the namespace.")
  private boolean all;

  @Option(names = "--force", description = "Without waiting for what finalizers would do.")
  private boolean force;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DeleteCommand() {}

  @Override
  public Integer call() {
    try (var client = Client.open(server, spec)) {
      return client.each(
          names(client),
          name -> {
            if (!chosen.dryRun) {
              client.routes().delete(name, force);
            }
            client
                .out()
                .println("Workflow '" + name + "' deleted" + (chosen.dryRun ? " (dry run)" : ""));
          });
    }
  }

  private List<String> names(Client client) {
    var filtered =
        filter.completed
            || filter.resubmitted
            || filter.older != null
            || !filter.phases.isEmpty()
            || !filter.prefix.isEmpty();
    if (!all && !filtered) {
      return chosen.names(client.routes());
    }
    if (!chosen.names.isEmpty()) {
      throw new BadInput("expected names or filters, found both");
    }
    var wanted = Filter.of(filter, Instant.now());
    return client.routes().list(chosen.labels, chosen.fields, "-items.status.nodes").stream()
        .map(WorkflowView::of)
        .filter(wanted)
        .map(WorkflowView::name)
        .toList();
  }
}
