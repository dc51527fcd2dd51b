package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.Input;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys gpg`: whose signatures of commits count, where a project asks for any.
@Command(
    name = "gpg",
    description = "Adds, shows and removes public keys of those who sign commits.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  gpg --armor --export me@example.com | tiphys gpg add --from -"},
    subcommands = {
      GpgCommand.Add.class,
      GpgCommand.Get.class,
      GpgCommand.ListAll.class,
      GpgCommand.Remove.class
    })
public final class GpgCommand extends Group {
  /// `tiphys gpg add`.
  @Command(name = "add", description = "Adds public keys.")
  static final class Add extends OnServer {
    @Option(
        names = {"-f", "--from"},
        paramLabel = "FILE",
        required = true,
        description = "As gpg --armor --export writes them; - for standard input.")
    private String from;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Add() {}

    @Override
    int carryOut(DeliveryClient client) {
      var text = new String(Input.read(from, System.in), StandardCharsets.UTF_8);
      var body = JsonNodeFactory.instance.objectNode().put("keyData", text);
      var answer = client.routes().keys().create(body, Map.of());
      answer
          .at("/created/items")
          .forEach(
              key ->
                  client
                      .out()
                      .println("key %s added".formatted(Inert.text(key.path("keyID").asText()))));
      answer
          .path("skipped")
          .forEach(id -> client.note("key %s was there".formatted(Inert.text(id.asText()))));
      return ExitCode.OK;
    }
  }

  /// `tiphys gpg get`.
  @Command(name = "get", description = "Shows a key.")
  static final class Get extends OnServer {
    @Parameters(paramLabel = "ID", description = "16 hex digits.")
    private String id;

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
      var key = client.routes().keys().send("GET", Map.of(), null, id);
      client.print(key, format == Format.JSON ? Format.JSON : Format.YAML);
      return ExitCode.OK;
    }
  }

  /// `tiphys gpg list`.
  @Command(name = "list", description = "Lists keys.")
  static final class ListAll extends OnServer {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "WIDE",
        description = "One of: wide, name (ids), json, yaml. Default: wide.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var found = client.routes().keys().list(Map.of());
      switch (format) {
        case JSON, YAML -> client.printAll(found, format);
        case NAME ->
            found.forEach(key -> client.out().println(Inert.text(key.path("keyID").asText())));
        case WIDE -> {
          var table = new Table(2, List.of("KEYID", "TYPE", "IDENTITY"));
          for (var key : found) {
            table.add(
                List.of(
                    key.path("keyID").asText(),
                    key.path("subType").asText(),
                    key.path("owner").asText()));
          }
          client.print(table, "no keys");
        }
      }
      return ExitCode.OK;
    }
  }

  /// `tiphys gpg rm`.
  @Command(name = "rm", description = "Removes a key: what it signed counts no longer.")
  static final class Remove extends OnServer {
    @Parameters(paramLabel = "ID", description = "16 hex digits.")
    private String id;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Remove() {}

    @Override
    int carryOut(DeliveryClient client) {
      client.routes().keys().send("DELETE", Map.of("keyID", id), null);
      client.out().println("key %s removed".formatted(Inert.text(id)));
      return ExitCode.OK;
    }
  }
}
