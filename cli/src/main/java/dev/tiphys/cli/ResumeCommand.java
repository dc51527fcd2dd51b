package dev.tiphys.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tiphys resume`.
@Command(
    name = "resume",
    description = {
      "Lets suspended runs go on, and ends their suspended nodes.",
      "With --node-field-selector it only ends the nodes that this chooses."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys resume deploy",
      "  tiphys resume deploy --node-field-selector displayName=approve"
    })
final class ResumeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private Chosen chosen;

  @Option(
      names = "--node-field-selector",
      paramLabel = "SELECTOR",
      description = "Suspended nodes: displayName=approve and the like.")
  private @Nullable String selector;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ResumeCommand() {}

  @Override
  public Integer call() {
    if (selector != null) {
      NodeOptions.selected(selector);
    }
    try (var client = Client.open(server, spec)) {
      return Acts.run(
          client,
          chosen,
          "resumed",
          name ->
              client
                  .routes()
                  .act(
                      name,
                      "resume",
                      Client.options().put("nodeFieldSelector", selector == null ? "" : selector)));
    }
  }
}
