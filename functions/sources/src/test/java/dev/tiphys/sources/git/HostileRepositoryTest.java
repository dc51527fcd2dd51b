package dev.tiphys.sources.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceFailure.Unavailable;
import dev.tiphys.sources.tree.FolderTree;
import dev.tiphys.sources.tree.Tree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Attack cases 49 and 55: what repositories hold, and what servers do, to get at others.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class HostileRepositoryTest {
  private static final GitLimits SHORT =
      new GitLimits(
          3, 1 << 20, 1 << 20, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));

  @TempDir private Path folder;
  private GitServer server;
  private GitRepositories repositories;

  @BeforeEach
  void serve() throws IOException {
    server = new GitServer(folder.resolve("served"), "");
    repositories = new GitRepositories(folder.resolve("cache"), SHORT);
  }

  @AfterEach
  void stop() {
    repositories.close();
    server.close();
  }

  private Tree committed() throws Exception {
    var repository = folder.resolve("served/app");
    GitServer.git(repository, "add", "-A");
    GitServer.git(repository, "commit", "-q", "-m", "More");
    return repositories
        .remote(Repository.anonymous(Kind.GIT, server.url("app")))
        .fetch(GitServer.git(repository, "rev-parse", "HEAD"))
        .tree();
  }

  @Test
  void links_lead_nowhere_out_of_the_tree() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    for (var target : new String[] {"/etc/passwd", "../../other", ".git/config", "../app/.git"}) {
      var link = folder.resolve("served/app/link");
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of(target));
      var git = committed();
      var folders = FolderTree.of(folder.resolve("served/app"));
      for (var tree : new Tree[] {git, folders}) {
        if (target.equals(".git/config")) {
          assertThat(tree.find("link")).isEmpty();
        } else {
          assertThatThrownBy(() -> tree.find("link"))
              .isInstanceOf(SourceFailure.class)
              .hasMessageContaining("outside of the repository");
        }
      }
    }
  }

  @Test
  void hooks_and_filters_are_not_run() throws Exception {
    var mark = folder.resolve("mark");
    server.commit(
        "app",
        Map.of(
            ".gitattributes", "*.yaml filter=evil\n",
            "a.yaml", "a: 1",
            "hooks/post-checkout", "#!/bin/sh\ntouch " + mark));
    var tree = asCommitted();
    assertThat(new String(tree.read(tree.find("a.yaml").orElseThrow(), 100))).isEqualTo("a: 1");
    assertThat(mark).doesNotExist();
  }

  @Test
  void a_pointer_of_LFS_is_refused_with_a_reason() throws Exception {
    server.commit(
        "app",
        Map.of(
            "big.yaml",
            "version https://git-lfs.github.com/spec/v1\noid sha256:"
                + "0".repeat(64)
                + "\nsize 9\n"));
    var tree = asCommitted();
    assertThatThrownBy(() -> tree.read(tree.find("big.yaml").orElseThrow(), 10_000))
        .hasMessageContaining("Git LFS");
  }

  private Tree asCommitted() throws Exception {
    return repositories
        .remote(Repository.anonymous(Kind.GIT, server.url("app")))
        .fetch(GitServer.git(folder.resolve("served/app"), "rev-parse", "HEAD"))
        .tree();
  }

  @Test
  void more_references_than_the_limit_are_refused() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    for (var i = 0; i < 5; i++) {
      GitServer.git(folder.resolve("served/app"), "branch", "b" + i);
    }
    assertThatThrownBy(
            () -> repositories.remote(Repository.anonymous(Kind.GIT, server.url("app"))).refs())
        .hasMessageContaining("7 references; the limit is 3");
  }

  @Test
  void a_file_larger_than_asked_for_is_not_read() throws Exception {
    server.commit("app", Map.of("a.yaml", "a".repeat(1000)));
    var tree = asCommitted();
    assertThatThrownBy(() -> tree.read(tree.find("a.yaml").orElseThrow(), 999))
        .hasMessageContaining("the limit is 999");
  }

  @Test
  void a_server_that_hangs_is_left_and_others_are_served() throws Exception {
    var commit = server.commit("app", Map.of("a.yaml", "a: 1"));
    var hanging = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var over = new CountDownLatch(1);
    hanging.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    hanging.createContext(
        "/",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Content-Type", "application/x-git-upload-pack-advertisement");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("001e# ser".getBytes());
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    hanging.start();
    try {
      var url = "http://127.0.0.1:" + hanging.getAddress().getPort() + "/a";
      assertThatThrownBy(() -> repositories.remote(Repository.anonymous(Kind.GIT, url)).refs())
          .isInstanceOf(Unavailable.class);
      assertThat(
              repositories
                  .remote(Repository.anonymous(Kind.GIT, server.url("app")))
                  .fetch(commit)
                  .commit())
          .isEqualTo(commit);
    } finally {
      over.countDown();
      hanging.stop(0);
    }
  }

  @Test
  void a_server_that_sends_on_to_another_host_is_not_followed() throws Exception {
    var moving = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    moving.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange
                .getResponseHeaders()
                .set("Location", "http://169.254.169.254/info/refs?service=git-upload-pack");
            exchange.sendResponseHeaders(302, -1);
          }
        });
    moving.start();
    try {
      var url = "http://127.0.0.1:" + moving.getAddress().getPort() + "/a";
      assertThatThrownBy(() -> repositories.remote(Repository.anonymous(Kind.GIT, url)).refs())
          .hasMessageContaining("sends on to another host");
    } finally {
      moving.stop(0);
    }
  }
}
