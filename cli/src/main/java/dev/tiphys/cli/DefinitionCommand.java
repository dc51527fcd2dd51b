package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.server.Shelf;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// A command about definitions of one kind, which is that of the command above it.
@Command(mixinStandardHelpOptions = true)
abstract class DefinitionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @ParentCommand private Group above;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DefinitionCommand() {}

  /// The command above: it only says the kind.
  abstract static class Group implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    Group() {}

    abstract DefinitionKind kind();

    @Override
    public void run() {
      throw new ParameterException(
          spec.commandLine(),
          "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
    }
  }

  ServerOptions server() {
    return server;
  }

  DefinitionKind kind() {
    return above.kind();
  }

  /// What is done with the definitions of a server.
  interface Action {
    void carryOut(Client client, Shelf shelf);
  }

  int with(Action action) {
    try (var client = Client.open(server, spec)) {
      action.carryOut(client, kind().shelf(client.routes()));
      return ExitCode.OK;
    }
  }

  /// Does the same to each and prints what becomes of it.
  int each(
      List<? extends JsonNode> definitions,
      DefinitionPrinting.@Nullable Format format,
      Function<Shelf, Function<JsonNode, JsonNode>> change) {
    return with(
        (client, shelf) -> {
          var printing = new DefinitionPrinting(client.out(), format);
          definitions.forEach(given -> printing.print(change.apply(shelf).apply(given)));
        });
  }
}
