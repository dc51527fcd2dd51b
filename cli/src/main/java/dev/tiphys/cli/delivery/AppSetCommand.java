package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.Manifest;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Table;
import dev.tiphys.delivery.generators.SetPlan;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
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
      AppSetCommand.Confirm.class,
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
                condition -> {
                  if (condition.path("type").asText().equals("ErrorOccurred")
                      && condition.path("status").asText().equals("True")) {
                    client.note(condition.path("message").asText());
                  }
                });
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
      var table = new Table(2, List.of("NAME", "PROJECT", "GENERATORS", "APPS", "HEALTH"));
      for (var set : found) {
        table.add(
            List.of(
                new ApplicationView(set).qualifiedName(),
                set.at("/spec/template/spec/project").asText(),
                Integer.toString(set.at("/spec/generators").size()),
                set.at("/status/resourcesCount").asText(),
                new ApplicationView(set).health()));
      }
      client.print(table, "no ApplicationSets");
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

  /// `tiphys appset get`.
  @Command(name = "get", description = "Shows an ApplicationSet and its applications.")
  static final class Get extends AppReading.OfOne {
    @Mixin private FormatOption output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Get() {}

    @Override
    int carryOut(DeliveryClient client) {
      var set = client.routes().applicationSets().send("GET", query(name()), null, name().name());
      if (output.format != Format.WIDE) {
        client.print(set, output.format);
        return ExitCode.OK;
      }
      var view = new ApplicationView(set);
      client.out().println("Name:     " + Inert.text(view.qualifiedName()));
      client.out().println("Project:  " + Inert.text(view.text("/spec/template/spec/project")));
      client.out().println("Health:   " + Inert.text(view.health()));
      client.out().println();
      var conditions = new Table(2, List.of("CONDITION", "STATUS", "REASON", "MESSAGE"));
      for (var condition : set.at("/status/conditions")) {
        conditions.add(row(condition, "type", "status", "reason", "message"));
      }
      client.print(conditions, "no conditions yet");
      client.out().println();
      var applications = new Table(2, List.of("NAMESPACE", "APPLICATION", "STATUS", "HEALTH"));
      for (var one : set.at("/status/resources")) {
        applications.add(
            List.of(
                one.path("namespace").asText(),
                one.path("name").asText(),
                one.path("status").asText(),
                one.at("/health/status").asText()));
      }
      client.print(applications, "no applications");
      var steps = new Table(2, List.of("STEP", "APPLICATION", "STATUS", "MESSAGE"));
      for (var step : set.at("/status/applicationStatus")) {
        steps.add(row(step, "step", "application", "status", "message"));
      }
      if (!steps.isEmpty()) {
        client.out().println();
        client.print(steps, "no steps");
      }
      return ExitCode.OK;
    }

    private static List<String> row(JsonNode object, String... fields) {
      return Stream.of(fields).map(field -> object.path(field).asText()).toList();
    }
  }

  /// `tiphys appset confirm`.
  @Command(
      name = "confirm",
      description = "Lets a set delete what it holds back, because it is all or most of it.")
  static final class Confirm extends AppReading.OfOne {
    @Override
    int carryOut(DeliveryClient client) {
      var sets = client.routes().applicationSets();
      var set = (ObjectNode) sets.send("GET", query(name()), null, name().name());
      // What was generated within this second counts too.
      var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
      set.withObject("/metadata")
          .withObjectProperty("annotations")
          .put(SetPlan.APPROVED, now.toString());
      sets.send("PUT", query(name()), set, name().name());
      client
          .out()
          .println("applicationset '%s' deletions confirmed".formatted(Inert.text(name().name())));
      return ExitCode.OK;
    }
  }

  /// `tiphys appset delete`.
  @Command(
      name = "delete",
      description = "Deletes ApplicationSets, and their applications unless --no-cascade.")
  static final class Delete extends OnServer {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Their names.")
    private List<String> names;

    @Option(
        names = "--cascade",
        negatable = true,
        defaultValue = "true",
        fallbackValue = "true",
        description = "Deletes their applications too. On unless --no-cascade.")
    private boolean cascade;

    @Option(
        names = {"-y", "--yes"},
        description = "Does not ask.")
    private boolean yes;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Delete() {}

    @Override
    int carryOut(DeliveryClient client) throws IOException {
      for (var text : names) {
        var name = name(text);
        if (!yes
            && !client.isMeant(
                "Delete applicationset '%s'%s? [y/n] "
                    .formatted(name.name(), cascade ? " and all of its applications" : ""))) {
          client.note(name + ": not deleted");
          continue;
        }
        var query = query(name);
        if (!cascade) {
          query.put("propagationPolicy", "orphan");
        }
        client.routes().applicationSets().send("DELETE", query, null, name.name());
        client.out().println("applicationset '%s' is deleted".formatted(Inert.text(name.name())));
      }
      return ExitCode.OK;
    }
  }
}
