package dev.tiphys.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How definitions are printed.
final class DefinitionOutput {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of: name, json, yaml, wide.")
  DefinitionPrinting.@Nullable Format format;

  /// What a change prints: who it was about, unless more is asked for.
  DefinitionPrinting.Format orName() {
    return Objects.requireNonNullElse(format, DefinitionPrinting.Format.NAME);
  }
}
