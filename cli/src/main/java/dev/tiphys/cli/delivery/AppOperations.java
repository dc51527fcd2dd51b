package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.terminal.Inert;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that do something to applications besides syncing.
final class AppOperations {
  private static final String APPROVED = "argocd.argoproj.io/deletion-approved";

  private AppOperations() {}

  /// `tiphys app rollback`.
  @Command(
      name = "rollback",
      description = "Brings the cluster back to what was deployed before, and waits for it.",
      footer = {
        "",
        "Exit codes: 0 Succeeded, 1 Failed or Error, 2 the input is wrong, 3 timed out or interrupted."
      })
  static final class Rollback extends AppReading.OfOne {
    @Parameters(
        index = "1",
        paramLabel = "ID",
        arity = "0..1",
        description = "An id of the history. Default: the one before the last.")
    private @Nullable Long id;

    @Option(names = "--prune", description = "Deletes what was not there then.")
    private boolean prune;

    @Mixin private TimeoutOption limit;

    @Mixin private FormatOption output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Rollback() {}

    @Override
    int carryOut(DeliveryClient client) throws InterruptedException {
      var wanted = id == null ? previous(client.get(name())) : id;
      var request = JsonNodeFactory.instance.objectNode().put("id", wanted).put("prune", prune);
      client
          .routes()
          .applications()
          .send("POST", name().query(), request, name().name(), "rollback");
      var end = new Waiting(client, limit.seconds).until(name(), one -> !one.isOperating());
      return end.isEmpty() ? ExitCode.CUT_SHORT : AppSync.show(client, name(), output.format);
    }

    private static long previous(ApplicationView application) {
      var history = application.json().at("/status/history");
      if (history.size() < 2) {
        throw new BadInput(
            "%s: expected two deployments in the history to go back, found %d"
                .formatted(application.qualifiedName(), history.size()));
      }
      return history.get(history.size() - 2).path("id").asLong();
    }
  }

  /// `tiphys app terminate-op`.
  @Command(name = "terminate-op", description = "Ends the operation of an application.")
  static final class Terminate extends AppReading.OfOne {
    @Override
    int carryOut(DeliveryClient client) {
      client
          .routes()
          .applications()
          .send("DELETE", name().query(), null, name().name(), "operation");
      client
          .out()
          .println("application '%s' operation terminating".formatted(Inert.text(name().name())));
      return ExitCode.OK;
    }
  }

  /// `tiphys app confirm-deletion`.
  @Command(
      name = "confirm-deletion",
      description = "Approves of the deletions that an application waits with.")
  static final class Confirm extends AppReading.OfOne {
    @Override
    int carryOut(DeliveryClient client) {
      var patch = JsonNodeFactory.instance.objectNode();
      patch
          .putObject("metadata")
          .putObject("annotations")
          .put(APPROVED, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      var body =
          JsonNodeFactory.instance
              .objectNode()
              .put("patch", patch.toString())
              .put("patchType", "merge");
      client.routes().applications().send("PATCH", name().query(), body, name().name());
      client
          .out()
          .println("application '%s' deletion confirmed".formatted(Inert.text(name().name())));
      return ExitCode.OK;
    }
  }

  /// `tiphys app delete`.
  @Command(
      name = "delete",
      description = "Deletes applications, and their objects unless --no-cascade.",
      footer = {"", "Example:", "  tiphys app delete guestbook --yes --wait"})
  static final class Delete extends OnServer {
    @Mixin private Selection selection;

    @Option(
        names = "--cascade",
        negatable = true,
        defaultValue = "true",
        fallbackValue = "true",
        description = "Deletes their objects too. On unless --no-cascade.")
    private boolean cascade;

    @Option(
        names = {"-p", "--propagation-policy"},
        paramLabel = "POLICY",
        description = "foreground or background. Default: foreground.")
    private @Nullable String policy;

    @Option(
        names = {"-y", "--yes"},
        description = "Does not ask.")
    private boolean yes;

    @Option(names = "--wait", description = "Waits until they are gone.")
    private boolean wait;

    @Mixin private TimeoutOption limit;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Delete() {}

    @Override
    int carryOut(DeliveryClient client) throws Exception {
      if (policy != null && !policy.equals("foreground") && !policy.equals("background")) {
        throw new BadInput(
            "--propagation-policy: expected foreground or background, found '%s'"
                .formatted(policy));
      }
      var code = ExitCode.OK;
      for (var name : selection.of(client, server.namespace)) {
        if (!yes
            && !client.isMeant(
                "Delete application '%s'%s? [y/n] "
                    .formatted(name.name(), cascade ? " and all of its objects" : ""))) {
          client.note(name + ": not deleted");
          continue;
        }
        var query = name.query("cascade", Boolean.toString(cascade));
        if (policy != null) {
          query.put("propagationPolicy", policy);
        }
        client.routes().applications().send("DELETE", query, null, name.name());
        if (wait && !new Waiting(client, limit.seconds).untilGone(name)) {
          code = ExitCode.CUT_SHORT;
          continue;
        }
        client
            .out()
            .println(
                "application '%s' %s"
                    .formatted(Inert.text(name.name()), wait ? "deleted" : "is deleted"));
      }
      return code;
    }
  }
}
