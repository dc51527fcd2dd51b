package dev.tiphys.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which of many workflows are meant.
final class FilterOptions {
  @Option(names = "--completed", description = "Only those that have ended.")
  boolean completed;

  @Option(names = "--resubmitted", description = "Only those that were made by resubmitting.")
  boolean resubmitted;

  @Option(
      names = "--status",
      paramLabel = "PHASE",
      split = ",",
      description = "Only those in these phases, such as Failed,Error.")
  List<String> phases = List.of();

  @Option(names = "--prefix", paramLabel = "TEXT", description = "Only those whose name begins so.")
  String prefix = "";

  @Option(
      names = "--older",
      paramLabel = "DURATION",
      description = "Only those that ended longer ago: 1d, 12h and the like.")
  @Nullable String older;
}
