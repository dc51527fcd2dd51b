package dev.tiphys.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tiphys version`, and what `--version` prints.
@Command(name = "version", description = "Prints the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Runnable, IVersionProvider {
  @Spec private CommandSpec spec;

  @Option(names = "--short", description = "Only its number.")
  private boolean brief;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  VersionCommand() {}

  /// The jar's manifest knows it; classes that were run from a folder have none.
  @Override
  public String[] getVersion() {
    var version = Tiphys.class.getPackage().getImplementationVersion();
    return new String[] {"tiphys " + (version == null ? "(not packaged)" : version)};
  }

  @Override
  public void run() {
    spec.commandLine()
        .getOut()
        .println(brief ? getVersion()[0].replace("tiphys ", "") : getVersion()[0]);
  }
}
