package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.ObjectDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tiphys app diff`.
@Command(
    name = "diff",
    description = "Says what a sync of an application would change.",
    footer = {
      "",
      "What would be pruned is shown as gone. Values of Secrets are hidden.",
      "Exit codes: 0 nothing, 1 (or --diff-exit-code) something differs, 2 the input is wrong.",
      "",
      "Example:",
      "  tiphys app diff guestbook --refresh",
      "  tiphys app diff guestbook --revision v1.2",
      "  tiphys app diff guestbook --local ./guestbook"
    })
final class AppDiff extends AppReading.OfOne {
  /// An object, live and as a sync would leave it; either may be absent.
  private record Row(JsonNode item, @Nullable JsonNode live, @Nullable JsonNode wanted) {
    boolean differs() {
      return item.has("modified")
          ? item.path("modified").asBoolean() || (live == null) != (wanted == null)
          : !Objects.equals(live, wanted);
    }

    String text(String field) {
      return item.path(field).asText();
    }
  }

  @Option(names = "--refresh", description = "Compares it first.")
  private boolean refresh;

  @Option(names = "--hard-refresh", description = "Renders and compares it first.")
  private boolean hard;

  @Mixin private RevisionOptions revisions;

  @Mixin private LocalOption local;

  @Option(
      names = "--exit-code",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Exits with 1 if something differs. On unless --no-exit-code.")
  private boolean exitCode;

  @Option(names = "--diff-exit-code", paramLabel = "N", description = "With this instead of 1.")
  private int code = ExitCode.FAILED;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "WIDE",
      description = "One of: wide, name (objects that differ), json, yaml. Default: wide.")
  private Format format;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  AppDiff() {}

  @Override
  int carryOut(DeliveryClient client) {
    revisions.check();
    if (revisions.any() && local.any()) {
      throw new BadInput("--revision and --local: expected one of them, found both");
    }
    if (refresh || hard) {
      client
          .routes()
          .applications()
          .send("GET", name().query("refresh", hard ? "hard" : "normal"), null, name().name());
    }
    var rows = new ArrayList<Row>();
    for (var item : items(client)) {
      var row = row(item);
      if (!item.path("hook").asBoolean() && row.differs()) {
        rows.add(row);
      }
    }
    print(client, rows);
    return rows.isEmpty() || !exitCode ? ExitCode.OK : code;
  }

  private List<JsonNode> items(DeliveryClient client) {
    if (!local.any()) {
      return AppReading.managed(client, name(), revisions);
    }
    var request = JsonNodeFactory.instance.objectNode();
    local.into(request.putArray("manifests"), client.get(name()));
    return AppReading.items(
        client
            .routes()
            .applications()
            .send("POST", name().query(), request, name().name(), "managed-resources"));
  }

  private static Row row(JsonNode item) {
    var wanted = state(item, "targetState");
    var live = state(item, "normalizedLiveState");
    return new Row(
        item,
        live == null ? state(item, "liveState") : live,
        wanted == null ? null : predicted(item, wanted));
  }

  /// An object that is there becomes what the comparison predicts, a new one what is wanted.
  private static JsonNode predicted(JsonNode item, JsonNode wanted) {
    var predicted = state(item, "predictedLiveState");
    return predicted == null ? wanted : predicted;
  }

  private static @Nullable JsonNode state(JsonNode item, String field) {
    var text = item.path(field).asText();
    return text.isEmpty() || text.equals("null") ? null : AppReading.json(text);
  }

  private void print(DeliveryClient client, List<Row> rows) {
    switch (format) {
      case JSON, YAML -> client.printAll(rows.stream().map(Row::item).toList(), format);
      case NAME ->
          rows.forEach(
              row ->
                  client
                      .out()
                      .println(
                          Inert.text(
                              "%s:%s:%s/%s"
                                  .formatted(
                                      row.text("group"),
                                      row.text("kind"),
                                      row.text("namespace"),
                                      row.text("name")))));
      case WIDE ->
          rows.forEach(
              row ->
                  ObjectDiff.lines(
                          row.text("group"),
                          row.text("kind"),
                          row.text("namespace"),
                          row.text("name"),
                          row.live(),
                          row.wanted())
                      .forEach(line -> client.out().println(Inert.logLine(line))));
    }
  }
}
