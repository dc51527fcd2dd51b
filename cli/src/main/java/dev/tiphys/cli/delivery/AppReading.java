package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.server.ServerFailure;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Documents;
import dev.tiphys.cli.view.Table;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that only look at applications.
final class AppReading {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AppReading() {}

  /// `tiphys app list`.
  @Command(name = "list", description = "Lists applications.")
  static final class ListAll extends OnServer {
    @Option(
        names = {"-l", "--selector"},
        paramLabel = "SELECTOR",
        description = "Only those whose labels meet this.")
    private String labels = "";

    @Option(
        names = {"-p", "--project"},
        paramLabel = "NAME",
        description = "Only those of this project. Repeatable.")
    private List<String> projects = List.of();

    @Option(
        names = {"-r", "--repo"},
        paramLabel = "URL",
        description = "Only those from this repository.")
    private @Nullable String repository;

    @Option(
        names = {"-P", "--path"},
        paramLabel = "PATH",
        description = "Only those from this path.")
    private @Nullable String path;

    @Option(
        names = {"-c", "--cluster"},
        paramLabel = "CLUSTER",
        description = "Only those for this cluster, by URL or name.")
    private @Nullable String cluster;

    @Mixin private FormatOption output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var query = new HashMap<String, String>();
      if (!labels.isEmpty()) {
        query.put("selector", labels);
      }
      if (!server.namespace.isEmpty()) {
        query.put("appNamespace", server.namespace);
      }
      var found =
          client.routes().applications().list(query).stream()
              .map(ApplicationView::new)
              .filter(this::isWanted)
              .toList();
      if (output.format != Format.WIDE) {
        client.printAll(found.stream().map(ApplicationView::json).toList(), output.format);
      } else {
        client.print(table(found), "no applications");
      }
      return ExitCode.OK;
    }

    private boolean isWanted(ApplicationView application) {
      return (projects.isEmpty() || projects.contains(application.text("/spec/project")))
          && (cluster == null
              || cluster.equals(application.text("/spec/destination/server"))
              || cluster.equals(application.text("/spec/destination/name")))
          && (repository == null || anySource(application, "repoURL", repository::equals))
          && (path == null || anySource(application, "path", path::equals));
    }

    private static boolean anySource(
        ApplicationView application, String field, Predicate<String> wanted) {
      return application.sources().stream()
          .anyMatch(source -> wanted.test(source.path(field).asText()));
    }

