package dev.tiphys.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against real web servers, one of them with TLS.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpStoreTest {
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder().encodeToString("me:pass:word".getBytes(StandardCharsets.UTF_8));

  @TempDir Path folder;

  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final ObjectNode values = StoreContract.json("{\"argo\": {}}");
  private WebServer server;
  private WebServer other;
  private ArtifactStores stores;

  @BeforeEach
  void start() throws IOException {
    server = new WebServer(this::answer);
    other = new WebServer(this::answer);
    stores =
        new ArtifactStores(
            new ArtifactStores.Own.None(), StoreContract.secrets(values), new Egress(true));
    secret("cred", "user", "me");
    secret("cred", "password", "pass:word\n");
  }

  @AfterEach
  void stop() {
    stores.close();
    server.close();
    other.close();
  }

  private void secret(String name, String key, String value) {
    values.withObjectProperty("argo").withObjectProperty(name).put(key, value);
  }

  private void answer(WebServer.Asked asked) throws IOException {
    var path = asked.path();
    if (path.equals("/locked") && !asked.header("Authorization").equals(BASIC)) {
      asked.reply(401, "who are you?");
    } else if (path.startsWith("/to/")) {
      asked.redirect(Integer.parseInt(path.substring(4)), other.url("/file") + "?signed");
    } else if (path.equals("/circle")) {
      asked.redirect(302, "/circle");
    } else if (path.equals("/stray")) {
      asked.redirect(302, "file:///etc/passwd");
    } else if (path.equals("/metadata")) {
      asked.redirect(302, "http://169.254.169.254/latest/meta-data");
    } else if (asked.method().equals("PUT")) {
      files.put(path, asked.body());
      asked.reply(201, "");
    } else if (asked.method().equals("DELETE")) {
      asked.reply(files.remove(path) == null ? 404 : 204, "");
    } else if (files.containsKey(path)) {
      asked.reply(200, files.get(path));
    } else {
      asked.reply(404, "nothing here");
    }
  }

  private Location at(String json) {
    return Location.of(StoreContract.json(json)).orElseThrow();
  }

  private Location url(String url) {
    return at("{\"http\": {\"url\": \"%s\"}}".formatted(url));
  }

  private Path load(Location location) throws IOException {
    var to = Files.createTempDirectory(folder, "in").resolve("artifact");
    transfer().load("argo", location, StoreContract.json("{}"), to);
    return to;
  }

  private void save(Location location, String artifact, String content) throws IOException {
    var file = Files.writeString(folder.resolve("a file"), content);
    transfer()
        .save("argo", location, StoreContract.json(artifact), Transfer.Saved.all(file), folder);
  }

  private Transfer transfer() {
    return new Transfer(stores, TransferLimits.DEFAULT);
  }

  @Test
  void what_was_put_can_be_had() throws IOException {
    var location = url(server.url("/some/file.tgz?version=1"));
    save(location, "{}", "hello");
    assertThat(load(location)).hasContent("hello");
    assertThat(server.asked())
        .extracting(WebServer.Asked::query)
        .allSatisfy(query -> assertThat(query).containsEntry("version", "1"));
  }

  @Test
  void part_of_a_directory_is_below_its_path() throws IOException {
    var directory = Files.createDirectory(folder.resolve("tree"));
    Files.writeString(directory.resolve("a b#.txt"), "a");
    var location = url(server.url("/dir?version=1"));
    transfer()
        .save(
            "argo",
            location,
            StoreContract.json("{\"archive\": {\"none\": {}}}"),
            Transfer.Saved.all(directory),
            folder);
    assertThat(files).containsOnlyKeys("/dir/a%20b%23.txt");
    assertThat(load(location.below("a b%23.txt"))).hasContent("a");
  }

  @Test
  void headers_and_passwords_are_sent() throws IOException {
    files.put("/locked", "x".getBytes(StandardCharsets.UTF_8));
    var location =
        at(
            """
            {"http": {"url": "%s", "headers": [{"name": "X-Custom", "value": "a value"}],
              "auth": {"basicAuth": {"usernameSecret": {"name": "cred", "key": "user"},
                                     "passwordSecret": {"name": "cred", "key": "password"}}}}}
            """
                .formatted(server.url("/locked")));
    assertThat(load(location)).hasContent("x");
    assertThat(server.asked().getFirst().header("X-Custom")).isEqualTo("a value");
  }

  @Test
  void a_password_in_the_URL_is_sent_and_never_shown() throws IOException {
    files.put("/locked", "x".getBytes(StandardCharsets.UTF_8));
    var right = server.url("/locked").replace("//", "//me:pass%3Aword@");
    assertThat(load(url(right))).hasContent("x");
    var wrong = server.url("/locked?sig=hidden").replace("//", "//me:hidden@");
    assertThatThrownBy(() -> load(url(wrong)))
        .hasMessage("cannot read '%1$s': %1$s answered 401".formatted(server.url("/locked")));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void a_redirect_is_followed_and_credentials_stay(int status) throws IOException {
    files.put("/file", "there".getBytes(StandardCharsets.UTF_8));
    var location =
        at(
            """
            {"http": {"url": "%s", "headers": [{"name": "X-Token", "value": "mine"}],
              "auth": {"basicAuth": {"usernameSecret": {"name": "cred", "key": "user"}}}}}
            """
                .formatted(server.url("/to/" + status)));
    assertThat(load(location)).hasContent("there");
    assertThat(server.asked().getFirst().header("X-Token")).isEqualTo("mine");
    var asked = other.asked().getFirst();
    assertThat(asked.header("X-Token") + asked.header("Authorization")).isEmpty();
  }

  @Test
  void an_upload_goes_where_it_is_led() throws IOException {
    save(url(server.url("/to/307")), "{\"archive\": {\"none\": {}}}", "up");
    assertThat(files.get("/file")).asString().isEqualTo("up");
    assertThatThrownBy(() -> save(url(server.url("/to/302")), "{}", "up"))
        .hasMessageEndingWith("answered 302");
  }

  @Test
  void redirects_lead_nowhere_else() {
    assertThatThrownBy(() -> load(url(server.url("/circle"))))
        .hasMessageEndingWith("/circle leads elsewhere more than 5 times");
    assertThatThrownBy(() -> load(url(server.url("/stray"))))
        .hasMessageEndingWith("/stray leads to what is no http or https URL");
    assertThatThrownBy(() -> load(url(server.url("/metadata"))))
        .isInstanceOf(ArtifactFailure.class)
        .hasMessageContaining("169.254.169.254 is not reached for artifacts");
  }

  @Test
  void what_is_not_there_is_missing() {
    assertThatThrownBy(() -> load(url(server.url("/nothing"))))
        .isInstanceOf(ArtifactFailure.Missing.class)
        .hasMessageContaining(server.url("/nothing"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "gopher://x/", "http:", "//host/x", "http://a:b:c/"})
  void other_URLs_are_refused(String url) {
    assertThatThrownBy(() -> load(url(url)))
        .isInstanceOf(ArtifactFailure.class)
        .hasMessageStartingWith("the URL of an artifact");
  }

  @Test
  void a_private_address_can_be_forbidden() {
    try (var strict =
        new ArtifactStores(new ArtifactStores.Own.None(), Secrets.NONE, new Egress(false))) {
      var to = folder.resolve("x");
      assertThatThrownBy(
              () ->
                  new Transfer(strict, TransferLimits.DEFAULT)
                      .load("argo", url(server.url("/file")), StoreContract.json("{}"), to))
          .hasMessageContaining("127.0.0.1 is not reached for artifacts");
    }
  }

  @Test
  void lists_and_deletions_are_refused() {
    assertThatThrownBy(() -> transfer().list("argo", url(server.url("/file")), 1))
        .hasMessageContaining("a web server has no list");
    assertThatThrownBy(() -> transfer().delete("argo", url(server.url("/file"))))
        .hasMessageContaining("http artifacts are not deleted");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_token_is_got_from_an_OAuth_server(boolean basic) throws IOException {
    try (var issuer = new WebServer(asked -> issue(asked, basic))) {
      secret("oauth", "id", "the id");
      secret("oauth", "secret", "the secret");
      secret("oauth", "url", issuer.url("/token") + "\n");
      files.put("/file", "x".getBytes(StandardCharsets.UTF_8));
      var location =
          at(
              """
              {"http": {"url": "%s", "auth": {"oauth2": {
                "clientIDSecret": {"name": "oauth", "key": "id"},
                "clientSecretSecret": {"name": "oauth", "key": "secret"},
                "tokenURLSecret": {"name": "oauth", "key": "url"},
                "scopes": ["some", "scopes"],
                "endpointParams": [{"key": "customkey", "value": "customvalue"}]}}}}
              """
                  .formatted(server.url("/file")));
      assertThat(load(location)).hasContent("x");
      assertThat(server.asked().getFirst().header("Authorization")).isEqualTo("Bearer abc");
      secret("oauth", "secret", "a wrong one");
      assertThatThrownBy(() -> load(location))
          .hasMessage("cannot get a token for 'the id': %s answered 401", issuer.url("/token"));
    }
  }

  private static void issue(WebServer.Asked asked, boolean basic) throws IOException {
    var form = asked.form();
    var credentials =
        Base64.getEncoder().encodeToString("the id:the secret".getBytes(StandardCharsets.UTF_8));
    var known =
        basic
            ? asked.header("Authorization").equals("Basic " + credentials)
            : "the secret".equals(form.get("client_secret"))
                && "the id".equals(form.get("client_id"));
    var asExpected =
        "client_credentials".equals(form.get("grant_type"))
            && "some scopes".equals(form.get("scope"))
            && "customvalue".equals(form.get("customkey"));
    asked.reply(known && asExpected ? 200 : 401, "{\"access_token\": \"abc\"}");
  }

  @Test
  void a_certificate_is_shown_to_servers_that_ask() throws Exception {
    var store = folder.resolve("keys.p12");
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "both",
            "-keyalg",
            "RSA",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-storepass",
            "changeit",
            "-keystore",
            store.toString())
        .inheritIO()
        .start()
        .waitFor();
    var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    secret("pem", "certificate", pem("CERTIFICATE", keys.getCertificate("both").getEncoded()));
    secret(
        "pem",
        "key",
        pem("PRIVATE KEY", keys.getKey("both", "changeit".toCharArray()).getEncoded()));
    files.put("/file", "certified".getBytes(StandardCharsets.UTF_8));
    System.setProperty("javax.net.ssl.trustStore", store.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
    try (var secure = new WebServer(tls(keys), this::answer)) {
      var location =
          at(
              """
              {"http": {"url": "%s", "auth": {"clientCert": {
                "clientCertSecret": {"name": "pem", "key": "certificate"},
                "clientKeySecret": {"name": "pem", "key": "key"}}}}}
              """
                  .formatted(secure.url("/file").replace("http:", "https:")));
      assertThat(load(location)).hasContent("certified");
      secret("pem", "key", "no key");
      assertThatThrownBy(() -> load(location))
          .hasMessage("auth.clientCert should hold a certificate and its key in PEM");
    } finally {
      System.clearProperty("javax.net.ssl.trustStore");
      System.clearProperty("javax.net.ssl.trustStorePassword");
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(der));
  }

  private static HttpsServer tls(KeyStore keys) throws Exception {
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, "changeit".toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    var context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    var server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanted = context.getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    return server;
  }

  @Test
  void Artifactory_keeps_and_deletes() throws IOException {
    var location =
        at(
            """
            {"artifactory": {"url": "%s",
              "usernameSecret": {"name": "cred", "key": "user"},
              "passwordSecret": {"name": "cred", "key": "password"}}}
            """
                .formatted(server.url("/artifactory/generic-local/hello.tgz")));
    save(location, "{}", "hello");
    assertThat(load(location)).hasContent("hello");
    transfer().delete("argo", location);
    transfer().delete("argo", location);
    assertThat(files).isEmpty();
    assertThat(server.asked())
        .allSatisfy(asked -> assertThat(asked.header("Authorization")).isEqualTo(BASIC));
  }

  @Test
  void Artifactory_has_keys_below_the_URL_of_its_repository() {
    var json = new ObjectMapper().createObjectNode();
    json.putObject("artifactory").put("repoURL", "http://host/repo/");
    assertThat(new ArtifactRepository(json).at("a/b.tgz").key())
        .isEqualTo("http://host/repo/a/b.tgz");
  }
}
