package dev.tiphys.cli;

import dev.tiphys.cli.terminal.Inert;
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

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces, with filters or --all.")
  private boolean allNamespaces;

  @Option(
      names = "--query-chunk-size",
      paramLabel = "N",
      description = "Lists come in pieces by themselves; this changes nothing.")
  private long chunkSize;

  @Option(names = "--force", description = "Without waiting for what finalizers would do.")
  private boolean force;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DeleteCommand() {}

  @Override
  public Integer call() {
    if (allNamespaces) {
      return everywhere();
    }
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

  /// A name means one run in each namespace, so each is deleted in its own.
  private int everywhere() {
    if (!all && !filtered() && chosen.labels.isEmpty() && chosen.fields.isEmpty()) {
      throw new BadInput("-A: expected filters, a selector or --all");
    }
    server.namespace = "";
    try (var client = Client.open(server, spec)) {
      for (var workflow : found(client)) {
        if (!chosen.dryRun) {
          client.routes().in(workflow.namespace()).delete(workflow.name(), force);
        }
        client
            .out()
            .println(
                "Workflow '%s' in namespace '%s' deleted%s"
                    .formatted(
                        Inert.text(workflow.name()),
                        Inert.text(workflow.namespace()),
                        chosen.dryRun ? " (dry run)" : ""));
      }
    }
    return ExitCode.OK;
  }

  private boolean filtered() {
    return filter.completed
        || filter.resubmitted
        || filter.older != null
        || !filter.phases.isEmpty()
        || !filter.prefix.isEmpty();
  }

  private List<String> names(Client client) {
    if (!all && !filtered()) {
      return chosen.names(client.routes());
    }
    return found(client).stream().map(WorkflowView::name).toList();
  }

  private List<WorkflowView> found(Client client) {
    if (!chosen.names.isEmpty()) {
      throw new BadInput("expected names or filters, found both");
    }
    var wanted = Filter.of(filter, Instant.now());
    return client.routes().list(chosen.labels, chosen.fields, "-items.status.nodes").stream()
        .map(WorkflowView::of)
        .filter(wanted)
        .toList();
  }
}
