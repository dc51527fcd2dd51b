package dev.tiphys.cli;

import dev.tiphys.cli.terminal.Inert;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What can be done with definitions of every kind.
final class DefinitionCommands {
  private DefinitionCommands() {}

  /// `create`.
  @Command(name = "create", description = "Creates those in files.")
  static final class Create extends DefinitionCommand {
    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "YAML or JSON; - for standard input.")
    private List<String> files;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "NAME",
        description = "One of: name, json, yaml, wide. Default: name.")
    private DefinitionPrinting.Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Create() {}

    @Override
    public Integer call() {
      return each(kind().read(files), format, shelf -> shelf::create);
    }
  }

  /// `get`.
  @Command(name = "get", description = "Shows them by name.")
  static final class Get extends DefinitionCommand {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Their names.")
    private List<String> names;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        description = "One of: name, json, yaml, wide.")
    private DefinitionPrinting.@Nullable Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Get() {}

    @Override
    public Integer call() {
      return with(
          (client, shelf) -> {
            var printing = new DefinitionPrinting(client.out(), format);
            names.forEach(name -> printing.print(shelf.get(name)));
          });
    }
  }

  /// `list`.
  @Command(name = "list", description = "Lists them.")
  static final class ListAll extends DefinitionCommand {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        description = "One of: name, json, yaml, wide.")
    private DefinitionPrinting.@Nullable Format format;

    @Option(
        names = {"-l", "--selector"},
        paramLabel = "SELECTOR",
        description = "Only those whose labels meet this.")
    private String labels = "";

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    public Integer call() {
      return with(
          (client, shelf) ->
              new DefinitionPrinting(client.out(), format)
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
