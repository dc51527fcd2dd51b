package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What generators read of the world. Each method either answers completely or throws
/// [GenerationException].
public interface Sources {
  /// A registered cluster: its Secret's labels and annotations are its own.
  record Cluster(
      String name,
      String server,
      String project,
      Map<String, String> labels,
      Map<String, String> annotations) {}

  /// A repository at one revision.
  interface Tree {
    /// All directories, from the root, without the root itself.
    List<String> directories();

    /// All files, from the root.
    List<String> files();

    /// The content of a file.
    byte[] read(String file);
  }

  /// A pull or merge request that is open.
  record PullRequest(
      long number,
      String title,
      String branch,
      String targetBranch,
      String headSha,
      List<String> labels,
      String author) {}

  /// A branch of a repository that a provider lists.
  ///
  /// @param repositoryId as the provider has it: a number or a text; null when it has none
  record Repository(
      String organization,
      String repository,
      @Nullable Object repositoryId,
      String url,
      String branch,
      String sha,
      List<String> labels) {}

  /// Those that have a Secret.
  List<Cluster> clusters();

  /// @param project the project that must permit it; empty when it is templated (C240)
  Tree tree(String repoUrl, String revision, String project);

  /// Those of a `pullRequest` generator, its filters applied.
  List<PullRequest> pullRequests(JsonNode generator);

  /// Those of an `scmProvider` generator, its filters applied.
  List<Repository> repositories(JsonNode generator);

  /// A ConfigMap of the control namespace.
  Optional<Map<String, String>> configMap(String name);

  /// A Secret of the control namespace.
  Optional<Map<String, String>> secret(String name);

  /// What a plugin answers to a body of JSON.
  String plugin(String baseUrl, String token, Duration timeout, String body);

  /// The objects of a kind in the control namespace.
  ///
  /// @param resource the plural name of the kind
  List<JsonNode> resources(String apiVersion, String resource);

  /// That a repository of a pull request generator is not there.
  final class RepositoryNotFound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RepositoryNotFound(String message) {
      super(message);
    }
  }
}
