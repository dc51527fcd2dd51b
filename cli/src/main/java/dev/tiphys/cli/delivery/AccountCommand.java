package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Table;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys account`: who there is, what they may do, and their tokens.
@Command(
    name = "account",
    description = "Shows accounts of the server and what they may do, and makes tokens for them.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  tiphys account generate-token --account dev --expires-in 24h"},
    subcommands = {
      AccountCommand.ListAll.class,
      AccountCommand.Get.class,
      AccountCommand.Generate.class,
      AccountCommand.Delete.class,
      AccountCommand.CanI.class,
      AccountCommand.UserInfo.class
    })
public final class AccountCommand extends Group {
  /// Whose tokens.
  abstract static class OfAccount extends OnServer {
    @Option(
        names = {"-a", "--account"},
        paramLabel = "NAME",
        description = "Whose. Default: one's own.")
    private @Nullable String account;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    OfAccount() {}

    String account(DeliveryClient client) {
      return account == null
          ? client
              .routes()
              .session()
              .send("GET", Map.of(), null, "userinfo")
              .path("username")
              .asText()
          : account;
    }
  }

  /// `tiphys account list`.
  @Command(name = "list", description = "Lists accounts.")
  static final class ListAll extends OnServer {
    @Mixin private FormatOption output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var found = client.routes().accounts().list(Map.of());
      switch (output.format) {
        case JSON, YAML -> client.printAll(found, output.format);
        case NAME ->
            found.forEach(one -> client.out().println(Inert.text(one.path("name").asText())));
        case WIDE -> {
          var table = new Table(2, List.of("NAME", "ENABLED", "CAPABILITIES"));
          for (var one : found) {
            var capabilities = new java.util.ArrayList<String>();
            one.path("capabilities").forEach(each -> capabilities.add(each.asText()));
            table.add(
                List.of(
                    one.path("name").asText(),
                    one.path("enabled").asText(),
                    String.join(", ", capabilities)));
          }
          client.print(table, "no accounts");
        }
      }
      return ExitCode.OK;
    }
  }

  /// `tiphys account get`.
  @Command(name = "get", description = "Shows an account and the ids of its tokens.")
  static final class Get extends OfAccount {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "YAML",
        description = "One of: yaml, json. Default: yaml.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Get() {}

    @Override
    int carryOut(DeliveryClient client) {
      var account = client.routes().accounts().send("GET", Map.of(), null, account(client));
      client.print(account, format == Format.JSON ? Format.JSON : Format.YAML);
      return ExitCode.OK;
    }
  }

  /// `tiphys account generate-token`.
  @Command(
      name = "generate-token",
      description = "Makes a token of an account and prints it: it is not shown again.")
  static final class Generate extends OfAccount {
    @Option(names = "--id", paramLabel = "ID", description = "By which it can be revoked.")
    private @Nullable String id;

    @Option(
        names = {"-e", "--expires-in"},
        paramLabel = "D",
        defaultValue = "0s",
        description = "How long it counts: 24h. Default: for ever.")
    private String expiresIn;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Generate() {}

    @Override
    int carryOut(DeliveryClient client) {
      var body =
          JsonNodeFactory.instance
              .objectNode()
              .put("expiresIn", seconds(expiresIn))
              .put("id", id == null ? "" : id);
      var answer =
          client.routes().accounts().send("POST", Map.of(), body, account(client), "token");
      client.out().println(answer.path("token").asText());
      return ExitCode.OK;
    }
  }

  /// A duration as the server takes it.
  static long seconds(String text) {
    try {
      return dev.tiphys.language.time.Durations.parse(text).toSeconds();
    } catch (IllegalArgumentException e) {
      throw new BadInput("--expires-in: " + e.getMessage());
    }
  }

  /// `tiphys account delete-token`.
  @Command(name = "delete-token", description = "Revokes a token of an account.")
  static final class Delete extends OfAccount {
    @Parameters(paramLabel = "ID", description = "Of the token.")
    private String id;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Delete() {}

    @Override
    int carryOut(DeliveryClient client) {
      client.routes().accounts().send("DELETE", Map.of(), null, account(client), "token", id);
      client.out().println("token '%s' revoked".formatted(Inert.text(id)));
      return ExitCode.OK;
    }
  }

  /// `tiphys account can-i`.
  @Command(name = "can-i", description = "Asks whether one may do something: yes or no.")
  static final class CanI extends OnServer {
    @Parameters(index = "0", paramLabel = "ACTION", description = "Such as sync.")
    private String action;

    @Parameters(index = "1", paramLabel = "RESOURCE", description = "Such as applications.")
    private String resource;

    @Parameters(index = "2", paramLabel = "OBJECT", description = "Such as web/shop.")
    private String object;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CanI() {}

    @Override
    int carryOut(DeliveryClient client) {
      var answer =
          client
              .routes()
              .accounts()
              .send("GET", Map.of(), null, "can-i", resource, action, object)
              .path("value")
              .asText();
      client.out().println(answer);
      return answer.equals("yes") ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /// `tiphys account get-user-info`.
  @Command(name = "get-user-info", description = "Shows as whom the server knows one.")
  static final class UserInfo extends OnServer {
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    UserInfo() {}

    @Override
    int carryOut(DeliveryClient client) {
      var user = client.routes().session().send("GET", Map.of(), null, "userinfo");
      client.out().println("Username: " + Inert.text(user.path("username").asText()));
      client.out().println("Issuer: " + Inert.text(user.path("iss").asText()));
      return ExitCode.OK;
    }
  }
}
