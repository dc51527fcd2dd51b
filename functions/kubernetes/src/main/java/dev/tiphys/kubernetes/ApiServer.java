package dev.tiphys.kubernetes;

import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.LogFailure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Where an API server is, and how it is spoken to.
///
/// @param url without a slash at its end
/// @param account the folder with `token` and `ca.crt` of a service account; null if no log-in is
///     needed
public record ApiServer(String url, @Nullable Path account) {
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /// That of the cluster around this process, as every pod is told, or the one at
  /// `TIPHYS_KUBERNETES`.
  ///
  /// @throws Rejected if there is none
  public static ApiServer of(Map<String, String> environment) {
    var url = environment.getOrDefault("TIPHYS_KUBERNETES", "");
    if (!url.isEmpty()) {
      return new ApiServer(url.endsWith("/") ? url.substring(0, url.length() - 1) : url, null);
    }
    var host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    if (host.isEmpty()) {
      throw new Rejected("there is no Kubernetes API here: KUBERNETES_SERVICE_HOST is not set");
    }
    var port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    var literal = host.contains(":") ? "[" + host + "]" : host;
    return new ApiServer("https://" + literal + ":" + port, ACCOUNT);
  }

  /// Whether this process is in a cluster, or was told of one.
  public static boolean known(Map<String, String> environment) {
    return environment.containsKey("TIPHYS_KUBERNETES")
        || environment.containsKey("KUBERNETES_SERVICE_HOST");
  }

  /// The token of now: it is replaced every hour.
  Optional<String> token() {
    return account == null ? Optional.empty() : Optional.of(text(account.resolve("token")));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new Unavailable("the token of the service account cannot be read", e);
    }
  }

  /// Trust in whom the cluster trusts; empty for what the JDK trusts.
  Optional<SSLContext> trust() {
    if (account == null) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(account.resolve("ca.crt"))) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      var number = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trusted.getTrustManagers(), null);
      return Optional.of(context);
    } catch (IOException | GeneralSecurityException e) {
      throw new Unavailable("the certificates of the cluster cannot be read", e);
    }
  }
}
