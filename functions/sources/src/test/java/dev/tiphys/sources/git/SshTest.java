package dev.tiphys.sources.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.artifacts.Egress;
import dev.tiphys.sources.Credentials;
import dev.tiphys.sources.Credentials.Proxy;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.Repository.Options;
import dev.tiphys.sources.SourceFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Git over SSH, from a real server that runs `git upload-pack`.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SshTest {
  @TempDir private Path folder;
  private SshServer server;
  private GitServer files;
  private KeyPair host;
  private String allowed = "";

  @BeforeEach
  void serve() throws Exception {
    files = new GitServer(folder.resolve("served"), "");
    host = rsa();
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(KeyPairProvider.wrap(host));
    server.setPublickeyAuthenticator(
        (user, key, session) -> PublicKeyEntry.toString(key).equals(allowed));
    server.setCommandFactory(
        (channel, command) ->
            new ProcessShellFactory(command, "sh", "-c", command).createShell(channel));
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.stop(true);
    files.close();
  }

  private static KeyPair rsa() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String pem(KeyPair pair) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private Repository repository(String key, String knownHosts) {
    var url = "ssh://git@127.0.0.1:" + server.getPort() + folder.resolve("served/app");
    return Repository.anonymous(Kind.GIT, url)
        .with(Credentials.ssh(key))
        .with(new Options(false, false, false, false, 0, "", knownHosts));
  }

  private String known() {
    return "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(host.getPublic());
  }

  private GitRepositories repositories() {
    return new GitRepositories(folder.resolve("cache"), GitLimits.DEFAULT);
  }

  @Test
  void a_commit_is_fetched_with_a_key() throws Exception {
    var commit = files.commit("app", Map.of("a.yaml", "a: 1"));
    var pair = rsa();
    allowed = PublicKeyEntry.toString(pair.getPublic());
    try (var repositories = repositories()) {
      var remote = repositories.remote(repository(pem(pair), known()));
      assertThat(remote.refs().resolve("main", "").orElseThrow().commit()).isEqualTo(commit);
      var tree = remote.fetch(commit).tree();
      assertThat(new String(tree.read(tree.find("a.yaml").orElseThrow(), 10), UTF_8))
          .isEqualTo("a: 1");
    }
  }

  @Test
  void a_key_as_OpenSSH_makes_them_opens_too() throws Exception {
    var commit = files.commit("app", Map.of("a.yaml", "a: 1"));
    var file = folder.resolve("key");
    var made =
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString())
            .start();
    assertThat(made.waitFor()).isZero();
    allowed =
        String.join(
            " ", List.of(Files.readString(Path.of(file + ".pub")).split(" ")).subList(0, 2));
    try (var repositories = repositories()) {
      var remote = repositories.remote(repository(Files.readString(file), known()));
      assertThat(remote.fetch(commit).commit()).isEqualTo(commit);
    }
  }

  @Test
  void a_host_that_is_not_known_gets_no_key() throws Exception {
    files.commit("app", Map.of("a.yaml", "a: 1"));
    var pair = rsa();
    allowed = PublicKeyEntry.toString(pair.getPublic());
    var other =
        "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(rsa().getPublic());
    try (var repositories = repositories()) {
      for (var hosts : List.of("", other)) {
        assertThatThrownBy(() -> repositories.remote(repository(pem(pair), hosts)).refs())
            .isInstanceOf(SourceFailure.class)
            .hasMessageNotContaining("PRIVATE");
      }
    }
  }

  @Test
  void a_key_that_is_not_allowed_opens_nothing() throws Exception {
    files.commit("app", Map.of("a.yaml", "a: 1"));
    try (var repositories = repositories()) {
      var remote = repositories.remote(repository(pem(rsa()), known()));
      assertThatThrownBy(remote::refs).isInstanceOf(SourceFailure.class);
    }
  }

  @Test
  void what_is_no_key_is_said_to_be_none_without_telling_it() throws Exception {
    files.commit("app", Map.of("a.yaml", "a: 1"));
    try (var repositories = repositories()) {
      var remote =
          repositories.remote(
              repository(
                  "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----", known()));
      assertThatThrownBy(remote::refs)
          .hasMessageContaining("sshPrivateKey")
          .hasMessageNotContaining("canary");
    }
  }

  @Test
  void a_server_is_known_by_its_name_wherever_the_session_goes() throws Exception {
    var commit = files.commit("app", Map.of("a.yaml", "a: 1"));
    var pair = rsa();
    allowed = PublicKeyEntry.toString(pair.getPublic());
    var url = "ssh://git@localhost:" + server.getPort() + folder.resolve("served/app");
    var known = known().replace("127.0.0.1", "localhost");
    try (var repositories = repositories()) {
      var remote = repositories.remote(repository(pem(pair), known).at(url));
      assertThat(remote.fetch(commit).commit()).isEqualTo(commit);
    }
  }

  @Test
  void an_address_that_is_forbidden_is_not_reached() throws Exception {
    files.commit("app", Map.of("a.yaml", "a: 1"));
    var pair = rsa();
    allowed = PublicKeyEntry.toString(pair.getPublic());
    var outside = new Egress(false);
    try (var repositories =
        new GitRepositories(folder.resolve("cache"), GitLimits.DEFAULT, outside)) {
      assertThatThrownBy(() -> repositories.remote(repository(pem(pair), known())).refs())
          .hasMessageContaining("an address that is never reached");
    }
  }

  @Test
  void a_session_goes_to_the_very_address_that_was_looked_at() throws Exception {
    var route = SshRoute.to(new URIish("ssh://git@localhost/app"), Proxy.NONE, Egress.DEFAULT);
    assertThat(route.lookup("localhost", 22, "git").getValue("HostName"))
        .isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(route.host()).isEqualTo("localhost");
  }

  @Test
  void a_proxy_is_asked_to_find_the_server() throws Exception {
    var proxy = new Proxy("socks5://me:secret@127.0.0.1:1080", "inside.example");
    var route = SshRoute.to(new URIish("ssh://git@git.example:2222/app"), proxy, Egress.DEFAULT);
    assertThat(route.lookup("git.example", 2222, "git").getValue("HostName"))
        .isEqualTo("git.example");
    var between = route.get(new java.net.InetSocketAddress(0));
    assertThat(between.getProxy().type()).isEqualTo(java.net.Proxy.Type.SOCKS);
    assertThat(between.getUser()).isEqualTo("me");
    assertThat(proxy.leadsTo("git.inside.example")).isFalse();
  }

  @Test
  void more_than_the_limit_is_not_fetched() throws Exception {
    var noise = new StringBuilder();
    new java.util.Random(1).ints(40_000, 'a', 'z').forEach(noise::appendCodePoint);
    var commit = files.commit("app", Map.of("a.yaml", noise.toString()));
    var pair = rsa();
    allowed = PublicKeyEntry.toString(pair.getPublic());
    var small =
        new GitLimits(
            10, 9_000, 9_000, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));
    try (var strict = new GitRepositories(folder.resolve("strict"), small)) {
      assertThatThrownBy(() -> strict.remote(repository(pem(pair), known())).fetch(commit))
          .hasMessageContaining("more than 9000 bytes");
    }
  }
}
