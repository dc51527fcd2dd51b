package dev.tiphys.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How resources are printed.
final class OutputOption {
  /// The forms; without one, what `get` shows.
  enum Format {
    NAME,
    JSON,
    YAML,
    SHORT,
    WIDE
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of: name, json, yaml, short, wide.")
  @Nullable Format format;
}
