package dev.tiphys.cli.delivery;

import dev.tiphys.cli.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tiphys app wait`.
@Command(
    name = "wait",
    description = "Waits until applications are Synced, Healthy and without an operation.",
    footer = {
      "",
      "With --sync, --health and the like only for these; --health, --suspended and --degraded are",
      "alternatives.",
      "Exit codes: 0 it is so, 1 an error, 2 the input is wrong, 3 timed out or interrupted.",
      "",
      "Example:",
      "  tiphys app wait guestbook --health --timeout 300"
    })
final class AppWait extends OnServer {
  @Mixin private Selection selection;

  @Option(names = "--sync", description = "For Synced.")
  private boolean sync;

  @Option(names = "--health", description = "For Healthy.")
  private boolean health;

  @Option(names = "--suspended", description = "For Suspended.")
  private boolean suspended;

  @Option(names = "--degraded", description = "For Degraded.")
  private boolean degraded;

  @Option(names = "--operation", description = "For the end of operations.")
  private boolean operation;

  @Option(names = "--delete", description = "For their deletion.")
  private boolean delete;

  @Option(
      names = "--resource",
      paramLabel = "OBJECT",
      description = "Only of [!]GROUP:KIND:[NAMESPACE/]NAME, each part with *. Repeatable.")
  private List<String> resources = List.of();

  @Mixin private TimeoutOption limit;

  @Mixin private FormatOption output;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  AppWait() {}

  @Override
  int carryOut(DeliveryClient client) throws InterruptedException {
    var objects = Selection.Objects.of(resources);
    var code = ExitCode.OK;
    for (var name : selection.of(client, server.namespace)) {
      var waiting = new Waiting(client, limit.seconds);
      if (delete) {
        code = Math.max(code, waiting.untilGone(name) ? ExitCode.OK : ExitCode.CUT_SHORT);
        continue;
      }
      var end = waiting.until(name, application -> isSo(application, objects));
      if (end.isEmpty()) {
        code = ExitCode.CUT_SHORT;
      } else if (output.format == Format.WIDE) {
        client.out().println(line(end.get()));
      } else {
        client.print(end.get().json(), output.format);
      }
    }
    return code;
  }

  private static String line(ApplicationView application) {
    return "%s %s %s"
        .formatted(application.qualifiedName(), application.syncStatus(), application.health());
  }

  private boolean isSo(ApplicationView application, Selection.Objects objects) {
    var all = !sync && !health && !suspended && !degraded && !operation;
    if ((operation || all) && application.isOperating()) {
      return false;
    }
    if (objects.isEmpty()) {
      return isSo(all, application.syncStatus(), application.health());
    }
    // An object without a rule of health is as healthy as it can be.
    return application.resources().stream()
        .filter(one -> one.hook().isEmpty() && objects.contains(one))
        .allMatch(
            one -> isSo(all, one.status(), one.health().isEmpty() ? "Healthy" : one.health()));
  }

  private boolean isSo(boolean all, String syncStatus, String found) {
    var asked = health || suspended || degraded;
    var well =
        (health || all) && found.equals("Healthy")
            || suspended && found.equals("Suspended")
            || degraded && found.equals("Degraded");
    return (!(sync || all) || syncStatus.equals("Synced")) && (!(asked || all) || well);
  }
}
