package dev.tiphys.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys lint`: the options; [Lint] does it.
@Command(
    name = "lint",
    description = "Says what is wrong with manifests, each finding as file:line: path: message.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "References between resources are resolved among all the files given. Fields that a host of",
      "one machine has no use for are told on standard error; they are not wrong.",
      "Exit codes: 0 nothing is wrong, 2 something is.",
      "",
      "Examples:",
      "  tiphys lint docs/hello-world.yaml",
      "  tiphys lint workflows/ templates.yaml",
      "  helm template chart | tiphys lint -"
    })
final class LintCommand implements Callable<Integer> {
  /// How findings are printed.
  enum Format {
    /// Findings below the name of their file, and a sentence when there are none.
    PRETTY,
    /// One line each, nothing when there are none.
    SIMPLE,
    /// A JSON list of objects with file, line, path and message.
    JSON
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "YAML or JSON; a folder for all in it; - for standard input.")
  private List<String> files;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "PRETTY",
      description = "One of: pretty, simple, json. Default: pretty.")
  private Format format;

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      description =
          "Only of these: workflows, workflowtemplates, cronworkflows, clusterworkflowtemplates;"
              + " all for every kind. Default: all.")
  private List<String> kinds = List.of("all");

  @Option(names = "--offline", description = "As it always is: no server is asked.")
  private boolean offline;

  @Option(names = "--no-color", description = "As it always is: nothing has a colour.")
  private boolean noColor;

  @Option(
      names = "--strict",
      arity = "0..1",
      paramLabel = "true",
      fallbackValue = "true",
      defaultValue = "true",
      description = "Unknown fields are always errors.")
  private boolean strict;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  LintCommand() {}

  @Override
  public Integer call() throws Exception {
    var line = spec.commandLine();
    if (!strict) {
      throw new BadInput("--strict=false: unknown fields are always errors");
    }
    return Lint.run(files, Lint.kinds(kinds), format, System.in, line.getOut(), line.getErr());
  }
}
