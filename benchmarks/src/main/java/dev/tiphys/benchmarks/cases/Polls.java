package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.benchmarks.tiphys.Monorepo;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.git.GitLimits;
import dev.tiphys.sources.git.GitRepositories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// How fast many repositories are asked whether anything is new: B17. They are served over HTTP by
/// this process, for us and for the peer alike.
final class Polls {
  private static final int REPOSITORIES = 1_000;
  private static final int AT_ONCE = 32;

  /// One of the peer's takes as long as ten of ours, so it asks fewer of them.
  private static final int PEER_REPOSITORIES = 100;

  private static @Nullable Served served;

  private Polls() {}

  static List<Benchmark> all() {
    return List.of(
        new Benchmark(
            "B17",
            "none",
            "ask 1,000 repositories over HTTP",
            Measure.MICROS_PER_STEP,
            () -> {
              var server = server();
              return () -> asked(server);
            },
            () -> {
              var server = server();
              return () -> askedByGit(server);
            },
            "git ls-remote, one process after the other, for 100 of them",
            List.of(Target.atMost(1_500), Target.ratio(10))));
  }

  private static synchronized Served server() throws IOException {
    var known = served;
    if (known == null) {
      var repository = new Monorepo();
      known = new Served(repository, repository.commit(Map.of("README.md", "Nothing new.")));
      served = known;
    }
    return known;
  }

  private static Done asked(Served server) throws Exception {
    var cache = Files.createTempDirectory("tiphys-benchmark-");
    try (var repositories = new GitRepositories(cache, GitLimits.DEFAULT);
        var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      List<Callable<Boolean>> all = new ArrayList<>();
      for (var i = 0; i < REPOSITORIES; i++) {
        var repository = Repository.anonymous(Kind.GIT, server.url(i));
        all.add(
            () ->
                repositories
                    .remote(repository)
                    .refs()
                    .resolve("main", "")
                    .orElseThrow()
                    .commit()
                    .equals(server.commit()));
      }
      for (var answer : threads.invokeAll(all)) {
        if (!answer.get()) {
          throw new IllegalStateException("another commit");
        }
      }
    } finally {
      Files.deleteIfExists(cache);
    }
    return Done.of(REPOSITORIES);
  }

  private static Done askedByGit(Served server) throws Exception {
    for (var i = 0; i < PEER_REPOSITORIES; i++) {
      var process =
          new ProcessBuilder("git", "ls-remote", server.url(i), "refs/heads/main")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0 || !printed.startsWith(server.commit())) {
        throw new IllegalStateException("git ls-remote failed");
      }
    }
    return Done.of(PEER_REPOSITORIES);
  }

  /// One repository under a thousand addresses: what differs is where it is asked for.
  private record Served(Monorepo repository, String commit) {
    String url(int number) {
      return repository.url() + "/team/app-" + number + ".git";
    }
  }
}
