package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.terminal.Inert;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys sync`: the limits of semaphores.
@Command(
    name = "sync",
    description = "Sets, shows and deletes the limits of semaphores.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys sync create deploy --type database --limit 2",
      "  tiphys sync update deploy --type configmap --cm-name limits --limit 3"
    },
    subcommands = {
      SyncCommand.Create.class,
      SyncCommand.Update.class,
      SyncCommand.Get.class,
      SyncCommand.Delete.class
    })
final class SyncCommand implements Runnable {
  /// Where a limit stands.
  enum Type {
    CONFIGMAP,
    DATABASE
  }

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  SyncCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
  }

  /// Something done to one limit.
  @Command(mixinStandardHelpOptions = true)
  abstract static class Act implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server;

    @Parameters(paramLabel = "KEY", description = "Its key.")
    String key;

    @Option(
        names = "--type",
        paramLabel = "TYPE",
        required = true,
        description = "Where it stands: configmap or database.")
    private Type type;

    @Option(
        names = "--cm-name",
        paramLabel = "NAME",
        description = "The ConfigMap, with --type configmap.")
    private @Nullable String configMap;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Act() {}

    abstract JsonNode act(Client client, Map<String, String> place);

    void print(Client client, JsonNode limit) {
      client.out().println("%s: limit %d".formatted(Inert.text(key), limit.path("limit").asInt()));
    }

    @Override
    public Integer call() {
      if ((type == Type.CONFIGMAP) != (configMap != null)) {
        throw new BadInput(
            type == Type.CONFIGMAP
                ? "--cm-name: expected the name of the ConfigMap, found nothing"
                : "--cm-name: a database has none");
      }
      var place =
          configMap == null
              ? Map.of("type", type.name())
              : Map.of("type", type.name(), "cmName", configMap);
      try (var client = Client.open(server, spec)) {
        print(client, act(client, place));
      }
      return ExitCode.OK;
    }
  }

  /// Something that says the limit.
  abstract static class Setting extends Act {
    @Option(names = "--limit", paramLabel = "N", required = true, description = "How many at once.")
    private int limit;

    ObjectNode body(Map<String, String> place) {
      var body = Client.options().put("key", key).put("limit", limit);
      place.forEach(body::put);
      return body;
    }
  }

  /// `tiphys sync create`.
  @Command(name = "create", description = "Sets a limit that is not there yet.")
  static final class Create extends Setting {
    @Override
    JsonNode act(Client client, Map<String, String> place) {
      return client.routes().limit("POST", null, Map.of(), body(place));
    }
  }

  /// `tiphys sync update`.
  @Command(name = "update", description = "Changes a limit; who waits looks again.")
  static final class Update extends Setting {
    @Override
    JsonNode act(Client client, Map<String, String> place) {
      return client.routes().limit("PUT", key, Map.of(), body(place));
    }
  }

  /// `tiphys sync get`.
  @Command(name = "get", description = "Shows a limit.")
  static final class Get extends Act {
    @Override
    JsonNode act(Client client, Map<String, String> place) {
      return client.routes().limit("GET", key, place, null);
    }
  }

  /// `tiphys sync delete`.
  @Command(name = "delete", description = "Deletes a limit.")
  static final class Delete extends Act {
    @Override
    JsonNode act(Client client, Map<String, String> place) {
      return client.routes().limit("DELETE", key, place, null);
    }

    @Override
    void print(Client client, JsonNode limit) {
      client.out().println("limit '" + Inert.text(key) + "' deleted");
    }
  }
}
