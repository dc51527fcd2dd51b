package dev.tiphys.cli;

import java.util.List;
import picocli.CommandLine.Parameters;

/// Which manifests a command is about.
final class FilesOption {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "YAML or JSON; - for standard input.")
  List<String> names = List.of();
}
