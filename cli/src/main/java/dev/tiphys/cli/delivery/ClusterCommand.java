package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.Kubeconfig;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Table;
import dev.tiphys.cluster.Connections;
import dev.tiphys.cluster.KubeFailure;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys cluster`.
@Command(
    name = "cluster",
    description = "Registers, shows and forgets clusters.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  tiphys cluster add staging --label env=staging"},
    subcommands = {
      ClusterCommand.Add.class,
      ClusterCommand.ListAll.class,
      ClusterCommand.Get.class,
      ClusterCommand.Remove.class
    })
public final class ClusterCommand extends Group {
  /// `tiphys cluster add`.
  @Command(
      name = "add",
      description = "Registers the cluster of a context of a kubeconfig.",
      footer = {
        "",
        "The server logs in as that context does: let it be an account made for this. Contexts that",
        "run a program to log in are refused."
      })
  static final class Add extends OnServer {
    @Parameters(paramLabel = "CONTEXT", description = "The context.")
    private String context;

    @Option(
        names = "--kubeconfig",
        paramLabel = "FILE",
        description = "The kubeconfig. Default: KUBECONFIG, or else ~/.kube/config.")
    private @Nullable Path kubeconfig;

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "What it is called. Default: as the context.")
    private @Nullable String name;

    @Option(
        names = "--namespace",
        paramLabel = "NS",
        split = ",",
        description = "Only these namespaces.")
    private List<String> namespaces = List.of();

    @Option(
        names = "--cluster-resources",
        description = "With --namespace: kinds outside of namespaces too.")
    private boolean clusterResources;

    @Option(names = "--project", paramLabel = "NAME", description = "Only for this project.")
    private @Nullable String project;

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "A label. Repeatable.")
    private Map<String, String> labels = Map.of();

    @Option(
        names = "--annotation",
        paramLabel = "NAME=VALUE",
        description = "An annotation. Repeatable.")
    private Map<String, String> annotations = Map.of();

    @Option(names = "--upsert", description = "Replaces what is registered already.")
    private boolean upsert;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Add() {}

    @Override
    int carryOut(DeliveryClient client) {
      var config = config();
      var called = name == null ? context : name;
      var body = JsonNodeFactory.instance.objectNode();
      body.put("server", config.getMasterUrl().replaceAll("/+$", "")).put("name", called);
      if (!namespaces.isEmpty()) {
        namespaces.forEach(body.putArray("namespaces")::add);
        body.put("clusterResources", clusterResources);
      }
      Fields.put(body, "project", project);
      Fields.putAll(body, "labels", labels);
      Fields.putAll(body, "annotations", annotations);
      logIn(config, body.putObject("config"));
      client.routes().clusters().create(body, Map.of("upsert", Boolean.toString(upsert)));
      client.out().println("cluster '%s' added".formatted(Inert.text(called)));
      return ExitCode.OK;
    }

    private Config config() {
      try {
        return Connections.kubeconfig(Kubeconfig.file(kubeconfig), context);
      } catch (KubeFailure e) {
        throw new BadInput(String.valueOf(e.getMessage()));
      }
    }

    private void logIn(Config config, ObjectNode json) {
      Fields.put(json, "bearerToken", config.getOauthToken());
      Fields.put(json, "username", config.getUsername());
      Fields.put(json, "password", config.getPassword());
      var tls = json.putObject("tlsClientConfig").put("insecure", config.isTrustCerts());
      Fields.put(tls, "certData", pem(config.getClientCertData(), config.getClientCertFile()));
      Fields.put(tls, "keyData", pem(config.getClientKeyData(), config.getClientKeyFile()));
      if (!config.isTrustCerts()) {
        Fields.put(tls, "caData", pem(config.getCaCertData(), config.getCaCertFile()));
      }
      if (!json.has("bearerToken") && !json.has("username") && !tls.has("certData")) {
        throw new BadInput(
            "context %s: expected a token, a password or a client certificate, found none"
                .formatted(context));
      }
    }

    /// In base64, as a kubeconfig and a Secret have it.
    private static @Nullable String pem(@Nullable String data, @Nullable String file) {
      if (data != null || file == null) {
        return data;
      }
      try {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file)));
      } catch (IOException e) {
        throw new BadInput("%s: cannot be read: %s".formatted(file, e.getMessage()));
      }
    }
  }

  /// `tiphys cluster list`.
  @Command(name = "list", description = "Lists clusters and whether they can be reached.")
  static final class ListAll extends OnServer {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        defaultValue = "WIDE",
        description = "One of: wide, name (servers), json, yaml. Default: wide.")
    private Format format;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var found = client.routes().clusters().list(Map.of());
      switch (format) {
        case JSON, YAML -> client.printAll(found, format);
        case NAME ->
            found.forEach(one -> client.out().println(Inert.text(one.path("server").asText())));
        case WIDE -> {
          var table = new Table(2, List.of("SERVER", "NAME", "PROJECT", "STATUS", "MESSAGE"));
          for (var one : found) {
            table.add(
                List.of(
                    one.path("server").asText(),
                    one.path("name").asText(),
                    one.path("project").asText(),
                    one.at("/connectionState/status").asText(),
                    one.at("/connectionState/message").asText()));
          }
          client.print(table, "no clusters");
        }
      }
      return ExitCode.OK;
    }
  }

  /// A cluster by its URL or its name.
  abstract static class OfOne extends OnServer {
    @Parameters(paramLabel = "CLUSTER", description = "Its URL or its name.")
    private String cluster;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    OfOne() {}

    String cluster() {
      return cluster;
    }

    Map<String, String> query() {
      return cluster.contains("://") ? Map.of() : Map.of("id.type", "name");
    }
  }

  /// `tiphys cluster get`.
  @Command(name = "get", description = "Shows a cluster, without how to log in.")
  static final class Get extends OfOne {
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
      var one = client.routes().clusters().send("GET", query(), null, cluster());
      client.print(one, format == Format.JSON ? Format.JSON : Format.YAML);
      return ExitCode.OK;
    }
  }

  /// `tiphys cluster rm`.
  @Command(name = "rm", description = "Forgets a cluster; what is in it stays.")
  static final class Remove extends OfOne {
    @Override
    int carryOut(DeliveryClient client) {
      client.routes().clusters().send("DELETE", query(), null, cluster());
      client.out().println("cluster '%s' removed".formatted(Inert.text(cluster())));
      return ExitCode.OK;
    }
  }
}
