package dev.tiphys.sources.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactStores;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.artifacts.Location;
import dev.tiphys.artifacts.Transfer;
import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.artifacts.archive.ArchiveLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against real servers: `git http-backend`, and `git upload-pack` behind a real SSH server.
@DisplayNameGeneration(ReplaceUnderscores.class)
class GitArtifactsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final Map<String, String> secrets = new HashMap<>();
  private String knownHosts = "";
  private Path served;
  private GitServer server;
  private GitArtifacts git;
  private ArtifactStores stores;

  @BeforeEach
  void serve() throws IOException {
    served = folder.resolve("served");
    server = new GitServer(served, "");
    git = new GitArtifacts(new Egress(true), () -> knownHosts);
    stores =
        new ArtifactStores(
            new ArtifactStores.Own.None(),
            (namespace, name, key) -> {
              var value = secrets.get(key);
              return value == null ? null : value.getBytes(UTF_8);
            },
            new Egress(true),
            new ArtifactStores.Outside(ArtifactStores.Outside.DEFAULT.google(), git));
  }

  @AfterEach
  void stop() {
    stores.close();
    git.close();
    server.close();
  }

  private ObjectNode fields(String repository) {
    return JSON.createObjectNode().put("repo", server.url(repository));
  }

  private Path load(ObjectNode fields) throws IOException {
    return load(fields, TransferLimits.DEFAULT);
  }

  private Path load(ObjectNode fields, TransferLimits limits) throws IOException {
    var to = Files.createTempDirectory(folder, "in").resolve("src");
    new Transfer(stores, limits)
        .load("argo", new Location(Location.Kind.GIT, fields), JSON.createObjectNode(), to);
    return to;
  }

  private String git(String repository, String... words) throws Exception {
    return GitServer.git(served.resolve(repository), words);
  }

  @Test
  void a_repository_is_as_git_would_leave_it() throws Exception {
    server.commit("app", Map.of("VERSION", "1"));
    var last = server.commit("app", Map.of("VERSION", "2", "sub/run.sh", "echo"));
    var tree = load(fields("app"));
    assertThat(tree.resolve("VERSION")).hasContent("2");
    assertThat(tree.resolve("sub/run.sh")).exists();
    assertThat(GitServer.git(tree, "status", "--porcelain")).isEmpty();
    assertThat(GitServer.git(tree, "rev-parse", "HEAD")).isEqualTo(last);
    assertThat(GitServer.git(tree, "rev-parse", "--abbrev-ref", "HEAD")).isEqualTo("main");
    assertThat(GitServer.git(tree, "rev-list", "--count", "HEAD")).isEqualTo("2");
    assertThat(GitServer.git(tree, "fsck")).doesNotContain("error", "missing");
  }

  @Test
  void a_revision_is_a_tag_a_branch_or_a_commit() throws Exception {
    var first = server.commit("app", Map.of("VERSION", "1"));
    git("app", "tag", "-a", "v1", "-m", "one");
    server.commit("app", Map.of("VERSION", "2"));
    git("app", "checkout", "-q", "-b", "feature/x");
    server.commit("app", Map.of("VERSION", "x"));
    git("app", "checkout", "-q", "main");
    for (var revision : new String[] {"v1", "refs/tags/v1", first, first.substring(0, 7)}) {
      var tree = load(fields("app").put("revision", revision));
      assertThat(tree.resolve("VERSION")).as(revision).hasContent("1");
      assertThat(GitServer.git(tree, "rev-parse", "--abbrev-ref", "HEAD")).isEqualTo("HEAD");
    }
    for (var revision : new String[] {"feature/x", "refs/heads/feature/x", "origin/feature/x"}) {
      var tree = load(fields("app").put("revision", revision));
      assertThat(tree.resolve("VERSION")).as(revision).hasContent("x");
      assertThat(GitServer.git(tree, "rev-parse", "--abbrev-ref", "HEAD")).isEqualTo("feature/x");
    }
    assertThatThrownBy(() -> load(fields("app").put("revision", "v2")))
        .isInstanceOf(ArtifactFailure.class)
        .hasMessage("%s has no revision 'v2'", server.url("app"));
  }

  @Test
  void a_depth_limits_what_is_fetched() throws Exception {
    var first = server.commit("app", Map.of("VERSION", "1"));
    server.commit("app", Map.of("VERSION", "2"));
    var tree = load(fields("app").put("depth", 1));
    assertThat(GitServer.git(tree, "rev-list", "--count", "HEAD")).isEqualTo("1");
    git("app", "config", "uploadpack.allowAnySHA1InWant", "true");
    var older = load(fields("app").put("depth", 1).put("revision", first));
    assertThat(older.resolve("VERSION")).hasContent("1");
  }

  @Test
  void a_single_branch_is_all_that_is_fetched() throws Exception {
    server.commit("app", Map.of("VERSION", "1"));
    git("app", "checkout", "-q", "-b", "next");
    server.commit("app", Map.of("VERSION", "next"));
    git("app", "checkout", "-q", "main");
    var tree = load(fields("app").put("singleBranch", true).put("branch", "next"));
    assertThat(tree.resolve("VERSION")).hasContent("next");
    assertThat(GitServer.git(tree, "branch", "-r")).isEqualTo("origin/next");
    assertThatThrownBy(() -> load(fields("app").put("singleBranch", true)))
        .hasMessage("git.singleBranch needs git.branch");
  }

  @Test
  void more_refs_can_be_fetched() throws Exception {
    server.commit("app", Map.of("VERSION", "1"));
    git("app", "checkout", "-q", "-b", "change");
    server.commit("app", Map.of("VERSION", "changed"));
    git("app", "update-ref", "refs/pull/7/head", "HEAD");
    git("app", "checkout", "-q", "main");
    git("app", "branch", "-D", "change");
    var fields = fields("app").put("revision", "refs/remotes/pull/7");
    fields.putArray("fetch").add("refs/pull/*/head:refs/remotes/pull/*");
    assertThat(load(fields).resolve("VERSION")).hasContent("changed");
    fields.putArray("fetch").add("a:b:c*");
    assertThatThrownBy(() -> load(fields)).hasMessage("git.fetch: 'a:b:c*' is no refspec");
  }

  @Test
  void submodules_come_too_unless_they_are_not_wanted() throws Exception {
    server.commit("lib", Map.of("lib.txt", "lib"));
    server.commit("app", Map.of("VERSION", "1"));
    submodule("../lib", served.resolve("lib").toString());
    assertThat(load(fields("app")).resolve("deps/lib/lib.txt")).hasContent("lib");
    var without = load(fields("app").put("disableSubmodules", true));
    assertThat(without.resolve("deps/lib")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc", "ext::sh -c touch% /tmp/x", "/etc", "-u./x"})
  void a_submodule_lies_nowhere_else(String url) throws Exception {
    server.commit("lib", Map.of("lib.txt", "lib"));
    server.commit("app", Map.of("VERSION", "1"));
    submodule(url, served.resolve("lib").toString());
    assertThatThrownBy(() -> load(fields("app")))
        .isInstanceOf(ArtifactFailure.class)
        .hasMessageContaining("is refused");
  }

  private void submodule(String url, String from) throws Exception {
    git("app", "-c", "protocol.file.allow=always", "submodule", "add", "-q", from, "deps/lib");
    git("app", "config", "-f", ".gitmodules", "submodule.deps/lib.url", url);
    server.commit("app", Map.of());
  }

  @Test
  void a_link_that_leads_out_is_refused() throws Exception {
    server.commit("app", Map.of("sub/file", "1"));
    Files.createSymbolicLink(served.resolve("app/fine"), Path.of("sub/file"));
    server.commit("app", Map.of());
    assertThat(load(fields("app")).resolve("fine")).hasContent("1");
    Files.createSymbolicLink(served.resolve("app/up"), Path.of("sub/../../../secret"));
    server.commit("app", Map.of());
    assertThatThrownBy(() -> load(fields("app")))
        .hasMessage(
            "the file 'up' of the repository is refused: it links to outside of the repository");
  }

  @Test
  void more_than_an_artifact_may_have_is_never_written() throws Exception {
    server.commit("app", Map.of("a", "x".repeat(100_000), "b", "", "c", ""));
    var few = new TransferLimits(new ArchiveLimits(1 << 20, 2, 10), Duration.ofMinutes(1));
    assertThatThrownBy(() -> load(fields("app"), few))
        .hasMessage("more than 2 entries (artifacts.entriesMax)");
    var small = new TransferLimits(new ArchiveLimits(50_000, 10, 10), Duration.ofMinutes(1));
    assertThatThrownBy(() -> load(fields("app"), small))
        .hasMessage("more than 50000 bytes (artifacts.bytesMax)");
  }

  @Test
  void a_password_opens_a_repository_and_is_never_shown() throws Exception {
    var basic = Base64.getEncoder().encodeToString("me:hidden".getBytes(UTF_8));
    try (var locked = new GitServer(served, "Basic " + basic)) {
      locked.commit("app", Map.of("VERSION", "1"));
      secrets.put("user", "me");
      secrets.put("password", "hidden\n");
      var fields = JSON.createObjectNode().put("repo", locked.url("app"));
      fields.putObject("usernameSecret").put("name", "s").put("key", "user");
      fields.putObject("passwordSecret").put("name", "s").put("key", "password");
      var tree = load(fields);
      assertThat(tree.resolve("VERSION")).hasContent("1");
      assertThat(tree.resolve(".git/config")).content().doesNotContain("hidden");
      secrets.put("password", "another");
      assertThatThrownBy(() -> load(fields))
          .isInstanceOf(ArtifactFailure.class)
          .message()
          .contains(locked.url("app"))
          .doesNotContain("another");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc", "git://host/x", "http://169.254.169.254/x", "ext::x", ""})
  void other_addresses_are_refused(String url) {
    assertThatThrownBy(() -> load(JSON.createObjectNode().put("repo", url)))
        .isInstanceOf(ArtifactFailure.class)
        .hasMessageMatching("(?s).*(refused|never reached|not reached|not known).*");
  }

  @Test
  void a_key_and_a_known_host_open_a_repository_over_SSH() throws Exception {
    server.commit("app", Map.of("VERSION", "1"));
    try (var ssh = new SshGitServer(served)) {
      secrets.put("key", ssh.userKey());
      var fields = JSON.createObjectNode().put("repo", ssh.url("app"));
      fields.putObject("sshPrivateKeySecret").put("name", "s").put("key", "key");
      knownHosts = ssh.knownHosts();
      assertThat(load(fields).resolve("VERSION")).hasContent("1");

      knownHosts = ssh.line(SshGitServer.rsa().getPublic());
      assertThatThrownBy(() -> load(fields)).isInstanceOf(ArtifactFailure.class);
      fields.put("insecureIgnoreHostKey", true);
      assertThat(load(fields).resolve("VERSION")).hasContent("1");

      secrets.put("key", SshGitServer.pem(SshGitServer.rsa()));
      assertThatThrownBy(() -> load(fields)).isInstanceOf(ArtifactFailure.class);
    }
  }

  @Test
  void nothing_is_put_into_a_repository() throws Exception {
    var location = new Location(Location.Kind.GIT, fields("app"));
    var file = Files.writeString(folder.resolve("f"), "x");
    assertThatThrownBy(
            () ->
                new Transfer(stores, TransferLimits.DEFAULT)
                    .save(
                        "argo",
                        location,
                        JSON.createObjectNode(),
                        Transfer.Saved.all(file),
                        folder.resolve("scratch")))
        .hasMessage("git artifacts are for input only");
  }
}
