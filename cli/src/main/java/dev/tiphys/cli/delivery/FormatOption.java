package dev.tiphys.cli.delivery;

import picocli.CommandLine.Option;

/// How what was found is shown, for people if nobody says otherwise.
final class FormatOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of: wide, name, json, yaml. Default: wide.")
  Format format = Format.WIDE;
}
