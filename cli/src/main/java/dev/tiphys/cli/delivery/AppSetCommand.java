package dev.tiphys.cli.delivery;

import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.Manifest;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Table;
import java.util.HashMap;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys appset`.
@Command(
    name = "appset",
    description = "Creates, tries, shows and deletes sets of applications.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  tiphys appset create clusters.yaml --upsert"},
    subcommands = {
      AppSetCommand.Create.class,
      AppSetGenerate.class,
      AppSetCommand.ListAll.class,
      AppSetCommand.Get.class,
      AppSetCommand.Delete.class
    })
public final class AppSetCommand extends Group {
  /// `tiphys appset create`.
  @Command(name = "create", description = "Creates the ApplicationSets of files.")
  static final class Create extends OnServer {
    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "YAML or JSON; - for standard input.")
    private List<String> files;

    @Option(names = "--upsert", description = "Replaces those that are there already.")
    private boolean upsert;

    @Option(names = "--dry-run", description = "Only checks them.")
    private boolean dryRun;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Create() {}

    @Override
    int carryOut(DeliveryClient client) {
      var found = Manifest.read(files, System.in).ofKind("ApplicationSet");
      if (found.isEmpty()) {
        throw new BadInput(String.join(", ", files) + ": no ApplicationSet in there");
      }
      for (var set : found) {
        var query = new HashMap<String, String>();
        query.put("upsert", Boolean.toString(upsert));
        query.put("dryRun", Boolean.toString(dryRun));
        var made = client.routes().applicationSets().create(set, query);
        client
            .out()
            .println(
                "applicationset '%s' created%s"
                    .formatted(
                        Inert.text(set.at("/metadata/name").asText()), dryRun ? " (dry run)" : ""));
        made.at("/status/conditions")
            .forEach(
                condition ->
                    client.note(
                        "%s: %s"
                            .formatted(
                                condition.path("type").asText(),
                                condition.path("message").asText())));
      }
      return ExitCode.OK;
    }
  }

  /// `tiphys appset list`.
  @Command(name = "list", description = "Lists ApplicationSets.")
  static final class ListAll extends OnServer {
    @Mixin private FormatOption output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var query = new HashMap<String, String>();
      if (!server.namespace.isEmpty()) {
        query.put("appsetNamespace", server.namespace);
      }
      var found = client.routes().applicationSets().list(query);
      if (output.format != Format.WIDE) {
        client.printAll(found, output.format);
        return ExitCode.OK;
      }
      var table = new Table(2, List.of("NAME", "PROJECT", "GENERATORS", "CONDITIONS"));
      for (var set : found) {
        var conditions = new ApplicationView(set).conditions();
        table.add(
            List.of(
                new ApplicationView(set).qualifiedName(),
                set.at("/spec/template/spec/project").asText(),
                Integer.toString(set.at("/spec/generators").size()),
                conditions));
      }
      client.print(table, "no ApplicationSets");
      return ExitCode.OK;
    }
  }

  /// `tiphys appset get`.
  @Command(name = "get", description = "Shows an ApplicationSet.")
  static final class Get extends AppReading.OfOne {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "YAML",
        description = "One of: yaml, json, name. Default: yaml.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Get() {}

    @Override
    int carryOut(DeliveryClient client) {
      client.print(
          client.routes().applicationSets().send("GET", query(name()), null, name().name()),
          format);
      return ExitCode.OK;
    }
  }

  private static HashMap<String, String> query(AppName name) {
    var query = new HashMap<String, String>();
    if (!name.namespace().isEmpty()) {
      query.put("appsetNamespace", name.namespace());
    }
    return query;
  }

  /// `tiphys appset delete`.
  @Command(name = "delete", description = "Deletes ApplicationSets and their applications.")
  static final class Delete extends OnServer {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Their names.")
    private List<String> names;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Delete() {}

    @Override
    int carryOut(DeliveryClient client) {
      for (var text : names) {
        var name = name(text);
        client.routes().applicationSets().send("DELETE", query(name), null, name.name());
        client.out().println("applicationset '%s' deleted".formatted(Inert.text(text)));
      }
      return ExitCode.OK;
    }
  }
}
