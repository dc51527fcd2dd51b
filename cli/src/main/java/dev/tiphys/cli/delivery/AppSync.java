package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.terminal.Inert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tiphys app sync`.
@Command(
    name = "sync",
    description = "Brings the cluster to where the source of applications is, and waits for it.",
    footer = {
      "",
      "Exit codes: 0 Succeeded, 1 Failed or Error, 2 the input is wrong, 3 timed out or interrupted.",
      "",
      "Examples:",
      "  tiphys app sync guestbook --prune",
      "  tiphys app sync guestbook --resource apps:Deployment:web --dry-run",
      "  tiphys app sync guestbook --revision v1.2",
      "  tiphys app sync guestbook --local ./guestbook --dry-run",
      "  tiphys app sync -l team=web --async"
    })
final class AppSync extends OnServer {
  @Mixin private Selection selection;

  @Mixin private RevisionOptions revisions;

  @Mixin private LocalOption local;

  @Option(names = "--prune", description = "Deletes what is gone from the source.")
  private boolean prune;

  @Option(names = "--dry-run", description = "Only says what would be done.")
  private boolean dryRun;

  @Option(names = "--force", description = "Deletes and makes again what cannot be changed.")
  private boolean force;

  @Option(
      names = "--strategy",
      paramLabel = "STRATEGY",
      defaultValue = "hook",
      description = "hook, or apply for without hooks. Default: hook.")
  private String strategy;

  @Option(
      names = "--resource",
      paramLabel = "OBJECT",
      description = "Only [!]GROUP:KIND:[NAMESPACE/]NAME, each part with *. Repeatable.")
  private List<String> resources = List.of();

  @Option(names = "--apply-out-of-sync-only", description = "Only what differs.")
  private boolean outOfSyncOnly;

  @Option(names = "--replace", description = "Replaces objects instead of applying.")
  private boolean replace;

  @Option(names = "--server-side", description = "Server-side apply.")
  private boolean serverSide;

  @Option(
      names = "--info",
      paramLabel = "NAME=VALUE",
      description = "What to note with the operation. Repeatable.")
  private Map<String, String> infos = Map.of();

  @Option(names = "--retry-limit", paramLabel = "N", description = "Tries besides the first.")
  private @Nullable Integer retries;

  @Option(
      names = "--retry-backoff-duration",
      paramLabel = "D",
      defaultValue = "5s",
      description = "The first wait. Default: 5s.")
  private String wait;

  @Option(
      names = "--retry-backoff-max-duration",
      paramLabel = "D",
      defaultValue = "3m0s",
      description = "The longest wait. Default: 3m0s.")
  private String longest;

  @Option(
      names = "--retry-backoff-factor",
      paramLabel = "N",
      defaultValue = "2",
      description = "How much longer each wait is. Default: 2.")
  private int factor;

  @Option(names = "--retry-refresh", description = "Each try takes the newest commit.")
  private boolean newest;

  @Option(names = "--async", description = "Without waiting for the end.")
  private boolean async;

  @Mixin private TimeoutOption limit;

  @Mixin private FormatOption output;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  AppSync() {}

  @Override
  int carryOut(DeliveryClient client) throws InterruptedException {
    if (!strategy.equals("hook") && !strategy.equals("apply")) {
      throw new BadInput("--strategy: expected hook or apply, found '%s'".formatted(strategy));
    }
    revisions.check();
    if (revisions.any() && local.any()) {
      throw new BadInput("--revision and --local: expected one of them, found both");
    }
    var objects = Selection.Objects.of(resources);
    var names = selection.of(client, server.namespace);
    for (var name : names) {
      var request = request();
      if (!objects.isEmpty()) {
        request.putArray("resources").addAll(objects.in(client.get(name)));
      }
      if (local.any()) {
        local.into(request.putArray("manifests"), client.get(name));
      }
      client.routes().applications().send("POST", name.query(), request, name.name(), "sync");
    }
    if (async) {
      return ExitCode.OK;
    }
    var code = ExitCode.OK;
    for (var name : names) {
      code = Math.max(code, await(client, name));
    }
    return code;
  }

  private int await(DeliveryClient client, AppName name) throws InterruptedException {
    var end = new Waiting(client, limit.seconds).until(name, one -> !one.isOperating());
    if (end.isEmpty()) {
      return ExitCode.CUT_SHORT;
    }
    return show(client, name, output.format);
  }

  /// Shows how an operation ended, and how the objects are after it.
  ///
  /// @return the exit code
  static int show(DeliveryClient client, AppName name, Format format) {
    var end =
        new ApplicationView(
            client
                .routes()
                .applications()
                .send("GET", name.query("refresh", "normal"), null, name.name()));
    if (format == Format.WIDE) {
      client.out().println();
      new ApplicationPicture(end, Instant.now())
          .lines(true)
          .forEach(line -> client.out().println(Inert.text(line)));
    } else {
      client.print(end.json(), format);
    }
    if (end.phase().equals("Succeeded")) {
      return ExitCode.OK;
    }
    client.note(
        "%s: operation %s: %s"
            .formatted(
                end.qualifiedName(), end.phase(), end.text("/status/operationState/message")));
    return ExitCode.FAILED;
  }

  private ObjectNode request() {
    var request = JsonNodeFactory.instance.objectNode().put("prune", prune).put("dryRun", dryRun);
    revisions.into(request);
    request.putObject("strategy").putObject(strategy).put("force", force);
    var notes = request.arrayNode();
    infos.forEach((key, value) -> notes.addObject().put("name", key).put("value", value));
    if (!notes.isEmpty()) {
      request.set("infos", notes);
    }
    options(request);
    if (retries != null) {
      var retry = request.putObject("retryStrategy").put("limit", retries);
      if (newest) {
        retry.put("refresh", true);
      }
      retry
          .putObject("backoff")
          .put("duration", wait)
          .put("maxDuration", longest)
          .put("factor", factor);
    }
    return request;
  }

  private void options(ObjectNode request) {
    var options = new ArrayList<String>();
    if (outOfSyncOnly) {
      options.add("ApplyOutOfSyncOnly=true");
    }
    if (replace) {
      options.add("Replace=true");
    }
    if (serverSide) {
      options.add("ServerSideApply=true");
    }
    if (!options.isEmpty()) {
      var items = request.putObject("syncOptions").putArray("items");
      options.forEach(items::add);
    }
  }
}
