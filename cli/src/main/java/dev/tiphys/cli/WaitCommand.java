package dev.tiphys.cli;

import dev.tiphys.cli.server.ServerFailure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys wait`.
@Command(
    name = "wait",
    description = "Waits for the end of runs and prints NAME PHASE at TIME for each.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all Succeeded, 1 one is not Succeeded or an error, 2 the input is wrong,"
          + " 3 interrupted.",
      "",
      "Examples:",
      "  tiphys wait hello-world",
      "  tiphys wait @latest && echo well done"
    })
final class WaitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;

  @Option(names = "--ignore-not-found", description = "What is not there is not waited for.")
  private boolean ignoreNotFound;

  @Parameters(
      paramLabel = "WORKFLOW",
      arity = "1..*",
      description = "Their names; @latest for the newest.")
  private List<String> names;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  WaitCommand() {}

  @Override
  public Integer call() throws Exception {
    try (var client = Client.open(server, spec)) {
      var code = ExitCode.OK;
      for (var name : names) {
        code = Math.max(code, await(client, name));
      }
      return code;
    }
  }

  private int await(Client client, String name) throws InterruptedException {
    try {
      return client.await(name);
    } catch (ServerFailure e) {
      if (ignoreNotFound && e.kind() == ServerFailure.Kind.NOT_FOUND) {
        return ExitCode.OK;
      }
      throw e;
    }
  }
}
