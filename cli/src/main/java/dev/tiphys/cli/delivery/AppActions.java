package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys app actions`.
@Command(
    name = "actions",
    description = "Lists and runs the actions that objects of applications offer.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  tiphys app actions run guestbook restart --kind Deployment --resource-name web"
    },
    subcommands = {AppActions.ListAll.class, AppActions.Run.class})
final class AppActions extends Group {
  /// Which objects of an application are meant.
  abstract static class OfObjects extends AppReading.OfOne {
    @Option(names = "--group", paramLabel = "GROUP", description = "Those of this group.")
    private @Nullable String group;

    @Option(names = "--kind", paramLabel = "KIND", description = "Those of this kind.")
    private @Nullable String kind;

    @Option(
        names = {"-n", "--namespace"},
        paramLabel = "NS",
        description = "Those of this namespace.")
    private @Nullable String namespace;

    @Option(names = "--resource-name", paramLabel = "NAME", description = "Those of this name.")
    private @Nullable String name;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    OfObjects() {}

    /// The live ones.
    List<JsonNode> objects(DeliveryClient client) {
      var found = new ArrayList<JsonNode>();
      for (var item : AppReading.managed(client, name(), new RevisionOptions())) {
        var live = item.path("liveState").asText();
        if (!live.isEmpty()
            && !live.equals("null")
            && is(group, item, "group")
            && is(kind, item, "kind")
            && is(namespace, item, "namespace")
            && is(name, item, "name")) {
          found.add(item);
        }
      }
      if (found.isEmpty()) {
        throw new BadInput("the application has no such live object");
      }
      return found;
    }

    private static boolean is(@Nullable String wanted, JsonNode item, String field) {
      return wanted == null || item.path(field).asText().equals(wanted);
    }

    Map<String, String> query(JsonNode item) {
      var query = new HashMap<>(name().query());
      query.put("group", item.path("group").asText());
      query.put("kind", item.path("kind").asText());
      query.put("namespace", item.path("namespace").asText());
      query.put("resourceName", item.path("name").asText());
      var version = AppReading.json(item.path("liveState").asText()).path("apiVersion").asText();
      query.put("version", version.substring(version.indexOf('/') + 1));
      return query;
    }

    JsonNode actions(DeliveryClient client, JsonNode item) {
      return client
          .routes()
          .applications()
          .send("GET", query(item), null, name().name(), "resource", "actions")
          .path("actions");
    }
  }

  /// `tiphys app actions list`.
  @Command(name = "list", description = "Lists the actions that objects offer.")
  static final class ListAll extends OfObjects {
    @Option(
        names = {"-o", "--out", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "WIDE",
        description = "One of: wide, name, json, yaml. Default: wide.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var rows = new ArrayList<JsonNode>();
      for (var item : objects(client)) {
        for (var action : actions(client, item)) {
          rows.add(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("group", item.path("group").asText())
                  .put("kind", item.path("kind").asText())
                  .put("namespace", item.path("namespace").asText())
                  .put("name", item.path("name").asText())
                  .put("action", action.path("name").asText())
                  .put("disabled", action.path("disabled").asBoolean()));
        }
      }
      switch (format) {
        case JSON, YAML -> client.printAll(rows, format);
        case NAME ->
            rows.forEach(row -> client.out().println(Inert.text(row.path("action").asText())));
        case WIDE -> {
          var table =
              new Table(2, List.of("GROUP", "KIND", "NAMESPACE", "NAME", "ACTION", "DISABLED"));
          for (var row : rows) {
            var cells = new ArrayList<String>();
            row.forEach(cell -> cells.add(cell.asText()));
            table.add(cells);
          }
          client.print(table, "no actions");
        }
      }
      return ExitCode.OK;
    }
  }

  /// `tiphys app actions run`.
  @Command(name = "run", description = "Runs an action on an object, or with --all on all.")
  static final class Run extends OfObjects {
    @Parameters(index = "1", paramLabel = "ACTION", description = "Which action.")
    private String action;

    @Option(names = "--all", description = "On all objects that are meant.")
    private boolean all;

    @Option(
        names = "--param",
        paramLabel = "NAME=VALUE",
        description = "What the action is told. Repeatable.")
    private Map<String, String> parameters = Map.of();

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Run() {}

    @Override
    int carryOut(DeliveryClient client) {
      var objects = objects(client);
      if (objects.size() > 1 && !all) {
        throw new BadInput(
            "expected one object, or --all, found %d: say which by --kind and --resource-name"
                .formatted(objects.size()));
      }
      for (var item : objects) {
        var body = JsonNodeFactory.instance.objectNode().put("action", action);
        query(item).forEach(body::put);
        var list = body.putArray("resourceActionParameters");
        parameters.forEach((key, value) -> list.addObject().put("name", key).put("value", value));
        client
            .routes()
            .applications()
            .send("POST", query(item), body, name().name(), "resource", "actions", "v2");
        client
            .out()
            .println(
                Inert.text(
                    "%s/%s: %s"
                        .formatted(
                            item.path("kind").asText(), item.path("name").asText(), action)));
      }
      return ExitCode.OK;
    }
  }
}
