package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.view.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys proj windows`: when applications of a project may be synced.
@Command(
    name = "windows",
    description = "Shows and changes when applications of a project may be synced.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ProjWindows.Add.class,
      ProjWindows.ListAll.class,
      ProjWindows.Update.class,
      ProjWindows.Delete.class,
      ProjWindows.EnableManualSync.class,
      ProjWindows.DisableManualSync.class,
      ProjWindows.EnableSyncOverrun.class,
      ProjWindows.DisableSyncOverrun.class
    })
final class ProjWindows extends Group {
  private static final String FIELD = "syncWindows";

  /// What the command line says about a window.
  static final class WindowOptions {
    @Option(
        names = {"-k", "--kind"},
        paramLabel = "KIND",
        description = "allow or deny.")
    @Nullable String kind;

    @Option(names = "--schedule", paramLabel = "CRON", description = "When it opens.")
    @Nullable String schedule;

    @Option(names = "--duration", paramLabel = "D", description = "How long it is open: 1h30m.")
    @Nullable String duration;

    @Option(names = "--time-zone", paramLabel = "ZONE", description = "Of the schedule.")
    @Nullable String zone;

    @Option(
        names = "--applications",
        paramLabel = "GLOB",
        split = ",",
        description = "For these applications.")
    @Nullable List<String> applications;

    @Option(
        names = "--namespaces",
        paramLabel = "GLOB",
        split = ",",
        description = "For these destination namespaces.")
    @Nullable List<String> namespaces;

    @Option(
        names = "--clusters",
        paramLabel = "GLOB",
        split = ",",
        description = "For these destination clusters.")
    @Nullable List<String> clusters;

    @Option(names = "--manual-sync", description = "People may sync while it denies.")
    boolean manual;

    @Option(names = "--sync-overrun", description = "A sync that runs may go on.")
    boolean overrun;

    @Option(names = "--use-and-operator", description = "For what all of the lists name.")
    boolean and;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    @Nullable String description;

    void apply(ObjectNode window) {
      Fields.put(window, "kind", kind);
      Fields.put(window, "schedule", schedule);
      Fields.put(window, "duration", duration);
      Fields.put(window, "timeZone", zone);
      Fields.put(window, "description", description);
      Fields.put(window, "manualSync", manual ? true : null);
      Fields.put(window, "syncOverrun", overrun ? true : null);
      Fields.put(window, "andOperator", and ? true : null);
      list(window, "applications", applications);
      list(window, "namespaces", namespaces);
      list(window, "clusters", clusters);
    }

    private static void list(ObjectNode window, String field, @Nullable List<String> items) {
      if (items != null) {
        items.forEach(window.putArray(field)::add);
      }
    }
  }

  /// `tiphys proj windows add`.
  @Command(name = "add", description = "Adds a window.")
  static final class Add extends ProjCommand.Change {
    @Mixin private WindowOptions fields;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    Add() {}

    @Override
    void change(ObjectNode spec) {
      var window = spec.objectNode();
      fields.apply(window);
      for (var field : List.of("kind", "schedule", "duration")) {
        if (!window.has(field)) {
          throw new BadInput("expected --" + field);
        }
      }
      if (!window.has("applications") && !window.has("namespaces") && !window.has("clusters")) {
        throw new BadInput("expected --applications, --namespaces or --clusters");
      }
      spec.withArrayProperty(FIELD).add(window);
    }
  }

  /// A change of one window.
  abstract static class OfOne extends ProjCommand.Change {
    @Parameters(index = "1", paramLabel = "ID", description = "Its number in the list, from 0.")
    private int id;

    abstract void change(ArrayNode windows, int id);

    @Override
    void change(ObjectNode spec) {
      var windows = spec.withArrayProperty(FIELD);
      if (id < 0 || id >= windows.size()) {
        throw new BadInput(
            "expected the ID of one of %d windows, found %d".formatted(windows.size(), id));
      }
      change(windows, id);
    }
  }

  /// `tiphys proj windows update`.
  @Command(name = "update", description = "Changes what options say about a window.")
  static final class Update extends OfOne {
    @Mixin private WindowOptions fields;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    Update() {}

    @Override
    void change(ArrayNode windows, int id) {
      fields.apply((ObjectNode) windows.get(id));
    }
  }

  /// `tiphys proj windows delete`.
  @Command(name = "delete", description = "Deletes a window.")
  static final class Delete extends OfOne {
    @Override
    void change(ArrayNode windows, int id) {
      windows.remove(id);
    }
  }

  /// A flag of a window.
  abstract static class Flag extends OfOne {
    private final String field;
    private final boolean value;

    Flag(String field, boolean value) {
      this.field = field;
      this.value = value;
    }

    @Override
    void change(ArrayNode windows, int id) {
      ((ObjectNode) windows.get(id)).put(field, value);
    }
  }

  /// `tiphys proj windows enable-manual-sync`.
  @Command(name = "enable-manual-sync", description = "Lets people sync while it denies.")
  static final class EnableManualSync extends Flag {
    EnableManualSync() {
      super("manualSync", true);
    }
  }

  /// `tiphys proj windows disable-manual-sync`.
  @Command(name = "disable-manual-sync", description = "Keeps people from syncing while it denies.")
  static final class DisableManualSync extends Flag {
    DisableManualSync() {
      super("manualSync", false);
    }
  }

  /// `tiphys proj windows enable-sync-overrun`.
  @Command(name = "enable-sync-overrun", description = "Lets a sync that runs go on.")
  static final class EnableSyncOverrun extends Flag {
    EnableSyncOverrun() {
      super("syncOverrun", true);
    }
  }

  /// `tiphys proj windows disable-sync-overrun`.
  @Command(name = "disable-sync-overrun", description = "Holds a sync that runs.")
  static final class DisableSyncOverrun extends Flag {
    DisableSyncOverrun() {
      super("syncOverrun", false);
    }
  }

  /// `tiphys proj windows list`.
  @Command(name = "list", description = "Lists the windows of a project and which are open.")
  static final class ListAll extends OnServer {
    @Parameters(paramLabel = "PROJECT", description = "The project.")
    private String project;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "WIDE",
        description = "One of: wide, name (ids), json, yaml. Default: wide.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var projects = client.routes().projects();
      var windows = new ArrayList<JsonNode>();
      projects.send("GET", Map.of(), null, project).at("/spec/" + FIELD).forEach(windows::add);
      if (format == Format.JSON || format == Format.YAML) {
        client.printAll(windows, format);
        return ExitCode.OK;
      }
      var open = new ArrayList<JsonNode>();
      projects
          .send("GET", Map.of(), null, project, "syncwindows")
          .path("windows")
          .forEach(open::add);
      var table =
          new Table(
              2,
              List.of(
                  "ID",
                  "STATUS",
                  "KIND",
                  "SCHEDULE",
                  "DURATION",
                  "APPLICATIONS",
                  "NAMESPACES",
                  "CLUSTERS",
                  "MANUALSYNC",
                  "TIMEZONE"));
      for (var id = 0; id < windows.size(); id++) {
        var window = windows.get(id);
        if (format == Format.NAME) {
          client.out().println(id);
        }
        table.add(
            List.of(
                Integer.toString(id),
                open.contains(window) ? "Active" : "Inactive",
                window.path("kind").asText(),
                window.path("schedule").asText(),
                window.path("duration").asText(),
                texts(window.path("applications")),
                texts(window.path("namespaces")),
                texts(window.path("clusters")),
                window.path("manualSync").asBoolean() ? "Enabled" : "Disabled",
                window.path("timeZone").asText("UTC")));
      }
      if (format == Format.WIDE) {
        client.print(table, "no windows");
      }
      return ExitCode.OK;
    }

    private static String texts(JsonNode list) {
      var texts = new ArrayList<String>();
      list.forEach(item -> texts.add(item.asText()));
      return texts.isEmpty() ? "-" : String.join(",", texts);
    }
  }
}
