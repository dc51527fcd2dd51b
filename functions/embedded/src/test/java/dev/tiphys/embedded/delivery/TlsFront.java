package dev.tiphys.embedded.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An API server behind TLS that lets in only who logs in as it wants.
final class TlsFront implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private final String behind;
  private final Predicate<HttpExchange> lets;
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

  /// A key and its certificate.
  record Keys(KeyStore store) {
    /// @param names as `dns:prod.example`
    static Keys make(Path folder, String name, String names) throws Exception {
      var file = folder.resolve(name + ".p12");
      var made =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "one",
                  "-keyalg",
                  "RSA",
                  "-dname",
                  "CN=" + name,
                  "-ext",
                  "san=" + names,
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  new String(PASSWORD),
                  "-keystore",
                  file.toString())
              .redirectErrorStream(true)
              .start();
      made.getInputStream().readAllBytes();
      made.waitFor();
      return new Keys(KeyStore.getInstance(file.toFile(), PASSWORD));
    }

    /// As a Secret holds it: base64 of PEM.
    String certificate() throws Exception {
      return pem("CERTIFICATE", store.getCertificate("one").getEncoded());
    }

    String key() throws Exception {
      return pem("PRIVATE KEY", store.getKey("one", PASSWORD).getEncoded());
    }

    private static String pem(String what, byte[] bytes) {
      var text =
          "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
              .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
      return Base64.getEncoder()
          .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  /// @param behind the server without TLS
  /// @param client whose certificate has to be shown; null if none
  /// @param lets who else may ask
  TlsFront(String behind, Keys own, Keys client, Predicate<HttpExchange> lets) throws Exception {
    this.behind = behind;
    this.lets = lets;
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own.store(), PASSWORD);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init((client == null ? own : client).store());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            var tls = context.getDefaultSSLParameters();
            tls.setNeedClientAuth(client != null);
            parameters.setSSLParameters(tls);
          }
        });
    server.setExecutor(threads);
    server.createContext("/", this::forward);
    server.start();
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  /// What was asked for, by method and path.
  boolean wasAsked(String method, String part) {
    return asked.stream().anyMatch(line -> line.startsWith(method) && line.contains(part));
  }

  /// The headers of impersonation that were sent with writes.
  private static String as(HttpExchange exchange) {
    var user = exchange.getRequestHeaders().getFirst("Impersonate-User");
    return user == null ? "" : " as " + user;
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + as(exchange));
      if (!lets.test(exchange)) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      var body = exchange.getRequestBody().readAllBytes();
      var request =
          HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI()))
              .method(
                  exchange.getRequestMethod(),
                  body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
      var type = exchange.getRequestHeaders().getFirst("Content-Type");
      if (type != null) {
        request.header("Content-Type", type);
      }
      var answer = client.send(request.build(), BodyHandlers.ofInputStream());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.statusCode(), 0);
      try (var in = answer.body();
          var out = exchange.getResponseBody()) {
        var buffer = new byte[8192];
        for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }
}
