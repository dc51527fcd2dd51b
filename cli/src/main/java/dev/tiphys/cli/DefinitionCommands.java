package dev.tiphys.cli;

import dev.tiphys.cli.terminal.Inert;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What can be done with definitions of every kind.
final class DefinitionCommands {
  private DefinitionCommands() {}

  /// `create`.
  @Command(name = "create", description = "Creates those in files.")
  static final class Create extends DefinitionCommand {
    @Mixin private FilesOption files;

    @Mixin private DefinitionOutput output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Create() {}

    @Override
    public Integer call() {
      return each(kind().read(files.names), output.orName(), shelf -> shelf::create);
    }
  }

  /// `update`.
  @Command(name = "update", description = "Replaces them by those in files.")
  static final class Update extends DefinitionCommand {
    @Mixin private FilesOption files;
    @Mixin private DefinitionOutput output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Update() {}

    @Override
    public Integer call() {
      return each(
          kind().read(files.names),
          output.orName(),
          shelf -> given -> shelf.replace(Chosen.name(given), given));
    }
  }

  /// `lint`.
  @Command(name = "lint", description = "Says what the server finds wrong with those in files.")
  static final class Lint extends DefinitionCommand {
    @Mixin private FilesOption files;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Lint() {}

    @Override
    public Integer call() {
      var given = kind().read(files.names);
      return with(
          (client, shelf) -> {
            given.forEach(shelf::lint);
            client.out().println("no linting errors found");
          });
    }
  }

  /// `get`.
  @Command(name = "get", description = "Shows them by name.")
  static final class Get extends DefinitionCommand {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Their names.")
    private List<String> names;

    @Mixin private DefinitionOutput output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Get() {}

    @Override
    public Integer call() {
      return with(
          (client, shelf) -> {
            var printing = new DefinitionPrinting(client.out(), output.format);
            names.forEach(name -> printing.print(shelf.get(name)));
          });
    }
  }

  /// `list`.
  @Command(name = "list", description = "Lists them.")
  static final class ListAll extends DefinitionCommand {
    @Mixin private DefinitionOutput output;

    @Option(
        names = {"-l", "--selector"},
        paramLabel = "SELECTOR",
        description = "Only those whose labels meet this.")
    private String labels = "";

    @Option(
        names = {"-A", "--all-namespaces"},
        description = "Of all namespaces.")
    private boolean allNamespaces;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    public Integer call() {
      if (allNamespaces) {
        server().namespace = "";
      }
      return with(
          (client, shelf) ->
              new DefinitionPrinting(client.out(), output.format)
                  .list(
                      shelf.list(labels).stream()
                          .sorted(Comparator.comparing(Chosen::name))
                          .toList()));
    }
  }

  /// `delete`.
  @Command(name = "delete", description = "Deletes them; runs of them go on.")
  static final class Delete extends DefinitionCommand {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Their names.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "All of the namespace.")
    private boolean all;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Delete() {}

    @Override
    public Integer call() {
      if (names.isEmpty() != all) {
        throw new BadInput("expected names or --all");
      }
      return with(
          (client, shelf) -> {
            var doomed = all ? shelf.list("").stream().map(Chosen::name).toList() : names;
            for (var name : doomed) {
              shelf.delete(name);
              client.out().println(kind() + " '" + Inert.text(name) + "' deleted");
            }
          });
    }
  }
}
