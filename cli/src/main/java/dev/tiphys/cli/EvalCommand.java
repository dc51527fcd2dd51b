package dev.tiphys.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `tiphys eval`: the options; [Evaluation] does it.
@Command(
    name = "eval",
    description = {
      "Tries an expression before it goes into a manifest.",
      "Without a subcommand: reads JSON lines {\"kind\":\"tags|expr|when|depends\", \"text\":…,"
          + " \"env\":{…}} from standard input and prints a JSON line for each, with result or"
          + " error."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 evaluated (a JSON line with an error counts as that), 2 the input is wrong.",
      "",
      "Examples:",
      "  tiphys eval tags 'hello {{inputs.parameters.name}}' -p inputs.parameters.name=world",
      "  tiphys eval expr 'asInt(inputs.parameters.n) + 1' -p inputs.parameters.n=5",
      "  tiphys eval when '{{inputs.parameters.n}} > 3' -p inputs.parameters.n=5",
      "  tiphys eval depends 'A && B.Failed' -p A=Succeeded -p B=Failed",
      "  echo '{\"kind\":\"expr\",\"text\":\"1 + 1\",\"env\":{}}' | tiphys eval"
    })
final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--env",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "YAML or JSON map of names to values; - for standard input.")
  private @Nullable String environment;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      scope = ScopeType.INHERIT,
      description = "A name and its value; wins over --env. May be repeated.")
  private Map<String, String> values = new LinkedHashMap<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  EvalCommand() {}

  @Override
  public Integer call() throws Exception {
    Evaluation.lines(System.in, spec.commandLine().getOut());
    return 0;
  }

  @Command(
      name = "tags",
      description = "Prints what a text with {{tags}} becomes. Unknown tags stay.",
      mixinStandardHelpOptions = true)
  int tags(@Parameters(paramLabel = "TEXT") String text) {
    return byHand("tags", text);
  }

  @Command(
      name = "expr",
      description = "Prints what an expression, written without {{=}}, becomes.",
      mixinStandardHelpOptions = true)
  int expr(@Parameters(paramLabel = "TEXT") String text) {
    return byHand("expr", text);
  }

  @Command(
      name = "when",
      description = "Prints whether a condition is true, once its {{tags}} are replaced.",
      mixinStandardHelpOptions = true)
  int when(@Parameters(paramLabel = "TEXT") String text) {
    return byHand("when", text);
  }

  @Command(
      name = "depends",
      description = {
        "Prints whether a task with this depends may start.",
        "The values are results of tasks: -p A=Failed."
      },
      mixinStandardHelpOptions = true)
  int depends(@Parameters(paramLabel = "TEXT") String text) {
    return byHand("depends", text);
  }

  private int byHand(String kind, String text) {
    spec.commandLine()
        .getOut()
        .println(Evaluation.byHand(kind, text, environment, values, System.in));
    return 0;
  }
}
