package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.Input;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Table;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys cert`: which servers of repositories are who they say.
@Command(
    name = "cert",
    description = "Adds, shows and removes what servers of repositories are known by.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ssh-keyscan git.example.com | tiphys cert add-ssh --batch",
      "  tiphys cert add-tls git.example.com --from authority.pem"
    },
    subcommands = {
      CertCommand.AddSsh.class,
      CertCommand.AddTls.class,
      CertCommand.ListAll.class,
      CertCommand.Remove.class
    })
public final class CertCommand extends Group {
  private static final int KEYS_MAX = 1_000;

  /// `tiphys cert add-ssh`.
  @Command(name = "add-ssh", description = "Adds lines of known_hosts.")
  static final class AddSsh extends OnServer {
    @Option(names = "--batch", description = "Reads lines; there is no other way to give them.")
    private boolean batch;

    @Option(
        names = "--from",
        paramLabel = "FILE",
        defaultValue = "-",
        description = "Where they are read. Default: standard input.")
    private String from;

    @Option(names = "--upsert", description = "Replaces a key of a host by another one.")
    private boolean upsert;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    AddSsh() {}

    @Override
    int carryOut(DeliveryClient client) {
      var body = JsonNodeFactory.instance.objectNode();
      var items = body.putArray("items");
      var number = 0;
      for (var line : text(from).lines().map(String::strip).toList()) {
        number++;
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        var words = line.split("\\s+");
        if (words.length < 3 || words[0].startsWith("@")) {
          throw new BadInput(
              "%s:%d: expected a host, a type and a key, found '%s'"
                  .formatted(from, number, Inert.text(line)));
        }
        items
            .addObject()
            .put("serverName", words[0])
            .put("certType", "ssh")
            .put("certSubType", words[1])
            .put("certData", base64(words[2]));
        if (items.size() > KEYS_MAX) {
          throw new BadInput("%s: more than %d keys".formatted(from, KEYS_MAX));
        }
      }
      if (items.isEmpty()) {
        throw new BadInput(from + ": expected lines of known_hosts, found none");
      }
      var added = client.routes().certificates().create(body, upserting(upsert)).path("items");
      added.forEach(
          one ->
              client
                  .out()
                  .println(
                      "%s %s added"
                          .formatted(
                              Inert.text(one.path("serverName").asText()),
                              Inert.text(one.path("certSubType").asText()))));
      if (added.isEmpty()) {
        client.note("all of them were there");
      }
      return ExitCode.OK;
    }
  }

  /// `tiphys cert add-tls`.
  @Command(name = "add-tls", description = "Adds the authority that a server is signed by.")
  static final class AddTls extends OnServer {
    @Parameters(paramLabel = "HOST", description = "The server, without a port.")
    private String host;

    @Option(
        names = "--from",
        paramLabel = "FILE",
        defaultValue = "-",
        description = "Certificates in PEM. Default: standard input.")
    private String from;

    @Option(names = "--upsert", description = "Replaces those that are there.")
    private boolean upsert;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    AddTls() {}

    @Override
    int carryOut(DeliveryClient client) {
      var body = JsonNodeFactory.instance.objectNode();
      body.putArray("items")
          .addObject()
          .put("serverName", host)
          .put("certType", "https")
          .put("certData", base64(text(from)));
      client.routes().certificates().create(body, upserting(upsert));
      client.out().println("certificates of %s added".formatted(Inert.text(host)));
      return ExitCode.OK;
    }
  }

  /// `tiphys cert list`.
  @Command(name = "list", description = "Lists what servers are known by.")
  static final class ListAll extends OnServer {
    @Option(names = "--cert-type", paramLabel = "TYPE", description = "ssh or https.")
    private String type = "";

    @Option(names = "--hostname-pattern", paramLabel = "GLOB", description = "Only these hosts.")
    private String pattern = "";

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "WIDE",
        description = "One of: wide, json, yaml. Default: wide.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var query = new LinkedHashMap<String, String>();
      query.put("certType", type);
      query.put("hostNamePattern", pattern);
      query.values().removeIf(String::isEmpty);
      var found = client.routes().certificates().list(query);
      if (format == Format.JSON || format == Format.YAML) {
        client.printAll(found, format);
        return ExitCode.OK;
      }
      var table = new Table(2, List.of("HOSTNAME", "TYPE", "SUBTYPE", "FINGERPRINT/SUBJECT"));
      for (var one : found) {
        table.add(
            List.of(
                one.path("serverName").asText(),
                one.path("certType").asText(),
                one.path("certSubType").asText(),
                one.path("certInfo").asText()));
      }
      client.print(table, "no certificates");
      return ExitCode.OK;
    }
  }

  /// `tiphys cert rm`.
  @Command(name = "rm", description = "Removes what servers are known by.")
  static final class Remove extends OnServer {
    @Parameters(paramLabel = "HOST", description = "The server, or a glob of servers.")
    private String host;

    @Option(names = "--cert-type", paramLabel = "TYPE", description = "Only ssh, or only https.")
    private String type = "";

    @Option(names = "--cert-sub-type", paramLabel = "TYPE", description = "Only such keys.")
    private String subType = "";

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Remove() {}

    @Override
    int carryOut(DeliveryClient client) {
      var query = new LinkedHashMap<String, String>();
      query.put("hostNamePattern", host);
      query.put("certType", type);
      query.put("certSubType", subType);
      query.values().removeIf(String::isEmpty);
      var gone = client.routes().certificates().send("DELETE", query, null).path("items");
      gone.forEach(
          one ->
              client
                  .out()
                  .println(
                      "%s %s removed"
                          .formatted(
                              Inert.text(one.path("serverName").asText()),
                              Inert.text(one.path("certSubType").asText()))));
      if (gone.isEmpty()) {
        client.note("there is none");
      }
      return ExitCode.OK;
    }
  }

  private static String text(String file) {
    return new String(Input.read(file, System.in), StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> upserting(boolean upsert) {
    return Map.of("upsert", Boolean.toString(upsert));
  }
}
