package dev.tiphys.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tiphys terminate`.
@Command(
    name = "terminate",
    description = {"Ends runs at once: steps are killed, exit handlers do not run."},
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  tiphys terminate hello-world", "  tiphys terminate -l app=web"})
final class TerminateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private Chosen chosen;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TerminateCommand() {}

  @Override
  public Integer call() {
    try (var client = Client.open(server, spec)) {
      return Acts.run(
          client,
          chosen,
          "terminated",
          name -> client.routes().act(name, "terminate", Client.options()));
    }
  }
}
