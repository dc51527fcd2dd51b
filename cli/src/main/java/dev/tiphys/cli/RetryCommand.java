package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tiphys retry`.
@Command(
    name = "retry",
    description = "Runs the nodes of failed runs again that did not succeed.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys retry build --watch",
      "  tiphys retry build -p version=1.3",
      "  tiphys retry build --restart-successful --node-field-selector displayName=compile"
    })
final class RetryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private Chosen chosen;
  @Mixin private FollowOptions follow;
  @Mixin private OutputOption output;
  @Mixin private LookOptions look;

  @Option(
      names = "--restart-successful",
      description = "Also the succeeded nodes that --node-field-selector chooses.")
  private boolean restartSuccessful;

  @Option(
      names = "--node-field-selector",
      paramLabel = "SELECTOR",
      description = "Which succeeded nodes: displayName=build and the like.")
  private @Nullable String selector;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "A new value of an argument. May be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RetryCommand() {}

  @Override
  public Integer call() throws Exception {
    if (selector != null) {
      NodeOptions.selected(selector);
    }
    try (var client = Client.open(server, spec)) {
      if (chosen.dryRun) {
        return Acts.run(client, chosen, "retried", _ -> {});
      }
      var retried = new ArrayList<JsonNode>();
      var code =
          client.each(
              chosen.names(client.routes()),
              name -> {
                var options = Client.options();
                options.put("restartSuccessful", restartSuccessful);
                options.put("nodeFieldSelector", selector == null ? "" : selector);
                var list = options.putArray("parameters");
                parameters.forEach((key, value) -> list.add(key + "=" + value));
                retried.add(client.routes().act(name, "retry", options));
              });
      return Math.max(code, Begun.follow(client, retried, follow, output.format, look));
    }
  }
}
