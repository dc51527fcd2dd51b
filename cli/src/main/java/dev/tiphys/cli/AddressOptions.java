package dev.tiphys.cli;

import dev.tiphys.cli.server.Address;
import dev.tiphys.cli.server.Connection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which server.
public final class AddressOptions {
  @Option(
      names = {"-s", "--server"},
      paramLabel = "URL",
      description = "The server. Default: TIPHYS_SERVER, or else this machine's --port.")
  private @Nullable String server;

  @Option(names = "--port", paramLabel = "N", description = "Its port here. Default: 2746.")
  private @Nullable Integer port;

  /// Whether one was named on the command line.
  boolean isGiven() {
    return server != null || port != null;
  }

  /// @throws BadInput if the options name no server
  public Connection connect() {
    var url = isGiven() ? server : environment("TIPHYS_SERVER");
    var token = token();
    try {
      return new Connection(Address.of(url, port), token);
    } catch (IllegalArgumentException e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
  }

  /// What the commands send; null for nothing.
  static @Nullable String token() {
    return environment("TIPHYS_TOKEN", "ARGO_TOKEN", "ARGOCD_AUTH_TOKEN");
  }

  private static @Nullable String environment(String... names) {
    return Stream.of(names)
        .map(System::getenv)
        .filter(value -> value != null && !value.isBlank())
        .findFirst()
        .orElse(null);
  }
}
