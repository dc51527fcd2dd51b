package dev.tiphys.cli;

import dev.tiphys.cli.local.LocalHost;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys run`: the options; [LocalRuns] does it.
@Command(
    name = "run",
    description = {
      "Runs a workflow here, to its end.",
      "What else is in the files (templates, ConfigMaps, Secrets) is there for the run. On a"
          + " terminal the run is shown as a tree that changes, else as a line for each change on"
          + " standard error; the result is printed at the end."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 Succeeded, 1 Failed or Error, 2 the input is wrong, 3 timed out or"
          + " interrupted.",
      "",
      "Examples:",
      "  tiphys run docs/hello-world.yaml",
      "  tiphys run build.yaml templates.yaml -p version=1.2 --timeout 10m",
      "  tiphys run build.yaml --log",
      "  tiphys run build.yaml -o json | jq .status.phase",
      "  generate | tiphys run -"
    })
final class RunCommand implements Callable<Integer> {
  /// The forms of the result.
  enum Format {
    TREE,
    JSON,
    YAML,
    NAME
  }

  @Spec CommandSpec spec;
  @Mixin SubmitOptions submit;
  @Mixin HostOptions host;
  @Mixin LookOptions look;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "YAML or JSON; - for standard input.")
  List<String> files;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      defaultValue = "default",
      description = "The namespace. Default: ${DEFAULT-VALUE}.")
  String namespace;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Ends the run after 90s, 1h30m and the like.")
  @Nullable String timeout;

  @Option(names = "--log", description = "Prints what the steps write.")
  boolean log;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "TREE",
      description = "How the result is printed: tree, json, yaml or name. Default: tree.")
  Format format;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RunCommand() {}

  @Override
  public Integer call() throws Exception {
    return LocalRuns.run(this, System.in, LocalHost::open);
  }
}
