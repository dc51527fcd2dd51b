package dev.tiphys.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where API servers are, and how to log in.
public final class Connections {
  /// The URL by which Argo CD calls the cluster that it runs in (C287).
  public static final String IN_CLUSTER = "https://kubernetes.default.svc";

  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private Connections() {}

  /// What a kubeconfig names.
  ///
  /// @param context of the file; null for its current one
  /// @throws KubeFailure if the file cannot be read, or has no such context
  public static Config kubeconfig(Path file, @Nullable String context) {
    if (!Files.isReadable(file)) {
      throw KubeFailure.senseless("the kubeconfig %s cannot be read", file);
    }
    var config = Config.fromKubeconfig(context, file.toFile());
    if (context != null
        && config.getContexts().stream().noneMatch(known -> known.getName().equals(context))) {
      throw KubeFailure.senseless(
          "the kubeconfig %s has no context '%s': it has %s",
          file, context, config.getContexts().stream().map(known -> known.getName()).toList());
    }
    return config;
  }

  /// The server at `TIPHYS_KUBERNETES`, which asks for no log-in, else the one around this process.
  ///
  /// @throws KubeFailure if there is neither
  public static Config around(Map<String, String> environment) {
    var url = environment.getOrDefault("TIPHYS_KUBERNETES", "");
    return url.isEmpty()
        ? inCluster(environment)
        : new ConfigBuilder(Config.empty()).withMasterUrl(url).build();
  }

  /// The server around this process, by the files of its service account.
  ///
  /// @param environment of this process
  /// @throws KubeFailure if this process is in no cluster
  public static Config inCluster(Map<String, String> environment) {
    return inCluster(environment, ACCOUNT);
  }

  static Config inCluster(Map<String, String> environment, Path account) {
    var host = environment.get("KUBERNETES_SERVICE_HOST");
    var port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    if (host == null || host.isEmpty()) {
      throw KubeFailure.senseless(
          "%s is the cluster that this runs in, but it runs in none", IN_CLUSTER);
    }
    var name = host.contains(":") ? "[" + host + "]" : host;
    try {
      // The token is replaced on disk before it expires, so it is read for each request.
      var token = account.resolve("token");
      Files.readString(token);
      return new ConfigBuilder(Config.empty())
          .withMasterUrl("https://%s:%s".formatted(name, port))
          .withCaCertFile(account.resolve("ca.crt").toString())
          .withOauthTokenProvider(() -> read(token))
          .build();
    } catch (IOException e) {
      throw KubeFailure.senseless(
          "the service account in %s cannot be read: %s", account, e.getMessage());
    }
  }

  private static String read(Path token) {
    try {
      return Files.readString(token).strip();
    } catch (IOException e) {
      throw KubeFailure.senseless("the token %s cannot be read: %s", token, e.getMessage());
    }
  }
}
