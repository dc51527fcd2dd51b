package dev.tiphys.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a user changes about a workflow that starts; [Overrides] does it.
final class SubmitOptions {
  @Option(names = "--name", paramLabel = "NAME", description = "Its name.")
  @Nullable String name;

  @Option(
      names = "--generate-name",
      paramLabel = "PREFIX",
      description = "The beginning of its name; five characters follow.")
  @Nullable String generateName;

  @Option(names = "--entrypoint", paramLabel = "TEMPLATE", description = "The template to start.")
  @Nullable String entrypoint;

  @Option(names = "--serviceaccount", paramLabel = "NAME", description = "Whose rights it has.")
  @Nullable String serviceAccount;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "An argument; wins over --parameter-file. May be repeated.")
  Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = {"-f", "--parameter-file"},
      paramLabel = "FILE",
      description = "YAML or JSON map of arguments; - for standard input.")
  @Nullable String parameterFile;

  @Option(
      names = {"-l", "--labels"},
      paramLabel = "KEY=VALUE",
      split = ",",
      description = "Labels. May be repeated, or have commas between them.")
  Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--scheduled-time",
      paramLabel = "TIME",
      description = "What workflow.scheduledTime is: 2026-11-24T06:00:00Z.")
  @Nullable String scheduledTime;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Its place among those that wait for the same thing; higher goes first.")
  @Nullable Integer priority;
}
