package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.Input;
import dev.tiphys.cli.server.Delivery;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys repo`, and `tiphys repocreds` for many repositories at once.
@Command(
    name = "repo",
    description = "Registers, shows and forgets repositories.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Secrets come from files or the environment, never from the command line alone: whoever",
      "lists processes can read that.",
      "",
      "Examples:",
      "  tiphys repo add https://git.example.com/apps.git --username me --password-file token",
      "  tiphys repo add git@git.example.com:apps.git --ssh-private-key-path ~/.ssh/id_ed25519"
    },
    subcommands = {
      RepoCommand.Add.class,
      RepoCommand.ListAll.class,
      RepoCommand.Get.class,
      RepoCommand.Remove.class
    })
public final class RepoCommand extends Group {
  /// `tiphys repocreds`.
  @Command(
      name = "repocreds",
      description = "Registers, shows and forgets credentials for all repositories below a URL.",
      mixinStandardHelpOptions = true,
      subcommands = {Template.Add.class, Template.ListAll.class, Template.Remove.class})
  public static final class Template extends Group {
    /// `tiphys repocreds add`.
    @Command(name = "add", description = "Registers credentials.")
    static final class Add extends RepoCommand.Add {
      @Override
      Delivery.Collection collection(DeliveryClient client) {
        return client.routes().credentials();
      }

      @Override
      String field() {
        return "url";
      }
    }

    /// `tiphys repocreds list`.
    @Command(name = "list", description = "Lists credentials, without secrets.")
    static final class ListAll extends OnServer {
      @Override
      int carryOut(DeliveryClient client) {
        var table = new Table(2, List.of("URL PATTERN", "USERNAME", "SSH KEY"));
        for (var one : client.routes().credentials().list(Map.of())) {
          table.add(
              List.of(
                  one.path("url").asText(),
                  one.path("username").asText("-"),
                  one.path("sshPrivateKey").asText().isEmpty() ? "false" : "true"));
        }
        client.print(table, "no credentials");
        return ExitCode.OK;
      }
    }

    /// `tiphys repocreds rm`.
    @Command(name = "rm", description = "Forgets credentials.")
    static final class Remove extends RepoCommand.Remove {
      @Override
      Delivery.Collection collection(DeliveryClient client) {
        return client.routes().credentials();
      }
    }
  }

  /// How somebody is known to a repository.
  static final class Credentials {
    @Option(names = "--type", paramLabel = "TYPE", description = "git, helm or oci. Default: git.")
    String type = "git";

    @Option(names = "--username", paramLabel = "NAME", description = "Who.")
    private @Nullable String username;

    @Option(
        names = "--password",
        paramLabel = "TEXT",
        interactive = true,
        arity = "0..1",
        description = "The password or token; without TEXT it is asked for.")
    private @Nullable String password;

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "A file with the password or token; - for standard input.")
    private @Nullable String passwordFile;

    @Option(
        names = "--bearer-token-file",
        paramLabel = "FILE",
        description = "A file with a bearer token.")
    private @Nullable String bearerFile;

    @Option(
        names = "--ssh-private-key-path",
        paramLabel = "FILE",
        description = "A private key for SSH.")
    private @Nullable String sshKey;

    @Option(names = "--tls-client-cert-path", paramLabel = "FILE", description = "For TLS.")
    private @Nullable String certificate;

    @Option(names = "--tls-client-cert-key-path", paramLabel = "FILE", description = "Its key.")
    private @Nullable String certificateKey;

    @Option(
        names = "--insecure-skip-server-verification",
        description = "Whoever answers is believed.")
    private boolean insecure;

    @Option(names = "--enable-oci", description = "Charts from an OCI registry.")
    private boolean oci;

    @Option(names = "--enable-lfs", description = "With large files of Git LFS.")
    private boolean lfs;

    @Option(names = "--proxy", paramLabel = "URL", description = "By way of this proxy.")
    private @Nullable String proxy;

    @Option(names = "--no-proxy", paramLabel = "HOSTS", description = "Not these, with commas.")
    private @Nullable String noProxy;

    @Option(names = "--force-http-basic-auth", description = "As Argo CD has it; it is always so.")
    private boolean basic;

    @Option(names = "--insecure-oci-force-http", description = "A registry without TLS.")
    private boolean plainHttp;

    @Option(names = "--depth", paramLabel = "N", description = "As Argo CD has it; it is always 1.")
    private @Nullable Integer depth;

    @Option(names = "--github-app-id", paramLabel = "ID", description = "A GitHub App.")
    private @Nullable String app;

    @Option(
        names = "--github-app-installation-id",
        paramLabel = "ID",
        description = "Its installation. Default: the one of the repository.")
    private @Nullable String installation;

    @Option(
        names = "--github-app-private-key-path",
        paramLabel = "FILE",
        description = "Its key in PEM.")
    private @Nullable String appKey;

    @Option(
        names = "--github-app-enterprise-base-url",
        paramLabel = "URL",
        description = "Such as https://github.example.com/api/v3.")
    private @Nullable String appUrl;

    @Option(names = "--project", paramLabel = "NAME", description = "Only for this project.")
    private @Nullable String project;

    @Option(names = "--name", paramLabel = "NAME", description = "What people call it.")
    private @Nullable String name;

    void apply(ObjectNode repository) {
      if (!List.of("git", "helm", "oci").contains(type)) {
        throw new BadInput("--type: expected git, helm or oci, found '%s'".formatted(type));
      }
      if (password != null && passwordFile != null) {
        throw new BadInput("--password and --password-file: expected one of them, found both");
      }
      Fields.put(repository, "type", type);
      Fields.put(repository, "name", name);
      Fields.put(repository, "project", project);
      Fields.put(repository, "username", username);
      Fields.put(repository, "password", password != null ? password : line(passwordFile));
      Fields.put(repository, "bearerToken", line(bearerFile));
      Fields.put(repository, "sshPrivateKey", text(sshKey));
      Fields.put(repository, "tlsClientCertData", text(certificate));
      Fields.put(repository, "tlsClientCertKey", text(certificateKey));
      Fields.put(repository, "proxy", proxy);
      Fields.put(repository, "noProxy", noProxy);
      Fields.put(repository, "forceHttpBasicAuth", basic ? true : null);
      Fields.put(repository, "insecureOCIForceHttp", plainHttp ? true : null);
      Fields.put(repository, "depth", depth == null ? null : depth.toString());
      Fields.put(repository, "githubAppID", app);
      Fields.put(repository, "githubAppInstallationID", installation);
      Fields.put(repository, "githubAppPrivateKey", text(appKey));
      Fields.put(repository, "githubAppEnterpriseBaseUrl", appUrl);
      Fields.put(repository, "insecure", insecure ? true : null);
      Fields.put(repository, "enableOCI", oci ? true : null);
      Fields.put(repository, "enableLfs", lfs ? true : null);
    }

    private static @Nullable String text(@Nullable String file) {
      return file == null ? null : new String(Input.read(file, System.in), StandardCharsets.UTF_8);
    }

    private static @Nullable String line(@Nullable String file) {
      var text = text(file);
      return text == null ? null : text.strip();
    }
  }

  /// `tiphys repo add`.
  @Command(name = "add", description = "Registers a repository.")
  static class Add extends OnServer {
    @Parameters(paramLabel = "URL", description = "Where it is.")
    private String url;

    @Option(names = "--upsert", description = "Replaces what is registered already.")
    private boolean upsert;

    @Mixin private Credentials credentials;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Add() {}

    Delivery.Collection collection(DeliveryClient client) {
      return client.routes().repositories();
    }

    String field() {
      return "repo";
    }

    @Override
    int carryOut(DeliveryClient client) {
      var body = JsonNodeFactory.instance.objectNode().put(field(), url);
      credentials.apply(body);
      collection(client).create(body, Map.of("upsert", Boolean.toString(upsert)));
      client.out().println("'%s' added".formatted(Inert.text(url)));
      return ExitCode.OK;
    }
  }

  /// `tiphys repo list`.
  @Command(name = "list", description = "Lists repositories and whether they can be reached.")
  static final class ListAll extends OnServer {
    @Option(names = "--refresh", description = "Asks them again.")
    private boolean refresh;

    @Mixin private FormatOption output;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var found =
          client.routes().repositories().list(refresh ? Map.of("forceRefresh", "true") : Map.of());
      switch (output.format) {
        case JSON, YAML -> client.printAll(found, output.format);
        case NAME ->
            found.forEach(one -> client.out().println(Inert.text(one.path("repo").asText())));
        case WIDE -> {
          var table = new Table(2, List.of("TYPE", "NAME", "REPO", "PROJECT", "STATUS", "MESSAGE"));
          for (var one : found) {
            table.add(
                List.of(
                    one.path("type").asText("git"),
                    one.path("name").asText(),
                    one.path("repo").asText(),
                    one.path("project").asText(),
                    one.at("/connectionState/status").asText(),
                    one.at("/connectionState/message").asText()));
          }
          client.print(table, "no repositories");
        }
      }
      return ExitCode.OK;
    }
  }

  /// `tiphys repo get`.
  @Command(name = "get", description = "Shows a repository, without secrets.")
  static final class Get extends OnServer {
    @Parameters(paramLabel = "URL", description = "Where it is.")
    private String url;

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
      var one = client.routes().repositories().send("GET", Map.of(), null, url);
      client.print(one, format == Format.JSON ? Format.JSON : Format.YAML);
      return ExitCode.OK;
    }
  }

  /// `tiphys repo rm`.
  @Command(name = "rm", description = "Forgets repositories.")
  static class Remove extends OnServer {
    @Parameters(paramLabel = "URL", arity = "1..*", description = "Where they are.")
    private List<String> urls;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Remove() {}

    Delivery.Collection collection(DeliveryClient client) {
      return client.routes().repositories();
    }

    @Override
    int carryOut(DeliveryClient client) {
      for (var url : urls) {
        collection(client).send("DELETE", Map.of(), null, url);
        client.out().println("'%s' removed".formatted(Inert.text(url)));
      }
      return ExitCode.OK;
    }
  }
}
