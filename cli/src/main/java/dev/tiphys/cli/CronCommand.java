package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.CronView;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
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

/// `tiphys cron`.
@Command(
    name = "cron",
    description = "Creates, shows and deletes workflows that run by the clock.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CronCommand.CreateCommand.class,
      CronCommand.UpdateCommand.class,
      CronCommand.GetCommand.class,
      CronCommand.ListCommand.class,
      CronCommand.DeleteCommand.class,
      CronCommand.SuspendCommand.class,
      CronCommand.ResumeCommand.class,
      CronCommand.LintCommand.class,
      BackfillCommand.class
    })
final class CronCommand implements Runnable {
  private static final String KIND = "CronWorkflow";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  CronCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: create, update, get, list, delete, suspend, resume, lint or backfill");
  }

  /// The CronWorkflows of files, with what the user changes about them.
  private static List<JsonNode> read(
      ShelfCommand crons, List<String> files, SubmitOptions changes, @Nullable String schedule) {
    var overrides = Overrides.of(changes, System.in);
    var read = new ArrayList<JsonNode>();
    for (var given : crons.read(files)) {
      read.add(overrides.applyToCron((ObjectNode) given, schedule));
    }
    if (read.size() > 1 && changes.name != null) {
      throw new BadInput("--name: expected one CronWorkflow, found " + read.size());
    }
    return read;
  }

  /// `tiphys cron create`.
  @Command(
      name = "create",
      description = "Creates the CronWorkflows of files.",
      footer = {"", "Example:", "  tiphys cron create nightly.yaml"},
      mixinStandardHelpOptions = true)
  static final class CreateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "YAML or JSON; - for standard input.")
    private List<String> files;

    @Mixin private SubmitOptions changes;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        description = "One of: name, json, yaml, wide.")
    private ShelfCommand.@Nullable Format format;

    @Option(
        names = "--schedule",
        paramLabel = "SCHEDULE",
        description = "Instead of all of its own.")
    private @Nullable String schedule;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CreateCommand() {}

    @Override
    public Integer call() {
      var crons = new ShelfCommand(spec, server, KIND);
      return crons.each(read(crons, files, changes, schedule), format, shelf -> shelf::create);
    }
  }

  /// `tiphys cron update`.
  @Command(
      name = "update",
      description = "Replaces CronWorkflows by those of files.",
      footer = {"", "Example:", "  tiphys cron update nightly.yaml"},
      mixinStandardHelpOptions = true)
  static final class UpdateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "YAML or JSON; - for standard input.")
    private List<String> files;

    @Mixin private SubmitOptions changes;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        description = "One of: name, json, yaml, wide.")
    private ShelfCommand.@Nullable Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    UpdateCommand() {}

    @Override
    public Integer call() {
      var crons = new ShelfCommand(spec, server, KIND);
      return crons.each(
          read(crons, files, changes, null),
          format,
          shelf -> cron -> shelf.replace(Chosen.name(cron), cron));
    }
  }

  /// `tiphys cron get`.
  @Command(
      name = "get",
      description = "Shows CronWorkflows.",
      footer = {"", "Example:", "  tiphys cron get nightly"},
      mixinStandardHelpOptions = true)
  static final class GetCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(paramLabel = "CRON", arity = "1..*", description = "Their names.")
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
      return new ShelfCommand(spec, server, KIND)
          .with(
              (client, shelf) -> {
                var printing = new DefinitionPrinting(client.out(), format);
                names.forEach(name -> printing.print(shelf.get(name)));
              });
    }
  }

  /// `tiphys cron list`.
  @Command(name = "list", description = "Lists CronWorkflows.", mixinStandardHelpOptions = true)
  static final class ListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        description = "One of: name, json, yaml, wide.")
    private ShelfCommand.@Nullable Format format;

    @Option(
        names = {"-l", "--selector"},
        paramLabel = "SELECTOR",
        description = "Only those whose labels meet this.")
    private String labels = "";

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListCommand() {}

    @Override
    public Integer call() {
      return new ShelfCommand(spec, server, KIND)
          .with(
              (client, shelf) -> {
                var found = shelf.list(labels).stream().sorted(Comparator.comparing(Chosen::name));
                if (format == ShelfCommand.Format.NAME) {
                  found.map(cron -> Inert.text(Chosen.name(cron))).forEach(client.out()::println);
                } else if (format == null || format == ShelfCommand.Format.WIDE) {
                  var now = Instant.now();
                  var crons = found.map(cron -> new CronView(cron, now, ZoneId.systemDefault()));
                  CronView.table(crons.toList(), false).forEach(client.out()::println);
                } else {
                  found.forEach(new DefinitionPrinting(client.out(), format)::print);
                }
              });
    }
  }

  /// `tiphys cron delete`.
  @Command(
      name = "delete",
      description = "Deletes CronWorkflows; runs of them go on.",
      mixinStandardHelpOptions = true)
  static final class DeleteCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(paramLabel = "CRON", arity = "0..*", description = "Their names.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "All of the namespace.")
    private boolean all;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    DeleteCommand() {}

    @Override
    public Integer call() {
      return new ShelfCommand(spec, server, KIND).delete(names, all);
    }
  }

  /// `tiphys cron suspend`.
  @Command(
      name = "suspend",
      description = "Keeps CronWorkflows from starting runs.",
      mixinStandardHelpOptions = true)
  static final class SuspendCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(paramLabel = "CRON", arity = "1..*", description = "Their names.")
    private List<String> names;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SuspendCommand() {}

    @Override
    public Integer call() {
      return new ShelfCommand(spec, server, KIND)
          .with(
              (client, shelf) ->
                  names.forEach(
                      name -> {
                        shelf.act(name, "suspend");
                        client.out().println("CronWorkflow '" + Inert.text(name) + "' suspended");
                      }));
    }
  }

  /// `tiphys cron resume`.
  @Command(
      name = "resume",
      description = "Lets suspended CronWorkflows start runs again.",
      mixinStandardHelpOptions = true)
  static final class ResumeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(paramLabel = "CRON", arity = "1..*", description = "Their names.")
    private List<String> names;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ResumeCommand() {}

    @Override
    public Integer call() {
      return new ShelfCommand(spec, server, KIND)
          .with(
              (client, shelf) ->
                  names.forEach(
                      name -> {
                        shelf.act(name, "resume");
                        client.out().println("CronWorkflow '" + Inert.text(name) + "' resumed");
                      }));
    }
  }

  /// `tiphys cron lint`.
  @Command(
      name = "lint",
      description = "Says what the server finds wrong with CronWorkflows.",
      mixinStandardHelpOptions = true)
  static final class LintCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "YAML or JSON; - for standard input.")
    private List<String> files;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    LintCommand() {}

    @Override
    public Integer call() {
      var crons = new ShelfCommand(spec, server, KIND);
      var given = crons.read(files);
      return crons.with(
          (client, shelf) -> {
            given.forEach(shelf::lint);
            client.out().println("no linting errors found");
          });
    }
  }
}
