package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.Manifest;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Table;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys proj`.
@Command(
    name = "proj",
    description = "Creates, shows, changes and deletes projects.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys proj create web --src 'https://git.example.com/*' --dest '*,web'",
      "  tiphys proj allow-cluster-resource web '' Namespace",
      "  tiphys proj windows add web --kind deny --schedule '0 22 * * *' --duration 8h"
          + " --applications '*'"
    },
    subcommands = {
      ProjCommand.Create.class,
      ProjCommand.ListAll.class,
      ProjCommand.Get.class,
      ProjCommand.Delete.class,
      ProjChanges.AddSource.class,
      ProjChanges.RemoveSource.class,
      ProjChanges.AddDestination.class,
      ProjChanges.RemoveDestination.class,
      ProjChanges.AddSourceNamespace.class,
      ProjChanges.RemoveSourceNamespace.class,
      ProjChanges.AllowClusterResource.class,
      ProjChanges.DenyClusterResource.class,
      ProjChanges.AllowNamespaceResource.class,
      ProjChanges.DenyNamespaceResource.class,
      ProjWindows.class,
      ProjRoles.class
    })
public final class ProjCommand extends Group {
  /// `tiphys proj create`.
  @Command(name = "create", description = "Creates a project, from options or a file.")
  static final class Create extends OnServer {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Its name.")
    private @Nullable String name;

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "AppProjects as YAML or JSON; - for standard input.")
    private @Nullable String file;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    @Option(
        names = "--src",
        paramLabel = "URL",
        description = "A repository that it permits, with *. Repeatable.")
    private List<String> sources = List.of();

    @Option(
        names = {"-d", "--dest"},
        paramLabel = "SERVER,NS",
        description = "A cluster and a namespace that it permits, with *. Repeatable.")
    private List<String> destinations = List.of();

    @Option(names = "--upsert", description = "Replaces one that is there already.")
    private boolean upsert;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Create() {}

    @Override
    int carryOut(DeliveryClient client) {
      for (var project : given()) {
        var body = JsonNodeFactory.instance.objectNode().put("upsert", upsert);
        body.set("project", project);
        client.routes().projects().create(body, Map.of());
        client
            .out()
            .println(
                "project '%s' created"
                    .formatted(Inert.text(project.at("/metadata/name").asText())));
      }
      return ExitCode.OK;
    }

    private List<ObjectNode> given() {
      if (file != null) {
        var found = Manifest.read(List.of(file), System.in).ofKind("AppProject");
        if (found.isEmpty()) {
          throw new BadInput(file + ": no AppProject in there");
        }
        return found;
      }
      if (name == null) {
        throw new BadInput("expected the NAME of the project, or a file with -f");
      }
      var project =
          JsonNodeFactory.instance
              .objectNode()
              .put("apiVersion", "argoproj.io/v1alpha1")
              .put("kind", "AppProject");
      project.putObject("metadata").put("name", name);
      var spec = project.putObject("spec");
      Fields.put(spec, "description", description);
      sources.forEach(spec.putArray("sourceRepos")::add);
      var permitted = spec.putArray("destinations");
      for (var destination : destinations) {
        var parts = destination.split(",", -1);
        if (parts.length != 2) {
          throw new BadInput(
              "--dest: expected SERVER,NAMESPACE, found '%s'".formatted(destination));
        }
        permitted.addObject().put("server", parts[0]).put("namespace", parts[1]);
      }
      return List.of(project);
    }
  }

  /// `tiphys proj list`.
  @Command(name = "list", description = "Lists projects.")
  static final class ListAll extends OnServer {
    @Mixin private FormatOption output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var found = client.routes().projects().list(Map.of());
      if (output.format != Format.WIDE) {
        client.printAll(found, output.format);
        return ExitCode.OK;
      }
      var table =
          new Table(2, List.of("NAME", "DESCRIPTION", "DESTINATIONS", "SOURCES", "WINDOWS"));
      for (var project : found) {
        var spec = project.path("spec");
        table.add(
            List.of(
                project.at("/metadata/name").asText(),
                spec.path("description").asText(),
                brief(spec.path("destinations"), ProjCommand::destination),
                brief(spec.path("sourceRepos"), JsonNode::asText),
                Integer.toString(spec.path("syncWindows").size())));
      }
      client.print(table, "no projects");
      return ExitCode.OK;
    }

    private interface Wording {
      String of(JsonNode item);
    }

    private static String brief(JsonNode list, Wording wording) {
      return switch (list.size()) {
        case 0 -> "<none>";
        case 1 -> wording.of(list.get(0));
        default -> list.size() + " items";
      };
    }
  }

  private static String destination(JsonNode destination) {
    var server = destination.path("server").asText();
    return (server.isEmpty() ? destination.path("name").asText() : server)
        + ","
        + destination.path("namespace").asText();
  }

  /// `tiphys proj get`.
  @Command(name = "get", description = "Shows a project.")
  static final class Get extends OnServer {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name;

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
      client.print(client.routes().projects().send("GET", Map.of(), null, name), format);
      return ExitCode.OK;
    }
  }

  /// `tiphys proj delete`.
  @Command(name = "delete", description = "Deletes projects that no application is in.")
  static final class Delete extends OnServer {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Their names.")
    private List<String> names;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Delete() {}

    @Override
    int carryOut(DeliveryClient client) {
      for (var name : names) {
        client.routes().projects().send("DELETE", Map.of(), null, name);
        client.out().println("project '%s' deleted".formatted(Inert.text(name)));
      }
      return ExitCode.OK;
    }
  }

  /// A change of what a project permits: read, changed, written.
  abstract static class Change extends OnServer {
    @Parameters(index = "0", paramLabel = "PROJECT", description = "The project.")
    String project;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Change() {}

    /// Changes the spec.
    ///
    /// @throws BadInput if there is nothing to change
    abstract void change(ObjectNode spec);

    @Override
    int carryOut(DeliveryClient client) {
      var projects = client.routes().projects();
      var now = (ObjectNode) projects.send("GET", Map.of(), null, project);
      change(now.withObjectProperty("spec"));
      var body = JsonNodeFactory.instance.objectNode();
      body.set("project", now);
      projects.send("PUT", Map.of(), body, project);
      client.out().println("project '%s' changed".formatted(Inert.text(project)));
      return ExitCode.OK;
    }
  }
}
