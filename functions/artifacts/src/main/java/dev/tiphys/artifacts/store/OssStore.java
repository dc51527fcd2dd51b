package dev.tiphys.artifacts.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactStore;
import dev.tiphys.artifacts.Secrets;
import dev.tiphys.artifacts.http.Http;
import dev.tiphys.artifacts.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/// A bucket of Alibaba's OSS (F068), over its own REST API. Large files go up in parts.
public final class OssStore implements ArtifactStore {
  private static final long PART_BYTES = 64L << 20;
  private static final int PAGE = 1000;

  private final Http http;
  private final OssBucket bucket;
  private final JsonNode fields;
  private final long partBytes;

  private OssStore(Http http, OssBucket bucket, JsonNode fields, long partBytes) {
    this.http = http;
    this.bucket = bucket;
    this.fields = fields;
    this.partBytes = partBytes;
  }

  /// The bucket that the fields of an `oss` artifact name.
  public static OssStore open(Http http, JsonNode fields, Secrets.Of secrets) {
    if (fields.path("useSDKCreds").asBoolean(false)) {
      throw new ArtifactFailure("oss.useSDKCreds is not supported: name secrets");
    }
    return new OssStore(
        http, OssBucket.of(fields, secrets, InstantSource.system()), fields, PART_BYTES);
  }

  /// The same, with smaller files going up in parts.
  public OssStore inPartsOf(long bytes) {
    return new OssStore(http, bucket, fields, bytes);
  }

  private Reply ask(String method, String key, Map<String, String> query, @Nullable HttpEntity body)
      throws IOException {
    return http.send(bucket.signed(method, key, query, body));
  }

  private RuntimeException failure(Reply reply, String what, String key) throws IOException {
    var code = code(reply);
    return reply.status() == 404 && !code.equals("NoSuchBucket")
        ? new ArtifactFailure.Missing(bucket.shown(), key)
        : new ArtifactFailure(
            "cannot %s '%s' in %s: it answered %d %s",
            what, key, bucket.shown(), reply.status(), code);
  }

  private static String code(Reply reply) throws IOException {
    try {
      return XmlTexts.of(reply.whole()).first("Code");
    } catch (ArtifactFailure e) {
      return "";
    }
  }

  @Override
  public InputStream open(String key) throws IOException {
    var reply = ask("GET", key, Map.of(), null);
    if (reply.ok()) {
      return reply.body();
    }
    try (reply) {
      throw failure(reply, "read", key);
    }
  }

  @Override
  public void save(String key, Path file) throws IOException {
    if (Files.size(file) > partBytes) {
      inParts(key, file);
      return;
    }
    try (var reply = ask("PUT", key, Map.of(), FileBody.all(file))) {
      if (reply.ok()) {
        return;
      }
      if (!isBucketMissing(reply)) {
        throw failure(reply, "write", key);
      }
    }
    createBucket();
    require("write", key, ask("PUT", key, Map.of(), FileBody.all(file)));
  }

  private boolean isBucketMissing(Reply reply) {
    return reply.status() == 404 && fields.path("createBucketIfNotPresent").asBoolean(false);
  }

  /// The answer to a request that must succeed, which is XML or nothing.
  private XmlTexts require(String what, String key, Reply asked) throws IOException {
    try (var reply = asked) {
      if (!reply.ok()) {
        throw failure(reply, what, key);
      }
      var answer = reply.whole();
      return answer.length == 0 ? new XmlTexts(Map.of()) : XmlTexts.of(answer);
    }
  }

  private void createBucket() throws IOException {
    require("create the bucket", "", ask("PUT", "", Map.of(), null));
    var rule = fields.path("lifecycleRule");
    if (rule.isObject()) {
      var body = lifecycle(rule);
      require("set the lifecycle", "", ask("PUT", "", Map.of("lifecycle", ""), body));
    }
  }

  private static HttpEntity lifecycle(JsonNode rule) {
    var text =
        new StringBuilder(
            "<LifecycleConfiguration><Rule><ID>tiphys</ID><Prefix></Prefix>"
                + "<Status>Enabled</Status>");
    if (rule.hasNonNull("markDeletionAfterDays")) {
      text.append(
          "<Expiration><Days>%d</Days></Expiration>"
              .formatted(rule.path("markDeletionAfterDays").asInt()));
    }
    if (rule.hasNonNull("markInfrequentAccessAfterDays")) {
      text.append(
          "<Transition><Days>%d</Days><StorageClass>IA</StorageClass></Transition>"
              .formatted(rule.path("markInfrequentAccessAfterDays").asInt()));
    }
    text.append("</Rule></LifecycleConfiguration>");
    return new StringEntity(text.toString(), StandardCharsets.UTF_8);
  }

  private void inParts(String key, Path file) throws IOException {
    if (fields.path("createBucketIfNotPresent").asBoolean(false)) {
      try (var reply = ask("GET", "", Map.of("list-type", "2", "max-keys", "1"), null)) {
        if (isBucketMissing(reply)) {
          createBucket();
        }
      }
    }
    var upload =
        require("write", key, ask("POST", key, Map.of("uploads", ""), null)).first("UploadId");
    var size = Files.size(file);
    var list = new StringBuilder("<CompleteMultipartUpload>");
    try {
      for (var at = 0L; at < size; at += partBytes) {
        var number = Long.toString(at / partBytes + 1);
        var part = new FileBody(file, at, Math.min(partBytes, size - at));
        try (var reply = ask("PUT", key, Map.of("partNumber", number, "uploadId", upload), part)) {
          if (!reply.ok()) {
            throw failure(reply, "write", key);
          }
          list.append(
              "<Part><PartNumber>%s</PartNumber><ETag>%s</ETag></Part>"
                  .formatted(number, reply.header("ETag").replace("&", "").replace("<", "")));
        }
      }
      list.append("</CompleteMultipartUpload>");
      var body = new StringEntity(list.toString(), StandardCharsets.UTF_8);
      require("write", key, ask("POST", key, Map.of("uploadId", upload), body));
    } catch (IOException | RuntimeException e) {
      ask("DELETE", key, Map.of("uploadId", upload), null).close();
      throw e;
    }
  }

  @Override
  public List<String> list(String prefix, int max) throws IOException {
    List<String> keys = new ArrayList<>();
    var next = "";
    do {
      var query = new TreeMap<String, String>();
      query.put("list-type", "2");
      query.put("prefix", prefix);
      query.put("max-keys", Integer.toString(PAGE));
      if (!next.isEmpty()) {
        query.put("continuation-token", next);
      }
      var page = require("list", prefix, ask("GET", "", query, null));
      keys.addAll(page.all("Key"));
      next = page.first("NextContinuationToken");
      S3Store.atMost(max, prefix, keys);
    } while (!next.isEmpty());
    return keys;
  }

  @Override
  public void delete(String key) throws IOException {
    try (var reply = ask("DELETE", key, Map.of(), null)) {
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
