package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.server.ArchiveShelf;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Listing;
import dev.tiphys.cli.view.Moment;
import dev.tiphys.cli.view.WorkflowView;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys archive`: runs that are over, by name or by uid.
@Command(
    name = "archive",
    description = "Shows, deletes and revives runs that an archive has.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys archive list -l team=a",
      "  tiphys archive get nightly-1764000000",
      "  tiphys archive retry 0c5a6f2e-7b1d-4f0a-9d53-2f9d1b7c8e10"
    },
    subcommands = {
      ArchiveCommand.ListAll.class,
      ArchiveCommand.Get.class,
      ArchiveCommand.Delete.class,
      ArchiveCommand.Resubmit.class,
      ArchiveCommand.Retry.class,
      ArchiveCommand.LabelKeys.class,
      ArchiveCommand.LabelValues.class
    })
final class ArchiveCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ArchiveCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// Which runs of the archive are meant.
  static final class Which {
    @Parameters(
        paramLabel = "NAME-OR-UID",
        arity = "1..*",
        description = "What has the form of a uid is one, unless --name says otherwise.")
    List<String> texts;

    @Option(names = "--uid", description = "They are uids.")
    boolean uid;

    @Option(names = "--name", description = "They are names.")
    boolean name;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Which() {}

    ArchiveShelf.By by() {
      if (uid && name) {
        throw new BadInput("expected --uid or --name, found both");
      }
      return uid ? ArchiveShelf.By.UID : name ? ArchiveShelf.By.NAME : ArchiveShelf.By.FORM;
    }
  }

  /// What all of them need.
  abstract static class Action implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Action() {}

    @Override
    public Integer call() throws Exception {
      try (var client = Client.open(server, spec)) {
        return call(client, client.routes().archive());
      }
    }

    abstract int call(Client client, ArchiveShelf archive) throws Exception;
  }

  @Command(
      name = "list",
      description = "Lists the runs of the archive, the newest first.",
      mixinStandardHelpOptions = true)
  static final class ListAll extends Action {
    @Option(
        names = {"-A", "--all-namespaces"},
        description = "Of all namespaces.")
    private boolean allNamespaces;

    @Option(
        names = {"-l", "--selector"},
        paramLabel = "SELECTOR",
        description = "Only those whose labels meet this.")
    private String labels = "";

    @Mixin private OutputOption output;
    @Mixin private LookOptions look;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int call(Client client, ArchiveShelf archive) {
      var workflows = archive.list(labels, allNamespaces);
      if (output.format != null && output.format != OutputOption.Format.WIDE) {
        var printing = new Printing(client.out(), output.format, look.out());
        workflows.forEach(printing::print);
        return ExitCode.OK;
      }
      if (workflows.isEmpty()) {
        client.out().println("No workflows found");
        return ExitCode.OK;
      }
      var moment = new Moment(Instant.now(), ZoneId.systemDefault());
      new Listing(allNamespaces, false, true, moment)
          .lines(workflows.stream().map(WorkflowView::of).toList())
          .forEach(client.out()::println);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "get",
      description = "Shows runs of the archive.",
      mixinStandardHelpOptions = true)
  static final class Get extends Action {
    @Mixin private Which which;
    @Mixin private OutputOption output;
    @Mixin private LookOptions look;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Get() {}

    @Override
    int call(Client client, ArchiveShelf archive) {
      var by = which.by();
      for (var text : which.texts) {
        client.print(archive.get(archive.uid(text, by)), output.format, look.out());
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "delete",
      description = "Deletes what the archive has of runs.",
      mixinStandardHelpOptions = true)
  static final class Delete extends Action {
    @Mixin private Which which;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Delete() {}

    @Override
    int call(Client client, ArchiveShelf archive) {
      var by = which.by();
      for (var text : which.texts) {
        archive.delete(archive.uid(text, by));
        client.out().println("Archived workflow '" + Inert.text(text) + "' deleted");
      }
      return ExitCode.OK;
    }
  }

  /// What makes a run of the archive go on, or begin anew.
  abstract static class Revival extends Action {
    @Mixin private Which which;
    @Mixin private FollowOptions follow;
    @Mixin private OutputOption output;
    @Mixin private LookOptions look;

    @Option(
        names = {"-p", "--parameter"},
        paramLabel = "NAME=VALUE",
        description = "A new value of an argument. May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Revival() {}

    abstract String verb();

    abstract void fill(ObjectNode options);

    @Override
    int call(Client client, ArchiveShelf archive) throws Exception {
      var by = which.by();
      var revived = new ArrayList<JsonNode>();
      for (var text : which.texts) {
        var options = Client.options();
        fill(options);
        var list = options.putArray("parameters");
        parameters.forEach((key, value) -> list.add(key + "=" + value));
        revived.add(archive.act(archive.uid(text, by), verb(), options));
      }
      return Begun.follow(client, revived, follow, output.format, look);
    }
  }

  @Command(
      name = "resubmit",
      description = "Starts new runs of runs of the archive.",
      mixinStandardHelpOptions = true)
  static final class Resubmit extends Revival {
    @Option(names = "--memoized", description = "What succeeded is taken over and not run again.")
    private boolean memoized;

    @Override
    String verb() {
      return "resubmit";
    }

    @Override
    void fill(ObjectNode options) {
      options.put("memoized", memoized);
    }
  }

  @Command(
      name = "retry",
      description = "Runs again what failed; the runs are live ones again.",
      mixinStandardHelpOptions = true)
  static final class Retry extends Revival {
    @Option(
        names = "--restart-successful",
        description = "Also the succeeded nodes that --node-field-selector chooses.")
    private boolean restartSuccessful;

    @Option(
        names = "--node-field-selector",
        paramLabel = "SELECTOR",
        description = "Which succeeded nodes: displayName=build and the like.")
    private @Nullable String selector;

    @Override
    String verb() {
      return "retry";
    }

    @Override
    void fill(ObjectNode options) {
      if (selector != null) {
        NodeOptions.selected(selector);
      }
      options.put("restartSuccessful", restartSuccessful);
      options.put("nodeFieldSelector", selector == null ? "" : selector);
    }
  }

  @Command(
      name = "list-label-keys",
      description = "Lists the keys of labels of the archive.",
      mixinStandardHelpOptions = true)
  static final class LabelKeys extends Action {
    @Override
    int call(Client client, ArchiveShelf archive) {
      archive.labelKeys().forEach(key -> client.out().println(Inert.text(key)));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "list-label-values",
      description = "Lists the values that a label has in the archive.",
      mixinStandardHelpOptions = true)
  static final class LabelValues extends Action {
    @Option(
        names = {"-l", "--selector"},
        paramLabel = "KEY",
        required = true,
        description = "The key of the label.")
    private String key;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    LabelValues() {}

    @Override
    int call(Client client, ArchiveShelf archive) {
      archive.labelValues(key).forEach(value -> client.out().println(Inert.text(value)));
      return ExitCode.OK;
    }
  }
}
