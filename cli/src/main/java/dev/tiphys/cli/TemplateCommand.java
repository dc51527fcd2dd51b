package dev.tiphys.cli;

import dev.tiphys.cli.terminal.Inert;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys template`.
@Command(
    name = "template",
    description = "Creates, shows and deletes workflow templates.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TemplateCommand.CreateCommand.class,
      TemplateCommand.GetCommand.class,
      TemplateCommand.ListCommand.class,
      TemplateCommand.DeleteCommand.class
    })
final class TemplateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TemplateCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: create, get, list or delete");
  }

  /// How templates are printed.
  enum Format {
    NAME,
    JSON,
    YAML
  }

  private static OutputOption.Format form(Format format) {
    return switch (format) {
      case NAME -> OutputOption.Format.NAME;
      case JSON -> OutputOption.Format.JSON;
      case YAML -> OutputOption.Format.YAML;
    };
  }

  /// `tiphys template create`.
  @Command(
      name = "create",
      description = "Creates the WorkflowTemplates of files.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  tiphys template create deploy.yaml"})
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
        defaultValue = "NAME",
        description = "One of: name, json, yaml. Default: name.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CreateCommand() {}

    @Override
    public Integer call() {
      var templates = Manifest.read(files, System.in).ofKind("WorkflowTemplate");
      if (templates.isEmpty()) {
        throw new BadInput(String.join(", ", files) + ": no WorkflowTemplate in there");
      }
      try (var client = Client.open(server, spec)) {
        var printing = new Printing(client.out(), form(format), new LookOptions().out());
        templates.forEach(template -> printing.print(client.routes().createTemplate(template)));
        return ExitCode.OK;
      }
    }
  }

  /// `tiphys template get`.
  @Command(
      name = "get",
      description = "Prints workflow templates.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  tiphys template get deploy"})
  static final class GetCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(paramLabel = "TEMPLATE", arity = "1..*", description = "Their names.")
    private List<String> names;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "YAML",
        description = "One of: name, json, yaml. Default: yaml.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    GetCommand() {}

    @Override
    public Integer call() {
      try (var client = Client.open(server, spec)) {
        var printing = new Printing(client.out(), form(format), new LookOptions().out());
        names.forEach(name -> printing.print(client.routes().template(name)));
        return ExitCode.OK;
      }
    }
  }

  /// `tiphys template list`.
  @Command(
      name = "list",
      description = "Prints the names of workflow templates.",
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
      try (var client = Client.open(server, spec)) {
        client.routes().templates(labels).stream()
            .map(template -> Inert.text(Chosen.name(template)))
            .sorted()
            .forEach(client.out()::println);
        return ExitCode.OK;
      }
    }
  }

  /// `tiphys template delete`.
  @Command(
      name = "delete",
      description = "Deletes workflow templates; runs of them go on.",
      mixinStandardHelpOptions = true)
  static final class DeleteCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(paramLabel = "TEMPLATE", arity = "1..*", description = "Their names.")
    private List<String> names;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    DeleteCommand() {}

    @Override
    public Integer call() {
      try (var client = Client.open(server, spec)) {
        for (var name : names) {
          client.routes().deleteTemplate(name);
          client.out().println("WorkflowTemplate '" + Inert.text(name) + "' deleted");
        }
        return ExitCode.OK;
      }
    }
  }
}
