package dev.tiphys.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.artifacts.store.AzureStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a web server that keeps to Azure's protocol for blobs, and checks what signs a request.
final class AzureStoreTest extends StoreContract {
  private static final byte[] KEY = utf8("the key of the account");
  private static final int PAGE = 2;

  private final TreeMap<String, byte[]> blobs = new TreeMap<>();
  private final TreeMap<String, byte[]> blocks = new TreeMap<>();
  private WebServer server;
  private ArtifactStores stores;

  @BeforeEach
  void start() throws IOException {
    server = new WebServer(this::answer);
    var values = JSON.createObjectNode();
    values
        .putObject("argo")
        .putObject("cred")
        .put("key", Base64.getEncoder().encodeToString(KEY))
        .put("sas", "?sv=2020&sig=a%2Bb")
        .put("bad", Base64.getEncoder().encodeToString(utf8("another")))
        .put("none", "no base64!");
    stores = new ArtifactStores(new ArtifactStores.Own.None(), secrets(values), new Egress(true));
  }

  @AfterEach
  void stop() {
    stores.close();
    server.close();
  }

  private void answer(WebServer.Asked asked) throws IOException {
    var query = asked.query();
    var base = "/account/container";
    if (!"a+b".equals(query.get("sig"))
        && !asked.header("Authorization").equals("SharedKey account:" + signature(asked))) {
      fail(asked, 403, "AuthenticationFailed");
    } else if (!asked.path().startsWith(base)) {
      fail(asked, 404, "ContainerNotFound");
    } else if ("list".equals(query.get("comp"))) {
      list(asked, query);
    } else {
      var name =
          WebServer.Asked.decoded(asked.path().substring(base.length() + 1).replace("+", "%2B"));
      blob(asked, name, query.getOrDefault("comp", ""));
    }
  }

  private void blob(WebServer.Asked asked, String name, String part) throws IOException {
    switch (asked.method() + " " + part) {
      case "PUT " -> {
        assertThat(asked.header("x-ms-blob-type")).isEqualTo("BlockBlob");
        blobs.put(name, asked.body());
        asked.reply(201, "");
      }
      case "PUT block" -> {
        blocks.put(asked.query().get("blockid"), asked.body());
        asked.reply(201, "");
      }
      case "PUT blocklist" -> {
        var whole = new ByteArrayOutputStream();
        var ids = Pattern.compile("<Latest>(.*?)</Latest>").matcher(new String(asked.body()));
        while (ids.find()) {
          whole.write(blocks.remove(ids.group(1)));
        }
        blobs.put(name, whole.toByteArray());
        asked.reply(201, "");
      }
      case "GET " -> {
        if (blobs.containsKey(name)) {
          asked.reply(200, blobs.get(name));
        } else {
          fail(asked, 404, "BlobNotFound");
        }
      }
      case "DELETE " -> {
        if (blobs.remove(name) == null) {
          fail(asked, 404, "BlobNotFound");
        } else {
          asked.reply(202, "");
        }
      }
      default -> fail(asked, 400, "UnsupportedHttpVerb");
    }
  }

  private void list(WebServer.Asked asked, Map<String, String> query) throws IOException {
    var rest =
        blobs.tailMap(query.getOrDefault("marker", ""), true).keySet().stream()
            .filter(name -> name.startsWith(query.get("prefix")))
            .toList();
    var page =
        rest.stream()
            .limit(PAGE)
            .map(name -> "<Blob><Name>%s</Name></Blob>".formatted(escaped(name)))
            .collect(Collectors.joining());
    var next = rest.size() > PAGE ? escaped(rest.get(PAGE)) : "";
    asked.reply(
        200,
        "<?xml version=\"1.0\"?><EnumerationResults><Blobs>%s</Blobs><NextMarker>%s</NextMarker></EnumerationResults>"
            .formatted(page, next));
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static void fail(WebServer.Asked asked, int status, String code) throws IOException {
    asked.exchange().getResponseHeaders().set("x-ms-error-code", code);
    asked.reply(status, "<Error/>");
  }

  /// As the protocol describes it.
  private static String signature(WebServer.Asked asked) {
    var length = asked.header("Content-Length");
    var lines =
        new StringBuilder(
            String.join(
                "\n",
                asked.method(),
                "",
                "",
                length.equals("0") ? "" : length,
                "",
                asked.header("Content-Type"),
                "",
                "",
                "",
                "",
                "",
                "",
                ""));
    new TreeMap<>(
            asked.exchange().getRequestHeaders().entrySet().stream()
                .collect(
                    Collectors.toMap(e -> e.getKey().toLowerCase(), e -> e.getValue().getFirst())))
        .forEach(
            (name, value) -> {
              if (name.startsWith("x-ms-")) {
                lines.append(name).append(":").append(value).append("\n");
              }
            });
    lines.append("/account").append(asked.path());
    new TreeMap<>(asked.query())
        .forEach((name, value) -> lines.append("\n").append(name).append(":").append(value));
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(utf8(lines.toString())));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  ArtifactStores stores() {
    return stores;
  }

  @Override
  Location at(String key) {
    return at("key", "container").withKey(key);
  }

  private Location at(String secret, String container) {
    return Location.of(
            json(
                """
                {"azure": {"endpoint": "%s", "container": "%s",
                           "accountKeySecret": {"name": "cred", "key": "%s"}}}
                """
                    .formatted(server.url("/account"), container, secret)))
        .orElseThrow()
        .withKey("key");
  }

  @Test
  void a_file_goes_up_in_blocks() throws IOException {
    var bytes = new byte[2500];
    new Random(1).nextBytes(bytes);
    var large = Files.write(folder.resolve("large"), bytes);
    try (var opened = stores.open(NAMESPACE, at("blocks"));
        var store = ((AzureStore) opened.store()).inBlocksOf(1000)) {
      store.save("blocks", large);
    }
    assertThat(Files.readAllBytes(load("blocks", "{}"))).isEqualTo(bytes);
    assertThat(server.asked()).filteredOn(a -> "block".equals(a.query().get("comp"))).hasSize(3);
  }

  @Test
  void a_signature_that_was_given_is_used() throws IOException {
    save("key", "{}", file("f", "content"));
    var to = folder.resolve("loaded");
    transfer().load(NAMESPACE, at("sas", "container"), json("{}"), to);
    assertThat(to).hasContent("content");
    assertThat(server.asked().getLast().header("Authorization")).isEmpty();
  }

  @Test
  void what_is_wrong_is_told_without_the_secret() {
    assertThatThrownBy(() -> transfer().list(NAMESPACE, at("bad", "container"), 1))
        .hasMessage(
            "cannot list 'key': %s answered 403 AuthenticationFailed",
            server.url("/account/container"));
    assertThatThrownBy(() -> transfer().list(NAMESPACE, at("key", "elsewhere"), 1))
        .hasMessageEndingWith("answered 404 ContainerNotFound");
    assertThatThrownBy(() -> transfer().list(NAMESPACE, at("none", "container"), 1))
        .hasMessage(
            "azure.accountKeySecret should hold the base64 key of the account, or the query of a"
                + " SAS");
  }
}
