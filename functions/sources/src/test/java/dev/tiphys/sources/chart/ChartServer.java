package dev.tiphys.sources.chart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/// Documents that a test serves: a Helm repository, or the few addresses of an OCI registry that
/// are read.
final class ChartServer implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Document> documents = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private String authorization = "";
  private String challenge = "";

  private record Document(int code, String header, String value, byte[] body) {}

  ChartServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  String url() {
    return "http://" + host();
  }

  List<String> requests() {
    return requests;
  }

  /// Answers only who sends this; all others get the challenge. `/token` is open.
  void require(String authorization, String challenge) {
    this.authorization = authorization;
    this.challenge = challenge;
  }

  void put(String path, byte[] body) {
    documents.put(path, new Document(200, "", "", body));
  }

  void put(String path, String body) {
    put(path, body.getBytes(StandardCharsets.UTF_8));
  }

  void redirect(String path, String location) {
    documents.put(path, new Document(302, "Location", location, new byte[0]));
  }

  /// Puts an artifact of one layer under a tag, and gives back the digest of its manifest.
  String push(String name, String tag, String mediaType, byte[] layer) {
    var digest = "sha256:" + Unpacked.digest(layer);
    put("/v2/" + name + "/blobs/" + digest, layer);
    var manifest =
        """
        {"schemaVersion": 2, "config": {"mediaType": "application/vnd.oci.empty.v1+json"},
         "layers": [{"mediaType": "%s", "digest": "%s", "size": %d}]}"""
            .formatted(mediaType, digest, layer.length)
            .getBytes(StandardCharsets.UTF_8);
    var id = "sha256:" + Unpacked.digest(manifest);
    put("/v2/" + name + "/manifests/" + tag, manifest);
    put("/v2/" + name + "/manifests/" + id, manifest);
    return id;
  }

  /// A tar that gzip has packed.
  static byte[] archive(String... namesAndTexts) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      for (var i = 0; i < namesAndTexts.length; i += 2) {
        var content = namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(namesAndTexts[i]);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      requests.add(path);
      var sent = exchange.getRequestHeaders().getFirst("Authorization");
      if (!authorization.isEmpty() && !path.equals("/token") && !authorization.equals(sent)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      var document = documents.get(path);
      if (document == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      if (!document.header().isEmpty()) {
        exchange.getResponseHeaders().set(document.header(), document.value());
      }
      exchange.sendResponseHeaders(
          document.code(), document.body().length == 0 ? -1 : document.body().length);
      exchange.getResponseBody().write(document.body());
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
