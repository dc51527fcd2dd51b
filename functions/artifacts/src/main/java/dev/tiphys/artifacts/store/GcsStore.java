package dev.tiphys.artifacts.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactStore;
import dev.tiphys.artifacts.Secrets;
import dev.tiphys.artifacts.http.Call;
import dev.tiphys.artifacts.http.Http;
import dev.tiphys.artifacts.http.Reply;
import dev.tiphys.artifacts.http.Urls;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A bucket of Google Cloud Storage (F066), over its JSON API.
public final class GcsStore implements ArtifactStore {
  /// Where Google's storage is.
  public static final URI GOOGLE = URI.create("https://storage.googleapis.com");

  private static final int TRIES_MAX = 5;
  private static final int PAGE = 1000;

  private final Http http;
  private final URI endpoint;
  private final String bucket;
  private final Map<String, String> headers;

  private GcsStore(Http http, URI endpoint, String bucket, Map<String, String> headers) {
    this.http = http;
    this.endpoint = endpoint;
    this.bucket = bucket;
    this.headers = headers;
  }

  /// The bucket that the fields of a `gcs` artifact name; without a key for all the world.
  public static GcsStore open(Http http, URI endpoint, JsonNode fields, Secrets.Of secrets) {
    var key = secrets.bytes(fields, "serviceAccountKeySecret");
    var bucket = fields.path("bucket").asText();
    if (key.length == 0) {
      return new GcsStore(http, endpoint, bucket, Map.of());
    }
    try {
      var token = ServiceAccount.of(new ObjectMapper().readTree(key)).token(http, clock());
      return new GcsStore(http, endpoint, bucket, Map.of("Authorization", "Bearer " + token));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new ArtifactFailure("gcs.serviceAccountKeySecret should hold the JSON of a key");
    } catch (IOException e) {
      throw ArtifactFailure.because(e, "gcs.serviceAccountKeySecret gives no token");
    }
  }

  private static InstantSource clock() {
    return InstantSource.system();
  }

  private String objects() {
    return endpoint + "/storage/v1/b/" + Urls.encodedSegment(bucket) + "/o";
  }

  private Reply ask(String method, String uri) throws IOException {
    return http.follow(Call.of(method, URI.create(uri)).with(headers));
  }

  private String object(String key) {
    return objects() + "/" + Urls.encodedSegment(key);
  }

  private ArtifactFailure failure(Reply reply, String what, String key) {
    return reply.status() == 404
        ? new ArtifactFailure.Missing("gs://" + bucket, key)
        : new ArtifactFailure(
            "cannot %s '%s' in gs://%s: %s answered %d",
            what, key, bucket, endpoint.getAuthority(), reply.status());
  }

  @Override
  public InputStream open(String key) throws IOException {
    var reply = ask("GET", object(key) + "?alt=media");
    if (reply.ok()) {
      return reply.body();
    }
    try (reply) {
      throw failure(reply, "read", key);
    }
  }

  /// In a session, which goes on where it broke off.
  @Override
  public void save(String key, Path file) throws IOException {
    var session = session(key);
    var size = Files.size(file);
    var start = 0L;
    for (var tries = 1; ; tries++) {
      try (var reply = http.send(upload(session, file, start, size))) {
        if (reply.ok()) {
          return;
        }
        if (tries == TRIES_MAX || reply.status() < 500 && reply.status() != 429) {
          throw failure(reply, "write", key);
        }
      } catch (Http.NotReached e) {
        if (tries == TRIES_MAX) {
          throw e;
        }
      }
      var there = there(session, key, size);
      if (there < 0) {
        return;
      }
      start = there;
    }
  }

  private URI session(String key) throws IOException {
    var uri =
        "%s/upload/storage/v1/b/%s/o?uploadType=resumable&name=%s"
            .formatted(endpoint, Urls.encodedSegment(bucket), Urls.encodedSegment(key));
    try (var reply = ask("POST", uri)) {
      if (!reply.ok()) {
        throw failure(reply, "write", key);
      }
      return Http.redirect(Call.of("POST", URI.create(uri)), reply);
    }
  }

  private static Call upload(URI session, Path file, long start, long size) {
    var range = size == 0 ? "bytes */0" : "bytes %d-%d/%d".formatted(start, size - 1, size);
    return Call.of("PUT", session)
        .with(Map.of("Content-Range", range))
        .with(new FileBody(file, start, size - start));
  }

  /// How many bytes have arrived; -1 if all.
  private long there(URI session, String key, long size) throws IOException {
    var call = Call.of("PUT", session).with(Map.of("Content-Range", "bytes */" + size));
    try (var reply = http.send(call)) {
      if (reply.ok()) {
        return -1;
      }
      var range = reply.header("Range");
      if (reply.status() != 308 || !range.isEmpty() && !range.matches("bytes=0-[0-9]{1,18}")) {
        throw failure(reply, "write", key);
      }
      return range.isEmpty() ? 0 : Long.parseLong(range.substring("bytes=0-".length())) + 1;
    }
  }

  @Override
  public List<String> list(String prefix, int max) throws IOException {
    List<String> keys = new ArrayList<>();
    var page = "";
    do {
      var uri =
          "%s?prefix=%s&maxResults=%d&fields=items(name),nextPageToken%s"
              .formatted(
                  objects(),
                  Urls.encodedSegment(prefix),
                  PAGE,
                  page.isEmpty() ? "" : "&pageToken=" + Urls.encodedSegment(page));
      try (var reply = ask("GET", uri)) {
        if (!reply.ok()) {
          throw new ArtifactFailure(
              "cannot list '%s' in gs://%s: %s answered %d",
              prefix, bucket, endpoint.getAuthority(), reply.status());
        }
        var json = reply.json();
        json.path("items").forEach(item -> keys.add(item.path("name").asText()));
        page = json.path("nextPageToken").asText("");
      }
      S3Store.atMost(max, prefix, keys);
    } while (!page.isEmpty());
    return keys;
  }

  @Override
  public void delete(String key) throws IOException {
    try (var reply = ask("DELETE", object(key))) {
      if (!reply.ok() && reply.status() != 404) {
        throw failure(reply, "delete", key);
      }
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
