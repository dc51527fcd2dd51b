package dev.tiphys.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `tiphys`. Exit codes: 0 all is well, 2 the input is wrong.
@Command(
    name = "tiphys",
    description = "Runs Argo Workflows resources as functions that sleep until an event arrives.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    subcommands = {
      LintCommand.class,
      EvalCommand.class,
      CompletionCommand.class,
      VersionCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  tiphys lint docs/hello-world.yaml",
      "  tiphys eval expr 'inputs.parameters.n + \"!\"' -p inputs.parameters.n=hello",
      "",
      "Exit codes: 0 all is well, 2 the input is wrong."
    })
public final class Tiphys implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Tiphys() {}

  public static void main(String[] arguments) {
    System.exit(
        commandLine(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .execute(arguments));
  }

  /// The command, printing to these: for results, and for people.
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new Tiphys())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                System.getenv("NO_COLOR") != null ? Ansi.OFF : Ansi.AUTO))
        .setParameterExceptionHandler(Tiphys::misused)
        .setExecutionExceptionHandler(Tiphys::failed);
  }

  /// A mistake in the command line: one line on what is wrong, one on where to read more.
  private static int misused(ParameterException problem, String[] arguments) {
    var command = problem.getCommandLine();
    var name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + problem.getMessage());
    command.getErr().println("Try '" + name + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  /// People get the message. A stack trace only helps who debugs Tiphys: TIPHYS_DEBUG asks for it.
  private static int failed(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
    if (System.getenv("TIPHYS_DEBUG") != null) {
      problem.printStackTrace(command.getErr());
    }
    var message = problem instanceof BadInput ? problem.getMessage() : problem.toString();
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
