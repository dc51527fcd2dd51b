package dev.tiphys.sources.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.sources.Credentials;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceFailure.Unavailable;
import dev.tiphys.sources.http.HttpConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GitRemoteTest {
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

  private GitRemote remote(String name) {
    return repositories.remote(Repository.anonymous(Kind.GIT, server.url(name)));
  }

  @Test
  void lists_branches_tags_and_what_HEAD_stands_for() throws Exception {
    var first = server.commit("app", Map.of("a.yaml", "a: 1"));
    GitServer.git(folder.resolve("served/app"), "tag", "v1.0.0");
    GitServer.git(folder.resolve("served/app"), "branch", "next");
    var refs = remote("app").refs();
    assertThat(refs.refs())
        .extracting(ref -> ref.name() + " " + ref.hash())
        .contains(
            "HEAD " + first,
            "refs/heads/main " + first,
            "refs/heads/next " + first,
            "refs/tags/v1.0.0 " + first);
    assertThat(refs.resolve("", "").orElseThrow().name()).isEqualTo("refs/heads/main");
    assertThat(refs.resolve("v1.0.0", "").orElseThrow().commit()).isEqualTo(first);
  }

  @Test
  void an_empty_repository_lists_nothing() throws Exception {
    server.commit("other", Map.of("a.yaml", "a: 1"));
    GitServer.git(folder.resolve("served"), "init", "-q", "--bare", "empty.git");
    assertThat(remote("empty.git").refs().refs()).isEmpty();
  }

  @Test
  void fetches_one_commit_and_reads_its_files_without_a_work_tree() throws Exception {
    var commit = server.commit("app", Map.of("a.yaml", "a: 1", "dir/b.yaml", "b: 2"));
    var fetched = remote("app").fetch(commit);
    var tree = fetched.tree();
    assertThat(fetched.commit()).isEqualTo(commit);
    assertThat(tree.children(tree.root()))
        .extracting(e -> e.path())
        .containsExactly("a.yaml", "dir");
    assertThat(new String(tree.read(tree.find("dir/../dir/b.yaml").orElseThrow(), 100), UTF_8))
        .isEqualTo("b: 2");
  }

  @Test
  void an_older_commit_is_fetched_by_its_id() throws Exception {
    var first = server.commit("app", Map.of("a.yaml", "a: 1"));
    server.commit("app", Map.of("a.yaml", "a: 2"));
    var tree = remote("app").fetch(first).tree();
    assertThat(new String(tree.read(tree.find("a.yaml").orElseThrow(), 100), UTF_8))
        .isEqualTo("a: 1");
  }

  @Test
  void the_first_digits_of_an_id_are_enough() throws Exception {
    var commit = server.commit("app", Map.of("a.yaml", "a: 1"));
    assertThat(remote("app").fetch(commit.substring(0, 8)).commit()).isEqualTo(commit);
  }

  @Test
  void an_annotated_tag_leads_to_its_commit() throws Exception {
    var commit = server.commit("app", Map.of("a.yaml", "a: 1"));
    GitServer.git(folder.resolve("served/app"), "tag", "-a", "-m", "one", "v1");
    var tag = remote("app").refs().resolve("v1", "").orElseThrow();
    assertThat(tag.commit()).isEqualTo(commit);
    assertThat(tag.listed()).isNotEqualTo(commit);
    assertThat(remote("app").fetch(tag.listed()).commit()).isEqualTo(commit);
  }

  @Test
  void what_is_here_is_not_asked_for_again() throws Exception {
    var commit = server.commit("app", Map.of("a.yaml", "a: 1"));
    remote("app").fetch(commit);
    var asked = server.requests().size();
    remote("app").fetch(commit);
    assertThat(server.requests()).hasSize(asked);
  }

  @Test
  void a_second_commit_brings_only_what_is_new() throws Exception {
    remote("app").fetch(server.commit("app", Map.of("a.yaml", "a: 1", "b.yaml", "b: 1")));
    var tree = remote("app").fetch(server.commit("app", Map.of("a.yaml", "a: 2"))).tree();
    assertThat(new String(tree.read(tree.find("a.yaml").orElseThrow(), 100), UTF_8))
        .isEqualTo("a: 2");
    assertThat(new String(tree.read(tree.find("b.yaml").orElseThrow(), 100), UTF_8))
        .isEqualTo("b: 1");
  }

  @Test
  void a_commit_that_is_not_there_is_said_to_be_missing() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    assertThatThrownBy(() -> remote("app").fetch("0123456789012345678901234567890123456789"))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining("0123456789012345678901234567890123456789");
  }

  @Test
  void a_password_opens_a_repository_at_the_first_request() throws Exception {
    try (var closed =
        new GitServer(folder.resolve("closed"), HttpConnections.basic("iason", "k0"))) {
      closed.commit("app", Map.of("a.yaml", "a: 1"));
      var repository = Repository.anonymous(Kind.GIT, closed.url("app"));
      assertThatThrownBy(() -> repositories.remote(repository).refs())
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("uthenticat");
      closed.requests().clear();
      var opened = repository.with(Credentials.password("iason", "k0"));
      assertThat(repositories.remote(opened).refs().refs()).isNotEmpty();
      assertThat(closed.requests()).hasSize(2);
    }
  }

  @Test
  void a_wrong_password_is_in_no_message() throws Exception {
    try (var closed =
        new GitServer(folder.resolve("closed"), HttpConnections.basic("iason", "k0"))) {
      closed.commit("app", Map.of("a.yaml", "a: 1"));
      var repository =
          Repository.anonymous(Kind.GIT, closed.url("app"))
              .with(Credentials.password("iason", "canary"));
      assertThatThrownBy(() -> repositories.remote(repository).refs())
          .hasMessageNotContaining("canary");
    }
  }

  @Test
  void a_token_is_sent_as_it_is() throws Exception {
    try (var closed = new GitServer(folder.resolve("closed"), "Bearer t0ken")) {
      var commit = closed.commit("app", Map.of("a.yaml", "a: 1"));
      var repository =
          Repository.anonymous(Kind.GIT, closed.url("app")).with(Credentials.bearer("t0ken"));
      assertThat(repositories.remote(repository).fetch(commit).commit()).isEqualTo(commit);
    }
  }

  @Test
  void what_one_password_fetched_is_not_given_to_another() throws Exception {
    try (var closed =
        new GitServer(folder.resolve("closed"), HttpConnections.basic("iason", "k0"))) {
      var commit = closed.commit("app", Map.of("a.yaml", "a: 1"));
      var repository = Repository.anonymous(Kind.GIT, closed.url("app"));
      repositories.remote(repository.with(Credentials.password("iason", "k0"))).fetch(commit);
      assertThatThrownBy(() -> repositories.remote(repository).fetch(commit))
          .isInstanceOf(SourceFailure.class);
    }
  }

  @Test
  void more_than_the_limit_is_not_fetched() throws Exception {
    var random = new java.util.Random(1).ints(40_000, 'a', 'z');
    var noise =
        random.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
    var commit = server.commit("app", Map.of("a.yaml", noise.toString()));
    var small =
        new GitLimits(
            10,
            10_000,
            10_000,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
    try (var strict = new GitRepositories(folder.resolve("strict"), small)) {
      var repository = Repository.anonymous(Kind.GIT, server.url("app"));
      assertThatThrownBy(() -> strict.remote(repository).fetch(commit))
          .hasMessageContaining("more than 10000 bytes");
    }
  }
}
