package dev.tiphys.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys watch`.
@Command(
    name = "watch",
    description = {
      "Shows a run until its end.",
      "On a terminal as a tree that changes, else as a line for each change. A connection that"
          + " breaks is made again."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 Succeeded, 1 not Succeeded or an error, 2 the input is wrong, 3 interrupted;"
          + " the run itself goes on then.",
      "",
      "Examples:",
      "  tiphys watch hello-world",
      "  tiphys watch @latest --status Running,Failed"
    })
final class WatchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private NodeOptions nodes;
  @Mixin private LookOptions look;

  @Parameters(paramLabel = "WORKFLOW", description = "Its name; @latest for the newest.")
  private String name;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  WatchCommand() {}

  @Override
  public Integer call() throws Exception {
    var wanted = nodes.wanted();
    try (var client = Client.open(server, spec)) {
      return client.watch(name, wanted, look);
    }
  }
}
