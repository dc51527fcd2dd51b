package dev.tiphys.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tiphys list`: the options; [Lists] does it.
@Command(
    name = "list",
    description = "Lists workflows: those that run first, then the newest.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys list",
      "  tiphys list --status Failed,Error --since 1d",
      "  tiphys list -A -o wide",
      "  tiphys list --prefix nightly- -o name"
    })
final class ListCommand implements Callable<Integer> {
  /// The forms of a list.
  enum Format {
    NAME,
    JSON,
    YAML,
    WIDE
  }

  @Spec CommandSpec spec;
  @Mixin ServerOptions server;
  @Mixin FilterOptions filter;

  @Option(names = "--running", description = "Only those that have not ended.")
  boolean running;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "Only those that began later than so long ago: 1h, 7d and the like.")
  @Nullable String since;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces.")
  boolean allNamespaces;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "Only those whose labels meet this.")
  String labels = "";

  @Option(
      names = "--field-selector",
      paramLabel = "SELECTOR",
      description = "Only those whose fields meet this.")
  String fields = "";

  @Option(
      names = "--chunk-size",
      paramLabel = "N",
      description = "Lists come in pieces by themselves; this changes nothing.")
  private long chunkSize;

  @Option(names = "--no-headers", description = "Without the line of titles.")
  boolean noHeaders;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of: name, json, yaml, wide.")
  @Nullable Format format;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ListCommand() {}

  @Override
  public Integer call() {
    if (allNamespaces) {
      server.namespace = "";
    }
    try (var client = Client.open(server, spec)) {
      Lists.print(this, client);
    }
    return ExitCode.OK;
  }
}
