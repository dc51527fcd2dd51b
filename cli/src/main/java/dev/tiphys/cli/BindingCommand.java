package dev.tiphys.cli;

import dev.tiphys.cli.terminal.Inert;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys binding`.
@Command(
    name = "binding",
    description =
        "Creates, shows and deletes bindings of events to workflows (WorkflowEventBindings).",
    mixinStandardHelpOptions = true,
    subcommands = {
      BindingCommand.CreateCommand.class,
      BindingCommand.GetCommand.class,
      BindingCommand.ListCommand.class,
      BindingCommand.DeleteCommand.class
    })
final class BindingCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BindingCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: create, get, list or delete");
  }

  /// `tiphys binding create`.
  @Command(
      name = "create",
      description = "Creates the WorkflowEventBindings of files.",
      footer = {"", "Example:", "  tiphys binding create on-push.yaml"},
      mixinStandardHelpOptions = true)
  static final class CreateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "YAML or JSON; - for standard input.")
    private List<String> files;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        description = "One of: name, json, yaml, wide.")
    private ShelfCommand.@Nullable Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CreateCommand() {}

    @Override
    public Integer call() {
      var bindings = new ShelfCommand(spec, server, "WorkflowEventBinding");
      return bindings.each(
          bindings.read(files),
          format == null ? ShelfCommand.Format.NAME : format,
          shelf -> shelf::create);
    }
  }

  /// `tiphys binding get`.
  @Command(
      name = "get",
      description = "Prints WorkflowEventBindings.",
      footer = {"", "Example:", "  tiphys binding get on-push"},
      mixinStandardHelpOptions = true)
  static final class GetCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(paramLabel = "BINDING", arity = "1..*", description = "Their names.")
    private List<String> names;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        description = "One of: name, json, yaml, wide.")
    private ShelfCommand.@Nullable Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    GetCommand() {}

    @Override
    public Integer call() {
      return new ShelfCommand(spec, server, "WorkflowEventBinding")
          .with(
              (client, shelf) -> {
                var form = format == null ? ShelfCommand.Format.YAML : format;
                var printing = new DefinitionPrinting(client.out(), form);
                names.forEach(name -> printing.print(shelf.get(name)));
              });
    }
  }

  /// `tiphys binding list`.
  @Command(
      name = "list",
      description = "Prints the names of WorkflowEventBindings.",
      mixinStandardHelpOptions = true)
  static final class ListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Option(
        names = {"-l", "--selector"},
        paramLabel = "SELECTOR",
        description = "Only those whose labels meet this.")
    private String labels = "";

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListCommand() {}

    @Override
    public Integer call() {
      return new ShelfCommand(spec, server, "WorkflowEventBinding")
          .with(
              (client, shelf) ->
                  shelf.list(labels).stream()
                      .map(binding -> Inert.text(Chosen.name(binding)))
                      .sorted()
                      .forEach(client.out()::println));
    }
  }

  /// `tiphys binding delete`.
  @Command(
      name = "delete",
      description = "Deletes WorkflowEventBindings; runs of them go on.",
      mixinStandardHelpOptions = true)
  static final class DeleteCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(paramLabel = "BINDING", arity = "0..*", description = "Their names.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "All of the namespace.")
    private boolean all;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    DeleteCommand() {}

    @Override
    public Integer call() {
      return new ShelfCommand(spec, server, "WorkflowEventBinding").delete(names, all);
    }
  }
}
