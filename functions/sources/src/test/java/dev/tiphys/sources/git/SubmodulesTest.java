package dev.tiphys.sources.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.sources.Credentials;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.tree.GitTree;
import dev.tiphys.sources.tree.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Submodules of what is rendered (attack case 49).
@DisplayNameGeneration(ReplaceUnderscores.class)
class SubmodulesTest {
  @TempDir private Path folder;
  private GitServer server;
  private GitRepositories repositories;

  @BeforeEach
  void serve() throws IOException {
    server = new GitServer(folder.resolve("served"), "");
    repositories = new GitRepositories(folder.resolve("cache"), GitLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    repositories.close();
    server.close();
  }

  /// A repository with the submodule `lib`.
  private String around(String name, String url, String commit) throws Exception {
    server.commit(
        name,
        Map.of(
            "a.yaml",
            "a: 1",
            ".gitmodules",
            "[submodule \"x\"]\n  path = lib\n  url = \"" + url + "\"\n"));
    var repository = folder.resolve("served").resolve(name);
    GitServer.git(repository, "update-index", "--add", "--cacheinfo", "160000," + commit + ",lib");
    GitServer.git(repository, "commit", "-q", "-m", "Submodule");
    return GitServer.git(repository, "rev-parse", "HEAD");
  }

  private GitTree tree(String name, String commit) {
    return repositories
        .remote(Repository.anonymous(Kind.GIT, server.url(name)))
        .fetch(commit)
        .tree();
  }

  private static String text(Tree tree, String path) {
    return new String(tree.read(tree.find(path).orElseThrow(), 1_000), UTF_8);
  }

  @Test
  void a_submodule_has_its_files_where_it_lies() throws Exception {
    var inner = server.commit("inner", Map.of("deep/c.yaml", "c: 1"));
    var lib = around("lib", "../inner", inner);
    var tree = tree("app", around("app", "../lib", lib));
    assertThat(text(tree, "a.yaml")).isEqualTo("a: 1");
    assertThat(text(tree, "lib/a.yaml")).isEqualTo("a: 1");
    assertThat(text(tree, "lib/lib/deep/c.yaml")).isEqualTo("c: 1");
    assertThat(tree.children(tree.find("lib/lib").orElseThrow()))
        .extracting(Tree.Entry::path)
        .containsExactly("lib/lib/deep");
    assertThat(tree.find("lib").orElseThrow().id()).endsWith(lib);
  }

  @Test
  void a_submodule_that_nobody_reads_is_not_fetched() throws Exception {
    var lib = server.commit("lib", Map.of("b.yaml", "b: 1"));
    var tree = tree("app", around("app", server.url("lib"), lib));
    assertThat(text(tree, "a.yaml")).isEqualTo("a: 1");
    assertThat(server.requests()).noneMatch(request -> request.contains("/lib"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext::sh -c 'touch mark'",
        "file:///etc",
        "/etc",
        "-u./payload",
        "ssh://-oProxyCommand=touch/a",
        "http://169.254.169.254/x.git"
      })
  void an_address_that_is_not_spoken_to_is_refused(String url) throws Exception {
    var commit = server.commit("lib", Map.of("b.yaml", "b: 1"));
    var tree = tree("app", around("app", url, commit));
    assertThatThrownBy(() -> tree.find("lib/b.yaml"))
        .isInstanceOf(SourceFailure.class)
        .hasMessageMatching("(?s).*(is refused|never reached).*");
  }

  @Test
  void a_stranger_leads_into_no_private_network() throws Exception {
    var commit = server.commit("lib", Map.of("b.yaml", "b: 1"));
    // Another name of this machine, so another host.
    var url = server.url("lib").replace("127.0.0.1", "localhost");
    var tree = tree("app", around("app", url, commit));
    assertThatThrownBy(() -> tree.find("lib/b.yaml")).hasMessageContaining("never reached");
    var told =
        repositories.remote(
            Repository.anonymous(Kind.GIT, server.url("app")),
            asked -> Repository.anonymous(Kind.GIT, asked).with(Credentials.password("a", "b")));
    assertThat(text(told.fetch(head("app")).tree(), "lib/b.yaml")).isEqualTo("b: 1");
  }

  private String head(String name) throws Exception {
    return GitServer.git(folder.resolve("served").resolve(name), "rev-parse", "HEAD");
  }

  @Test
  void a_submodule_of_itself_has_an_end() throws Exception {
    var first = server.commit("app", Map.of("a.yaml", "a: 1"));
    var commit = first;
    for (var i = 0; i < 10; i++) {
      commit = around("app", server.url("app"), commit);
    }
    var tree = tree("app", commit);
    assertThat(text(tree, "lib/".repeat(8) + "a.yaml")).isEqualTo("a: 1");
    assertThatThrownBy(() -> tree.find("lib/".repeat(9) + "a.yaml"))
        .hasMessageContaining("8 below each other");
  }

  @Test
  void a_submodule_that_is_not_named_is_an_error_when_it_is_read() throws Exception {
    var commit = around("app", "../lib", "0".repeat(39) + "1");
    Files.writeString(folder.resolve("served/app/.gitmodules"), "");
    GitServer.git(folder.resolve("served/app"), "commit", "-q", "-m", "No names", ".gitmodules");
    assertThat(text(tree("app", commit), "a.yaml")).isEqualTo("a: 1");
    assertThatThrownBy(() -> tree("app", head("app")).find("lib/a.yaml"))
        .hasMessage("the submodule 'lib' has no url in .gitmodules");
  }
}
