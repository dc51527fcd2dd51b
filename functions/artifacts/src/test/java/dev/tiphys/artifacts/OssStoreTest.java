package dev.tiphys.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.artifacts.store.OssStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a web server that keeps to the protocol of OSS, and checks what signs a request.
final class OssStoreTest extends StoreContract {
  private static final int PAGE = 2;

  private final TreeMap<String, byte[]> objects = new TreeMap<>();
  private final TreeMap<Integer, byte[]> parts = new TreeMap<>();
  private final TreeSet<String> buckets = new TreeSet<>();
  private String lifecycle = "";
  private WebServer server;
  private ArtifactStores stores;

  @BeforeEach
  void start() throws IOException {
    server = new WebServer(this::answer);
    buckets.add("bucket");
    var values =
        json("{\"argo\": {\"cred\": {\"id\": \"id\", \"secret\": \"s\", \"bad\": \"b\"}}}");
    stores = new ArtifactStores(new ArtifactStores.Own.None(), secrets(values), new Egress(true));
  }

  @AfterEach
  void stop() {
    stores.close();
    server.close();
  }

  private void answer(WebServer.Asked asked) throws IOException {
    var path = asked.path().substring(1).split("/", 2);
    var key = WebServer.Asked.decoded(path[1].replace("+", "%2B"));
    if (!asked.header("Authorization").endsWith(",Signature=" + signature(asked))) {
      fail(asked, 403, "SignatureDoesNotMatch");
    } else if (key.isEmpty() && asked.method().equals("PUT")) {
      if (asked.query().containsKey("lifecycle")) {
        lifecycle = new String(asked.body());
      }
      buckets.add(path[0]);
      asked.reply(200, "");
    } else if (!buckets.contains(path[0])) {
      fail(asked, 404, "NoSuchBucket");
    } else if (key.isEmpty()) {
      list(asked, asked.query());
    } else {
      object(asked, key, asked.query());
    }
  }

  private void object(WebServer.Asked asked, String key, Map<String, String> query)
      throws IOException {
    if (query.containsKey("uploads")) {
      asked.reply(200, "<R><UploadId>up</UploadId></R>");
    } else if (query.containsKey("partNumber")) {
      parts.put(Integer.valueOf(query.get("partNumber")), asked.body());
      asked.exchange().getResponseHeaders().set("ETag", "\"tag" + query.get("partNumber") + "\"");
      asked.reply(200, "");
    } else if (query.containsKey("uploadId")) {
      var whole = new ByteArrayOutputStream();
      var numbers =
          Pattern.compile("<PartNumber>(\\d+)</PartNumber><ETag>\"tag\\1\"")
              .matcher(new String(asked.body()));
      while (numbers.find()) {
        whole.write(parts.get(Integer.valueOf(numbers.group(1))));
      }
      objects.put(key, whole.toByteArray());
      asked.reply(200, "<R/>");
    } else if (asked.method().equals("PUT")) {
      objects.put(key, asked.body());
      asked.reply(200, "");
    } else if (asked.method().equals("DELETE")) {
      objects.remove(key);
      asked.reply(204, "");
    } else if (objects.containsKey(key)) {
      asked.reply(200, objects.get(key));
    } else {
      fail(asked, 404, "NoSuchKey");
    }
  }

  private void list(WebServer.Asked asked, Map<String, String> query) throws IOException {
    assertThat(query).containsEntry("list-type", "2");
    var rest =
        objects.tailMap(query.getOrDefault("continuation-token", ""), true).keySet().stream()
            .filter(name -> name.startsWith(query.get("prefix")))
            .toList();
    var page =
        rest.stream()
            .limit(PAGE)
            .map(key -> "<Contents><Key>%s</Key></Contents>".formatted(AzureStoreTest.escaped(key)))
            .collect(Collectors.joining());
    var next = rest.size() > PAGE ? AzureStoreTest.escaped(rest.get(PAGE)) : "";
    asked.reply(
        200,
        "<ListBucketResult>%s<NextContinuationToken>%s</NextContinuationToken></ListBucketResult>"
            .formatted(page, next));
  }

