package dev.tiphys.cli;

import picocli.CommandLine.Option;

/// Whether to stay with a run that a command starts.
final class FollowOptions {
  @Option(
      names = {"-w", "--wait"},
      description = "Waits for the end; exit 1 if it is not Succeeded.")
  boolean wait;

  @Option(names = "--watch", description = "Shows the run until its end.")
  boolean watch;

  @Option(names = "--log", description = "Prints what the steps write, until the end.")
  boolean log;
}
