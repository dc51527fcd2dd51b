package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tiphys resubmit`.
@Command(
    name = "resubmit",
    description = "Starts new runs of workflows that were submitted before.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys resubmit build --watch",
      "  tiphys resubmit @latest -p version=1.3",
      "  tiphys resubmit build --memoized"
    })
final class ResubmitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private Chosen chosen;
  @Mixin private FollowOptions follow;
  @Mixin private OutputOption output;
  @Mixin private LookOptions look;

  @Option(names = "--memoized", description = "What succeeded is taken over and not run again.")
  private boolean memoized;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "A new value of an argument. May be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ResubmitCommand() {}

  @Override
  public Integer call() throws Exception {
    try (var client = Client.open(server, spec)) {
      if (chosen.dryRun) {
        return Acts.run(client, chosen, "resubmitted", _ -> {});
      }
      var made = new ArrayList<JsonNode>();
      var code =
          client.each(
              chosen.names(client.routes()),
              name -> {
                var options = Client.options();
                options.put("memoized", memoized);
                var list = options.putArray("parameters");
                parameters.forEach((key, value) -> list.add(key + "=" + value));
                made.add(client.routes().act(name, "resubmit", options));
              });
      return Math.max(code, Begun.follow(client, made, follow, output.format, look));
    }
  }
}
