package dev.tiphys.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tiphys suspend`.
@Command(
    name = "suspend",
    description = {"Keeps runs from starting more steps; those that run go on."},
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  tiphys suspend hello-world", "  tiphys resume hello-world"})
final class SuspendCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private Chosen chosen;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SuspendCommand() {}

  @Override
  public Integer call() {
    try (var client = Client.open(server, spec)) {
      return Acts.run(
          client,
          chosen,
          "suspended",
          name -> client.routes().act(name, "suspend", Client.options()));
    }
  }
}