    private static Table table(Collection<ApplicationView> applications) {
      var table =
          new Table(
              2,
              List.of(
                  "NAME",
                  "CLUSTER",
                  "NAMESPACE",
                  "PROJECT",
                  "STATUS",
                  "HEALTH",
                  "SYNCPOLICY",
                  "CONDITIONS",
                  "REPO",
                  "PATH",
                  "TARGET"));
      for (var application : applications) {
        var sources = application.sources();
        var source = sources.isEmpty() ? JSON.createObjectNode() : sources.getFirst();
        var server = application.text("/spec/destination/server");
        table.add(
            List.of(
                application.qualifiedName(),
                server.isEmpty() ? application.text("/spec/destination/name") : server,
                application.text("/spec/destination/namespace"),
                application.text("/spec/project"),
                application.syncStatus(),
                application.health(),
                application.syncPolicy(),
                application.conditions(),
                source.path("repoURL").asText(),
                source.path(source.has("chart") ? "chart" : "path").asText(),
                source.path("targetRevision").asText()));
      }
      return table;
    }
  }

  /// What looks at one application.
  abstract static class OfOne extends OnServer {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    OfOne() {}

    AppName name() {
      return name(name);
    }
  }

  /// `tiphys app get`.
  @Command(
      name = "get",
      description = "Shows an application: its state, its objects, its operation.",
      footer = {"", "Example:", "  tiphys app get guestbook --refresh -o json | jq .status.health"})
  static final class Get extends OfOne {
    @Option(names = "--refresh", description = "Compares it first.")
    private boolean refresh;

    @Option(names = "--hard-refresh", description = "Renders and compares it first.")
    private boolean hard;

    @Option(names = "--show-operation", description = "The last operation too.")
    private boolean operation;

    @Mixin private FormatOption output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Get() {}

    @Override
    int carryOut(DeliveryClient client) {
      var query =
          hard || refresh ? name().query("refresh", hard ? "hard" : "normal") : name().query();
      var application = client.routes().applications().send("GET", query, null, name().name());
      if (output.format == Format.WIDE) {
        new ApplicationPicture(new ApplicationView(application), Instant.now())
            .lines(operation)
            .forEach(line -> client.out().println(Inert.text(line)));
      } else {
        client.print(application, output.format);
      }
      return ExitCode.OK;
    }
  }

  /// `tiphys app history`.
  @Command(name = "history", description = "Lists what was deployed, the oldest first.")
  static final class History extends OfOne {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "WIDE",
        description = "One of: wide, name (ids), json, yaml. Default: wide.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    History() {}

    @Override
    int carryOut(DeliveryClient client) {
      var history = new ArrayList<JsonNode>();
      client.get(name()).json().at("/status/history").forEach(history::add);
      switch (format) {
        case JSON, YAML -> client.printAll(history, format);
        case NAME -> history.forEach(entry -> client.out().println(entry.path("id").asText()));
        case WIDE -> {
          var table = new Table(2, List.of("ID", "DATE", "REVISION", "INITIATED BY"));
          for (var entry : history) {
            var by = entry.path("initiatedBy");
            table.add(
                List.of(
                    entry.path("id").asText(),
                    entry.path("deployedAt").asText(),
                    String.join(",", ApplicationPicture.revisions(entry)),
                    by.path("automated").asBoolean() ? "automated" : by.path("username").asText()));
          }
          client.print(table, "nothing was deployed yet");
        }
      }
      return ExitCode.OK;
    }
  }

  /// `tiphys app manifests`.
  @Command(
      name = "manifests",
      description = "Prints the manifests of an application: those of its source, or those live.")
  static final class Manifests extends OfOne {
    @Mixin private RevisionOptions revisions;

    @Mixin private LocalOption local;

    @Option(
        names = "--source",
        paramLabel = "SOURCE",
        defaultValue = "git",
        description = "git or live. Default: git.")
    private String source;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "YAML",
        description = "One of: yaml, json, name. Default: yaml.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Manifests() {}

    @Override
    int carryOut(DeliveryClient client) {
      revisions.check();
      var manifests =
          switch (source) {
            case "git" -> rendered(client);
            case "live" -> live(client);
            default ->
                throw new BadInput("--source: expected git or live, found '%s'".formatted(source));
          };
      switch (format) {
        case YAML, WIDE -> {
          var between = "";
          for (var manifest : manifests) {
            client.out().print(between + Documents.yaml(manifest));
            between = "---\n";
          }
        }
        case JSON, NAME -> client.printAll(manifests, format);
      }
      return ExitCode.OK;
    }

    private List<JsonNode> rendered(DeliveryClient client) {
      var manifests = new ArrayList<JsonNode>();
      if (local.any()) {
        var texts = JSON.createArrayNode();
        local.into(texts, client.get(name()));
        texts.forEach(text -> manifests.add(json(text.asText())));
        return manifests;
      }
      var query = name().query();
      revisions.into(query);
      var answer =
          client.routes().applications().send("GET", query, null, name().name(), "manifests");
      answer.path("manifests").forEach(text -> manifests.add(json(text.asText())));
      return manifests;
    }

    private List<JsonNode> live(DeliveryClient client) {
      return managed(client, name(), revisions).stream()
          .map(item -> item.path("liveState").asText())
          .filter(live -> !live.isEmpty() && !live.equals("null"))
          .map(AppReading::json)
          .toList();
    }
  }

  /// The managed objects of an application: as they should be, are, and would become.
  static List<JsonNode> managed(DeliveryClient client, AppName name, RevisionOptions revisions) {
    var query = name.query();
    revisions.into(query);
    return items(
        client.routes().applications().send("GET", query, null, name.name(), "managed-resources"));
  }

  /// The items of a list.
  static List<JsonNode> items(JsonNode list) {
    var items = new ArrayList<JsonNode>();
    list.path("items").forEach(items::add);
    return items;
  }

  /// An object that an answer holds as text.
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new ServerFailure(
          ServerFailure.Kind.UNAVAILABLE, "the server sent an object that is no JSON");
    }
  }

  /// `tiphys app resources`.
  @Command(
      name = "resources",
      description = "Lists the objects of an application and what belongs to these.")
  static final class Resources extends OfOne {
    @Option(names = "--orphaned", description = "Only those in its namespace that nobody manages.")
    private boolean orphaned;

    @Mixin private FormatOption output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Resources() {}

    @Override
    int carryOut(DeliveryClient client) {
      var tree =
          client
              .routes()
              .applications()
              .send("GET", name().query(), null, name().name(), "resource-tree");
      var nodes = new ArrayList<JsonNode>();
      if (!orphaned) {
        tree.path("nodes").forEach(nodes::add);
      }
      var known = nodes.size();
      tree.path("orphanedNodes").forEach(nodes::add);
      if (output.format == Format.JSON || output.format == Format.YAML) {
        client.printAll(nodes, output.format);
        return ExitCode.OK;
      }
      var table = new Table(2, List.of("GROUP", "KIND", "NAMESPACE", "NAME", "HEALTH", "ORPHANED"));
      for (var node : nodes) {
        var isOrphan = known <= 0;
        known--;
        if (output.format == Format.NAME) {
          client.out().println(Inert.text(key(node)));
        }
        table.add(
            List.of(
                node.path("group").asText(),
                node.path("kind").asText(),
                node.path("namespace").asText(),
                node.path("name").asText(),
                node.at("/health/status").asText(),
                isOrphan ? "Yes" : "No"));
      }
      if (output.format == Format.WIDE) {
        client.print(table, "no objects");
      }
      return ExitCode.OK;
    }

    private static String key(JsonNode node) {
      return String.join(
          ":",
          node.path("group").asText(),
          node.path("kind").asText(),
          (node.path("namespace").asText().isEmpty() ? "" : node.path("namespace").asText() + "/")
              + node.path("name").asText());
    }
  }
}
