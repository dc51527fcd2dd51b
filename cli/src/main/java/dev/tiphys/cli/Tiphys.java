package dev.tiphys.cli;

import dev.tiphys.cli.local.LocalFailure;
import dev.tiphys.cli.server.ServerFailure;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.render.RenderFailure;
import dev.tiphys.sources.SourceFailure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// The command `tiphys`; its exit codes are [ExitCode]'s.
///
/// It is described in code, as [Commands] describes those that are not asked for: to read the
/// annotations of a class takes longer than all else that `--help` does.
public final class Tiphys {
  private static final String[] FOOTER = {
    "",
    "Examples:",
    "  tiphys run docs/hello-world.yaml",
    "  tiphys lint docs/hello-world.yaml",
    "  tiphys up                                          # and in another window:",
    "  tiphys submit docs/hello-world.yaml --watch",
    "",
    "'tiphys COMMAND --help' tells more.",
    "Exit codes: 0 all is well, 1 a workflow is not Succeeded or an error, 2 the input is wrong,"
        + " 3 timed out or interrupted."
  };

  private Tiphys() {}

  public static void main(String[] arguments) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    var code = execute(out, err, arguments);
    out.flush();
    err.flush();
    // Whatever a command opened it has closed. An exit would first load a logger to tell of itself.
    Runtime.getRuntime().halt(code);
  }

  /// Carries out one command line, printing to these: results, and what is for people.
  ///
  /// @return the exit code
  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    var line = new CommandLine(root());
    Commands.addTo(line, List.of(arguments));
    return line.setOut(out)
        .setErr(err)
        // `@latest` is a workflow, never a file of arguments.
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                System.getenv("NO_COLOR") != null ? Ansi.OFF : Ansi.AUTO))
        .setParameterExceptionHandler(Tiphys::misused)
        .setExecutionExceptionHandler(Tiphys::failed)
        .execute(arguments);
  }

  private static CommandSpec root() {
    var root = CommandSpec.create().name("tiphys");
    root.usageMessage()
        .description(
            "Runs Argo Workflows resources as functions that sleep until an event arrives.")
        .footer(FOOTER);
    root.versionProvider(new VersionCommand())
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
    return root;
  }

  /// A mistake in the command line: one line on what is wrong, one on where to read more.
  private static int misused(ParameterException problem, String[] arguments) {
    var command = problem.getCommandLine();
    var name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + Inert.text(String.valueOf(problem.getMessage())));
    command.getErr().println("Try '" + name + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  /// People get the message. A stack trace only helps who debugs Tiphys: TIPHYS_DEBUG asks for it.
  private static int failed(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
    if (System.getenv("TIPHYS_DEBUG") != null) {
      problem.printStackTrace(command.getErr());
    }
    var prefix = command.getCommandSpec().qualifiedName() + ": ";
    for (var line : message(problem).lines().toList()) {
      command.getErr().println(prefix + Inert.text(line));
      prefix = "";
    }
    return ExitCode.of(problem);
  }

  private static String message(Exception problem) {
    return switch (problem) {
      case BadInput _, ServerFailure _, LocalFailure _, RenderFailure _, SourceFailure _ ->
          String.valueOf(problem.getMessage());
      case InterruptedException _ -> "interrupted";
      default -> problem.toString();
    };
  }
}
