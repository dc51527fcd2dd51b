package dev.tiphys.artifacts.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactStore;
import dev.tiphys.artifacts.Secrets;
import dev.tiphys.artifacts.http.Http;
import dev.tiphys.artifacts.http.Reply;
import dev.tiphys.artifacts.http.Urls;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;

/// Blobs of a container of Azure (F067), signed by the key of the account, or with a signature that
/// somebody else gave (SAS).
public final class AzureStore implements ArtifactStore {
  private static final String VERSION = "2023-11-03";
  private static final long BLOCK_BYTES = 64L << 20;
  private static final int PAGE = 1000;

  private final Http http;
  private final URI container;
  private final AzureKey key;
  private final long blockBytes;

  private AzureStore(Http http, URI container, AzureKey key, long blockBytes) {
    this.http = http;
    this.container = container;
    this.key = key;
    this.blockBytes = blockBytes;
  }

  /// The container that the fields of an `azure` artifact name.
  public static AzureStore open(Http http, JsonNode fields, Secrets.Of secrets) {
    if (fields.path("useSDKCreds").asBoolean(false)) {
      throw new ArtifactFailure("azure.useSDKCreds is not supported: name an accountKeySecret");
    }
    var endpoint = Urls.of(fields.path("endpoint").asText());
    var container = Urls.below(endpoint, fields.path("container").asText());
    return new AzureStore(
        http,
        container,
        AzureKey.of(endpoint, secrets.text(fields, "accountKeySecret"), InstantSource.system()),
        BLOCK_BYTES);
  }

  /// The same, with smaller files going up in blocks.
  public AzureStore inBlocksOf(long bytes) {
    return new AzureStore(http, container, key, bytes);
  }

  private URI blob(String name) {
    return Urls.below(container, name);
  }

  private Reply ask(
      String method,
      URI uri,
      Map<String, String> query,
      Map<String, String> headers,
      HttpEntity body)
      throws IOException {
    var all = new TreeMap<>(headers);
    all.put("x-ms-version", VERSION);
    return http.send(key.signed(method, uri, query, all, body));
  }

  private Reply ask(String method, URI uri, Map<String, String> query) throws IOException {
    return ask(method, uri, query, Map.of(), null);
  }

  private ArtifactFailure failure(Reply reply, String what, String name) {
    var code = reply.header("x-ms-error-code");
    return reply.status() == 404 && !code.equals("ContainerNotFound")
        ? new ArtifactFailure.Missing(Http.shown(container), name)
        : new ArtifactFailure(
            "cannot %s '%s': %s answered %d %s",
            what, name, Http.shown(container), reply.status(), code);
  }

  @Override
  public InputStream open(String name) throws IOException {
    var reply = ask("GET", blob(name), Map.of());
    if (reply.ok()) {
      return reply.body();
    }
    try (reply) {
      throw failure(reply, "read", name);
    }
  }

  @Override
  public void save(String name, Path file) throws IOException {
    if (Files.size(file) > blockBytes) {
      inBlocks(name, file);
    } else {
      put(name, Map.of(), Map.of("x-ms-blob-type", "BlockBlob"), FileBody.all(file));
    }
  }

  private void put(
      String name, Map<String, String> query, Map<String, String> headers, HttpEntity body)
      throws IOException {
    try (var reply = ask("PUT", blob(name), query, headers, body)) {
      if (!reply.ok()) {
        throw failure(reply, "write", name);
      }
    }
  }

  private void inBlocks(String name, Path file) throws IOException {
    var size = Files.size(file);
    var list = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
    for (var at = 0L; at < size; at += blockBytes) {
      var number = "%012d".formatted(at / blockBytes).getBytes(StandardCharsets.UTF_8);
      var id = Base64.getEncoder().encodeToString(number);
      var part = new FileBody(file, at, Math.min(blockBytes, size - at));
      put(name, Map.of("comp", "block", "blockid", id), Map.of(), part);
      list.append("<Latest>").append(id).append("</Latest>");
    }
    put(
        name,
        Map.of("comp", "blocklist"),
        Map.of(),
        new StringEntity(list.append("</BlockList>").toString(), StandardCharsets.UTF_8));
  }

  @Override
  public List<String> list(String prefix, int max) throws IOException {
    List<String> names = new ArrayList<>();
    var marker = "";
    do {
      var query = new TreeMap<String, String>();
      query.put("restype", "container");
      query.put("comp", "list");
      query.put("prefix", prefix);
      query.put("maxresults", Integer.toString(PAGE));
      if (!marker.isEmpty()) {
        query.put("marker", marker);
      }
      try (var reply = ask("GET", container, query)) {
        if (!reply.ok()) {
          throw failure(reply, "list", prefix);
        }
        var page = XmlTexts.of(reply.whole());
        names.addAll(page.all("Name"));
        marker = page.first("NextMarker");
      }
      S3Store.atMost(max, prefix, names);
    } while (!marker.isEmpty());
    return names;
  }

  @Override
  public void delete(String name) throws IOException {
    try (var reply = ask("DELETE", blob(name), Map.of())) {
      if (!reply.ok() && reply.status() != 404) {
        throw failure(reply, "delete", name);
      }
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
