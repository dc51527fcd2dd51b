package dev.tiphys.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which server, and which namespace of it.
final class ServerOptions {
  @Option(
      names = {"-s", "--server"},
      paramLabel = "URL",
      description = "The server. Default: TIPHYS_SERVER, or else this machine's --port.")
  @Nullable String server;

  @Option(names = "--port", paramLabel = "N", description = "Its port here. Default: 2746.")
  @Nullable Integer port;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      defaultValue = "default",
      description = "The namespace. Default: ${DEFAULT-VALUE}.")
  String namespace = "default";
}
