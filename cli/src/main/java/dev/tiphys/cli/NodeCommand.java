package dev.tiphys.cli;

import dev.tiphys.cli.terminal.Inert;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys node`.
@Command(
    name = "node",
    description = "Changes suspended nodes of a run.",
    mixinStandardHelpOptions = true,
    subcommands = NodeCommand.SetCommand.class)
final class NodeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  NodeCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: set");
  }

  /// `tiphys node set`.
  @Command(
      name = "set",
      description = "Sets outputs, the phase or the message of suspended nodes.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  tiphys node set deploy --node-field-selector displayName=approve -p approved=yes",
        "  tiphys node set deploy --node-field-selector displayName=approve --phase Failed -m no"
      })
  static final class SetCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(paramLabel = "WORKFLOW", description = "Its name; @latest for the newest.")
    private String name;

    @Option(
        names = "--node-field-selector",
        paramLabel = "SELECTOR",
        required = true,
        description = "Suspended nodes: displayName=approve and the like.")
    private String selector;

    @Option(names = "--phase", paramLabel = "PHASE", description = "Succeeded, Failed and so on.")
    private @Nullable String phase;

    @Option(
        names = {"-m", "--message"},
        paramLabel = "TEXT",
        description = "Becomes their message.")
    private @Nullable String message;

    @Option(
        names = {"-p", "--output-parameter"},
        paramLabel = "NAME=VALUE",
        description = "The value of an output. May be repeated.")
    private Map<String, String> outputs = new LinkedHashMap<>();

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SetCommand() {}

    @Override
    public Integer call() {
      if (phase == null && message == null && outputs.isEmpty()) {
        throw new BadInput("expected --phase, --message or --output-parameter");
      }
      NodeOptions.selected(selector);
      try (var client = Client.open(server, spec)) {
        return client.each(
            List.of(name),
            resolved -> {
              var options = Client.options().put("nodeFieldSelector", selector);
              options.put("phase", phase == null ? "" : phase);
              options.put("message", message == null ? "" : message);
              if (!outputs.isEmpty()) {
                var values = Client.options();
                outputs.forEach(values::put);
                // A text that holds JSON, as Argo's API has it.
                options.put("outputParameters", values.toString());
              }
              client.routes().act(resolved, "set", options);
              client.out().println("workflow " + Inert.text(resolved) + " values set");
            });
      }
    }
  }
}
