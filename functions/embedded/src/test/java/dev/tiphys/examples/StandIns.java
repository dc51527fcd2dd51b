package dev.tiphys.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Manifests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// Servers of ours in place of those whose addresses examples have: stores of artifacts, a
/// repository of Git, web pages. All but S3 and Git are no more than the examples need; the stores'
/// own tests hold them to their protocols.
final class StandIns implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PEM = "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n";

  private static final String OSS = "/test-bucket-name/";
  private static final String HDFS = "/webhdfs/v1/";
  private static final String GCS = "/storage/v1/b/";

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final Path git;
  private final HttpServer web;
  private final S3Proxy s3;

  /// @param folder for buckets and repositories
  StandIns(Path folder) throws Exception {
    git = repository(folder.resolve("git"));
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    web.createContext("/", this::answer);
    web.start();
    var buckets = Files.createDirectories(folder.resolve("s3")).toAbsolutePath();
    var blobs = new FilesystemNio2BlobStore(buckets.toString());
    for (var bucket : new String[] {"my-bucket", "my-bucket-name"}) {
      blobs.createContainer(bucket);
    }
    Files.createDirectories(buckets.resolve("my-bucket-name/path/in"));
    Files.writeString(buckets.resolve("my-bucket-name/path/in/bucket"), "in S3");
    Files.createDirectories(buckets.resolve("my-bucket/one"));
    Files.writeString(buckets.resolve("my-bucket/one/main.log"), "the first log");
    Files.writeString(buckets.resolve("my-bucket/one/other.txt"), "no log");
    Files.writeString(buckets.resolve("my-bucket/two-main.log"), "the second log");
    s3 =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "id", "secret")
            .build();
    s3.start();
    put("/azure/my-container/path/in/container", "in Azure");
    put("gs/my-bucket-name/path/in/bucket", "in Google's storage");
    put(OSS + "test/mydirectory/a", "in OSS");
    put("/kubectl", "#!/bin/sh\necho kubectl \"$1\"\n");
    put("/raw/generated.swagger.json", "{}");
    put("/google", "google");
  }

  private void put(String path, String content) {
    objects.put(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /// What `https://github.com/argoproj/argo-workflows` is to the examples.
  private static Path repository(Path folder) throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("VERSION"), "2.1.1");
    for (var command :
        new String[] {
          "init -q",
          "add VERSION",
          "-c user.name=a -c user.email=a@b commit -q -m one",
          "tag v2.1.1",
          "update-server-info"
        }) {
      var words = ("git " + command).split(" ");
      if (new ProcessBuilder(words).directory(folder.toFile()).inheritIO().start().waitFor() != 0) {
        throw new IOException("git " + command);
      }
    }
    return folder.resolve(".git");
  }

  /// The text of an example with addresses of ours.
  String moved(String text) {
    var url = "http://127.0.0.1:" + web.getAddress().getPort();
    return text.replace("http://artifactory:8081", url)
        .replace("https://myazurestorageaccountname.blob.core.windows.net", url + "/azure")
        .replace("http://oss-cn-hangzhou-zmf.aliyuncs.com", url)
        .replaceAll("my-hdfs-namenode-[01][a-z.-]*:8020", "127.0.0.1:" + web.getAddress().getPort())
        .replace("s3.amazonaws.com", "http://127.0.0.1:" + s3.getPort())
        .replace("minio:9000", "127.0.0.1:" + s3.getPort())
        .replaceAll(
            "https://raw.githubusercontent.com/[^\"]*thisisnotahash[^\"]*", url + "/nothing")
        .replaceAll("https://raw.githubusercontent.com/[^\"]*", url + "/raw/generated.swagger.json")
        .replace("https://httpbin.org/status/201", url + "/status/201")
        .replace("https://google.com", url + "/google")
        .replaceAll("https://storage.googleapis.com/kubernetes-release/.*kubectl", url + "/kubectl")
        .replace("https://github.com/argoproj/argo-workflows.git", url + "/git");
  }

  /// Where Google's storage is.
  String google() {
    return "http://127.0.0.1:" + web.getAddress().getPort();
  }

  /// A repository of artifacts in S3.
  ObjectNode repository() {
    var repository = JSON.createObjectNode();
    var s3 = repository.putObject("s3");
    s3.put("endpoint", "127.0.0.1:" + this.s3.getPort()).put("insecure", true);
    s3.put("bucket", "my-bucket");
    s3.putObject("accessKeySecret").put("name", "my-minio-cred").put("key", "accesskey");
    s3.putObject("secretKeySecret").put("name", "my-minio-cred").put("key", "secretkey");
    return repository;
  }

  /// The secrets that open all of it.
  List<Document> secrets() throws GeneralSecurityException {
    var key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
    var account =
        JSON.createObjectNode()
            .put("client_email", "me@example")
            .put("private_key", PEM.formatted(Base64.getMimeEncoder().encodeToString(key)))
            .put("token_uri", google() + "/token");
    return List.of(
        secret("my-artifactory-credentials", Map.of("username", "me", "password", "secret")),
        secret("my-azure-credentials", Map.of("accountKey", "c2VjcmV0")),
        secret("my-gcs-credentials", Map.of("serviceAccountKey", account.toString())),
        secret("my-oss-credentials", Map.of("accessKey", "id", "secretKey", "secret")),
        secret("my-s3-credentials", Map.of("accessKey", "id", "secretKey", "secret")),
        secret("my-minio-cred", Map.of("accesskey", "id", "secretkey", "secret")));
  }

  private static Document secret(String name, Map<String, String> values) {
    var secret = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Secret");
    secret.putObject("metadata").put("name", name);
    var data = secret.putObject("stringData");
    values.forEach(data::put);
    var bytes = secret.toString().getBytes(StandardCharsets.UTF_8);
    return Manifests.read(bytes, name).documents().getFirst();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var query = String.valueOf(exchange.getRequestURI().getRawQuery());
      var body = exchange.getRequestBody().readAllBytes();
      if (path.startsWith("/git/")) {
        file(exchange, git.resolve(path.substring("/git/".length())));
      } else if (path.startsWith(HDFS)) {
        hdfs(exchange, path, query, body);
      } else if (path.equals("/token")) {
        reply(exchange, 200, "{\"access_token\": \"token\"}");
      } else if (path.startsWith("/upload" + GCS)) {
        var bucket = path.substring(("/upload" + GCS).length()).replaceAll("/.*", "");
        var name = query.replaceAll(".*name=|&.*", "");
        redirect(exchange, 200, google() + "/session/gs/" + bucket + "/" + name);
      } else if (path.startsWith("/session/")) {
        objects.put(path.substring("/session/".length()), body);
        reply(exchange, 200, "{}");
      } else if (path.startsWith(GCS)) {
        get(exchange, "gs/" + path.substring(GCS.length()).replaceFirst("/o/", "/"));
      } else if (path.equals(OSS)) {
        reply(exchange, 200, "<R><Contents><Key>test/mydirectory/a</Key></Contents></R>");
      } else if (path.startsWith("/status/")) {
        reply(exchange, Integer.parseInt(path.substring("/status/".length())), "");
      } else if (exchange.getRequestMethod().equals("PUT")) {
        objects.put(path, body);
        reply(exchange, 201, "");
      } else {
        get(exchange, path);
      }
    }
  }

  private void hdfs(HttpExchange exchange, String path, String query, byte[] body)
      throws IOException {
    if (!query.contains("node=data")) {
      redirect(exchange, 307, google() + path + "?node=data&" + query);
    } else if (query.contains("op=CREATE")) {
      objects.put(path, body);
      reply(exchange, 201, "");
    } else {
      get(exchange, path);
    }
  }

  private void get(HttpExchange exchange, String path) throws IOException {
    var bytes = objects.get(path);
    if (bytes == null) {
      reply(exchange, 404, "");
    } else {
      reply(exchange, 200, bytes);
    }
  }

  private static void file(HttpExchange exchange, Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      reply(exchange, 200, Files.readAllBytes(file));
    } else {
      reply(exchange, 404, "");
    }
  }

  private static void redirect(HttpExchange exchange, int status, String location)
      throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    reply(exchange, status, "");
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    reply(exchange, status, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void reply(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    web.stop(0);
    try {
      s3.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server of S3 does not stop", e);
    }
  }
}
