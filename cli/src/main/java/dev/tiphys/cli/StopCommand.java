package dev.tiphys.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tiphys stop`.
@Command(
    name = "stop",
    description = {
      "Ends runs: steps are killed, exit handlers run.",
      "With --node-field-selector it only fails the suspended nodes that this chooses."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys stop hello-world",
      "  tiphys stop deploy --node-field-selector displayName=approve --message 'not today'"
    })
final class StopCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private Chosen chosen;

  @Option(names = "--message", paramLabel = "TEXT", description = "Why; becomes their message.")
  private @Nullable String message;

  @Option(
      names = "--node-field-selector",
      paramLabel = "SELECTOR",
      description = "Suspended nodes: displayName=approve and the like.")
  private @Nullable String selector;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  StopCommand() {}

  @Override
  public Integer call() {
    if (selector != null) {
      NodeOptions.selected(selector);
    }
    try (var client = Client.open(server, spec)) {
      return Acts.run(
          client,
          chosen,
          "stopped",
          name -> {
            var options = Client.options();
            options.put("message", message == null ? "" : message);
            options.put("nodeFieldSelector", selector == null ? "" : selector);
            client.routes().act(name, "stop", options);
          });
    }
  }
}
