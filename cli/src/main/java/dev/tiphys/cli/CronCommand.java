package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.terminal.Inert;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys cron`.
@Command(
    name = "cron",
    description = "Creates, shows and deletes workflows that run by the clock.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  tiphys cron create nightly.yaml"},
    subcommands = {
      CronCommand.Create.class,
      CronCommand.Update.class,
      DefinitionCommands.Get.class,
      DefinitionCommands.ListAll.class,
      DefinitionCommands.Delete.class,
      CronCommand.Suspend.class,
      CronCommand.Resume.class,
      DefinitionCommands.Lint.class,
      BackfillCommand.class
    })
final class CronCommand extends DefinitionCommand.Group {
  @Override
  DefinitionKind kind() {
    return DefinitionKind.CRON;
  }

  /// CronWorkflows of files, with what the user changes about them.
  abstract static class OfFiles extends DefinitionCommand {
    @Mixin private FilesOption files;

    @Mixin private SubmitOptions changes;

    @Option(
        names = "--schedule",
        paramLabel = "SCHEDULE",
        description = "Instead of all of its own.")
    private @Nullable String schedule;

    @Mixin DefinitionOutput output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    OfFiles() {}

    List<JsonNode> read() {
      var overrides = Overrides.of(changes, System.in);
      var read = new ArrayList<JsonNode>();
      for (var given : kind().read(files.names)) {
        read.add(overrides.applyToCron((ObjectNode) given, schedule));
      }
      if (read.size() > 1 && changes.name != null) {
        throw new BadInput("--name: expected one CronWorkflow, found " + read.size());
      }
      return read;
    }
  }

  /// `tiphys cron create`.
  @Command(name = "create", description = "Creates the CronWorkflows of files.")
  static final class Create extends OfFiles {
    @Override
    public Integer call() {
      return each(read(), output.format, shelf -> shelf::create);
    }
  }

  /// `tiphys cron update`.
  @Command(name = "update", description = "Replaces CronWorkflows by those of files.")
  static final class Update extends OfFiles {
    @Override
    public Integer call() {
      return each(read(), output.format, shelf -> cron -> shelf.replace(Chosen.name(cron), cron));
    }
  }

  /// Something done to CronWorkflows by name.
  abstract static class Act extends DefinitionCommand {
    @Parameters(paramLabel = "CRON", arity = "1..*", description = "Their names.")
    private List<String> names;

    private final String verb;
    private final String done;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Act(String verb, String done) {
      this.verb = verb;
      this.done = done;
    }

    @Override
    public Integer call() {
      return with(
          (client, shelf) -> {
            for (var name : names) {
              shelf.act(name, verb);
              client.out().println(kind() + " '" + Inert.text(name) + "' " + done);
            }
          });
    }
  }

  /// `tiphys cron suspend`.
  @Command(name = "suspend", description = "Keeps CronWorkflows from starting runs.")
  static final class Suspend extends Act {
    Suspend() {
      super("suspend", "suspended");
    }
  }

  /// `tiphys cron resume`.
  @Command(name = "resume", description = "Lets suspended CronWorkflows start runs again.")
  static final class Resume extends Act {
    Resume() {
      super("resume", "resumed");
    }
  }
}
