package dev.tiphys.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which server, and which namespace of it.
final class ServerOptions {
  @Mixin AddressOptions address = new AddressOptions();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      defaultValue = "default",
      description = "The namespace. Default: ${DEFAULT-VALUE}.")
  String namespace = "default";
}
