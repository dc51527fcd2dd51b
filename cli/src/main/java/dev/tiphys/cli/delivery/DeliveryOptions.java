package dev.tiphys.cli.delivery;

import dev.tiphys.cli.AddressOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which server, and where its applications are.
final class DeliveryOptions {
  @Mixin AddressOptions address = new AddressOptions();

  @Option(
      names = {"-N", "--app-namespace"},
      paramLabel = "NS",
      description = "The namespace of applications. Default: the server's.")
  String namespace = "";
}
