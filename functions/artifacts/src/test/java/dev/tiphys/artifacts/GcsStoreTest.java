package dev.tiphys.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a web server that keeps to Google's protocol, and gives tokens for what a key signed.
final class GcsStoreTest extends StoreContract {
  private static final String UPLOAD = "/upload/storage/v1/b/bucket/o";
  private static final String OBJECTS = "/storage/v1/b/bucket/o";
  private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+)");
  private static final int PAGE = 2;

  private static KeyPair keys;

  private final TreeMap<String, byte[]> objects = new TreeMap<>();
  private byte[] arrived = new byte[0];
  private int breaks;
  private WebServer server;
  private ArtifactStores stores;

  @BeforeAll
  static void key() throws Exception {
    keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
  }

  @BeforeEach
  void start() throws IOException {
    server = new WebServer(this::answer);
    var account =
        JSON.createObjectNode()
            .put("type", "service_account")
            .put("client_email", "me@project")
            .put("private_key_id", "1")
            .put("private_key", pem(keys))
            .put("token_uri", server.url("/token"));
    var values = JSON.createObjectNode();
    values
        .putObject("argo")
        .putObject("cred")
        .put("key", account.toString())
        .put("bad", account.put("private_key", "-----BEGIN PRIVATE KEY-----").toString());
    stores =
        new ArtifactStores(
            new ArtifactStores.Own.None(),
            secrets(values),
            new Egress(true),
            new ArtifactStores.Outside(
                URI.create(server.url("")), ArtifactStores.Outside.DEFAULT.git()));
  }

  private static String pem(KeyPair pair) {
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded()));
  }

  @AfterEach
  void stop() {
    stores.close();
    server.close();
  }

  private void answer(WebServer.Asked asked) throws IOException {
    if (asked.path().equals("/token")) {
      issue(asked);
    } else if (asked.path().equals("/session")) {
      receive(asked);
    } else if (!asked.header("Authorization").equals("Bearer token")) {
      asked.reply(401, "{}");
    } else if (asked.path().equals(UPLOAD)) {
      arrived = new byte[0];
      asked.redirect(
          200,
          server.url(
              "/session?name="
                  + asked.exchange().getRequestURI().getRawQuery().replaceAll(".*name=", "")));
    } else if (asked.path().equals(OBJECTS)) {
      list(asked, asked.query());
    } else {
      object(asked, WebServer.Asked.decoded(asked.path().substring(OBJECTS.length() + 1)));
    }
  }

  private void issue(WebServer.Asked asked) throws IOException {
    var jwt = asked.form().get("assertion").split("[.]");
    var claims = JSON.readTree(Base64.getUrlDecoder().decode(jwt[1]));
    try {
      var check = Signature.getInstance("SHA256withRSA");
      check.initVerify(keys.getPublic());
      check.update(utf8(jwt[0] + "." + jwt[1]));
      var fine =
          check.verify(Base64.getUrlDecoder().decode(jwt[2]))
              && claims.path("iss").asText().equals("me@project")
              && claims.path("aud").asText().equals(server.url("/token"))
              && claims.path("exp").asLong() - claims.path("iat").asLong() == 3600;
      asked.reply(fine ? 200 : 400, "{\"access_token\": \"token\"}");
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A session takes bytes from where it has them all, and says how far it is.
  private void receive(WebServer.Asked asked) throws IOException {
    var range = RANGE.matcher(asked.header("Content-Range"));
    assertThat(range.matches()).isTrue();
    var total = Integer.parseInt(range.group(3));
    if (range.group(1) != null) {
      assertThat(Integer.parseInt(range.group(1))).isEqualTo(arrived.length);
      var take = breaks > 0 ? asked.body().length / 2 : asked.body().length;
      var more = java.util.Arrays.copyOf(arrived, arrived.length + take);
      System.arraycopy(asked.body(), 0, more, arrived.length, take);
      arrived = more;
      if (breaks-- > 0) {
        asked.reply(503, "");
        return;
      }
    }
    if (arrived.length == total) {
      objects.put(asked.query().get("name"), arrived);
      asked.reply(200, "{}");
    } else {
      if (arrived.length > 0) {
        asked.exchange().getResponseHeaders().set("Range", "bytes=0-" + (arrived.length - 1));
      }
      asked.reply(308, "");
    }
  }

  private void object(WebServer.Asked asked, String name) throws IOException {
    if (!objects.containsKey(name)) {
      asked.reply(404, "{}");
    } else if (asked.method().equals("DELETE")) {
      objects.remove(name);
      asked.reply(204, "");
    } else {
      assertThat(asked.query()).containsEntry("alt", "media");
      asked.reply(200, objects.get(name));
    }
  }

  private void list(WebServer.Asked asked, Map<String, String> query) throws IOException {
    var rest =
        objects.tailMap(query.getOrDefault("pageToken", ""), true).keySet().stream()
            .filter(name -> name.startsWith(query.get("prefix")))
            .toList();
    var json = JSON.createObjectNode();
    rest.stream()
        .limit(PAGE)
        .forEach(name -> json.withArrayProperty("items").addObject().put("name", name));
    if (rest.size() > PAGE) {
      json.put("nextPageToken", rest.get(PAGE));
    }
    asked.reply(200, json.toString());
  }

  @Override
  ArtifactStores stores() {
    return stores;
  }

  @Override
  Location at(String key) {
    return at("bucket", "key").withKey(key);
  }

  private static Location at(String bucket, String secret) {
    return Location.of(
            json(
                """
                {"gcs": {"bucket": "%s", "key": "key",
                         "serviceAccountKeySecret": {"name": "cred", "key": "%s"}}}
                """
                    .formatted(bucket, secret)))
        .orElseThrow();
  }

  @Test
  void an_upload_goes_on_where_it_broke_off() throws IOException {
    breaks = 3;
    var bytes = new byte[10_000];
    new Random(1).nextBytes(bytes);
    save("large", "{\"archive\": {\"none\": {}}}", Files.write(folder.resolve("l"), bytes));
    assertThat(objects.get("large")).isEqualTo(bytes);
    assertThat(server.asked()).filteredOn(a -> a.path().equals("/session")).hasSize(7);
  }

  @Test
  void an_upload_that_breaks_off_too_often_fails() throws IOException {
    breaks = 100;
    var file = file("f", "x".repeat(1000));
    assertThatThrownBy(() -> save("large", "{}", file))
        .hasMessageContaining("cannot write 'large' in gs://bucket");
    assertThat(objects).isEmpty();
  }

  @Test
  void without_a_key_there_is_no_token() {
    var location = Location.of(json("{\"gcs\": {\"bucket\": \"bucket\", \"key\": \"k\"}}")).get();
    assertThatThrownBy(() -> transfer().list(NAMESPACE, location, 1))
        .hasMessage("cannot list 'k' in gs://bucket: 127.0.0.1:%d answered 401", server.port());
  }

  @Test
  void a_key_that_is_none_is_told_but_not_shown() {
    assertThatThrownBy(() -> transfer().list(NAMESPACE, at("bucket", "bad"), 1))
        .hasMessage(
            "gcs.serviceAccountKeySecret should hold the JSON of a key, with its private_key in"
                + " PEM");
  }
}
