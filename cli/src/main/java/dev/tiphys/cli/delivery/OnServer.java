package dev.tiphys.cli.delivery;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A command that a server carries out.
@Command(mixinStandardHelpOptions = true)
abstract class OnServer implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin DeliveryOptions server;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  OnServer() {}

  /// @return the exit code
  abstract int carryOut(DeliveryClient client) throws Exception;

  AppName name(String text) {
    return AppName.of(text, server.namespace);
  }

  @Override
  public Integer call() throws Exception {
    try (var client = DeliveryClient.open(server, spec)) {
      return carryOut(client);
    }
  }
}
