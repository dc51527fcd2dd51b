package dev.tiphys.cli.delivery;

import picocli.CommandLine.Option;

/// How long a command waits.
final class TimeoutOption {
  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Waits no longer than this; 0 for without limit, the default.")
  long seconds;
}