  private static void fail(WebServer.Asked asked, int status, String code) throws IOException {
    asked.reply(status, "<Error><Code>%s</Code></Error>".formatted(code));
  }

  /// As the protocol describes it.
  private static String signature(WebServer.Asked asked) {
    var query = asked.exchange().getRequestURI().getRawQuery();
    var sorted =
        query == null
            ? ""
            : Arrays.stream(query.split("&")).sorted().collect(Collectors.joining("&"));
    var headers = new TreeMap<String, String>();
    asked
        .exchange()
        .getRequestHeaders()
        .forEach(
            (name, value) -> {
              var lower = name.toLowerCase();
              if (lower.startsWith("x-oss-") || lower.equals("content-type")) {
                headers.put(lower, value.getFirst());
              }
            });
    var canonical =
        "%s\n%s\n%s\n%s\n\nUNSIGNED-PAYLOAD"
            .formatted(
                asked.method(),
                asked.path(),
                sorted,
                headers.entrySet().stream()
                    .map(e -> e.getKey() + ":" + e.getValue() + "\n")
                    .collect(Collectors.joining()));
    var time = asked.header("x-oss-date");
    var day = time.substring(0, 8);
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(utf8(canonical));
      var text =
          "OSS4-HMAC-SHA256\n%s\n%s/cn-hangzhou/oss/aliyun_v4_request\n%s"
              .formatted(time, day, HexFormat.of().formatHex(hash));
      var key =
          hmac(
              hmac(hmac(hmac(utf8("aliyun_v4s"), day), "cn-hangzhou"), "oss"), "aliyun_v4_request");
      return HexFormat.of().formatHex(hmac(key, text));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text)
      throws java.security.GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(utf8(text));
  }

  @Override
  ArtifactStores stores() {
    return stores;
  }

  @Override
  Location at(String key) {
    return at("bucket", "secret").withKey(key);
  }

  private Location at(String bucket, String secret) {
    return Location.of(
            json(
                """
                {"oss": {"endpoint": "%s", "bucket": "%s", "key": "key",
                         "createBucketIfNotPresent": true, "securityToken": "token",
                         "lifecycleRule": {"markDeletionAfterDays": 7},
                         "accessKeySecret": {"name": "cred", "key": "id"},
                         "secretKeySecret": {"name": "cred", "key": "%s"}}}
                """
                    .formatted(server.url(""), bucket, secret)))
        .orElseThrow();
  }

  @Test
  void a_bucket_is_made_if_asked_for() throws IOException {
    var location = at("new", "secret");
    transfer()
        .save(NAMESPACE, location, json("{}"), Transfer.Saved.all(file("f", "content")), folder);
    assertThat(buckets).contains("new");
    assertThat(lifecycle).contains("<Expiration><Days>7</Days></Expiration>");
    assertThat(objects).containsOnlyKeys("key");
  }

  @Test
  void a_file_goes_up_in_parts() throws IOException {
    var bytes = new byte[2500];
    new Random(1).nextBytes(bytes);
    var large = Files.write(folder.resolve("large"), bytes);
    try (var opened = stores.open(NAMESPACE, at("parts"));
        var store = ((OssStore) opened.store()).inPartsOf(1000)) {
      store.save("parts", large);
    }
    assertThat(Files.readAllBytes(load("parts", "{}"))).isEqualTo(bytes);
    assertThat(parts).hasSize(3);
  }

  @Test
  void a_wrong_secret_is_told_but_not_shown() {
    assertThatThrownBy(() -> transfer().list(NAMESPACE, at("bucket", "bad"), 1))
        .hasMessage(
            "cannot list 'key' in oss://bucket at 127.0.0.1:%d: it answered 403"
                + " SignatureDoesNotMatch",
            server.port());
  }
}
