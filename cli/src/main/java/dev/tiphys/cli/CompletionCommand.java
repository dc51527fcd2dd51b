package dev.tiphys.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys completion`: the script that a shell reads.
@Command(
    name = "completion",
    description = "Prints a script that completes commands and options.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  source <(tiphys completion bash)"})
final class CompletionCommand implements Runnable {
  /// The shells that read the script; zsh does through its bashcompinit, which the script loads.
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "One of: bash, zsh, fish.")
  private Shell shell;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  CompletionCommand() {}

  @Override
  public void run() {
    var root = spec.root().commandLine();
    spec.commandLine()
        .getOut()
        .print(
            switch (shell) {
              case BASH, ZSH -> AutoComplete.bash(root.getCommandName(), root);
              case FISH -> FishCompletion.of(root);
            });
    spec.commandLine().getOut().flush();
  }
}
