package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.expression.GoValues;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The world of one case: what stands in it, and nothing else.
public record FakeSources(JsonNode one) implements Sources {
  static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  static Map<String, String> map(JsonNode object) {
    var map = new LinkedHashMap<String, String>();
    object.properties().forEach(field -> map.put(field.getKey(), field.getValue().asText()));
    return map;
  }

  @Override
  public List<Cluster> clusters() {
    if (one.path("clientError").asBoolean()) {
      throw new GenerationException("error getting cluster secrets: could not list Secrets");
    }
    var clusters = new ArrayList<Cluster>();
    for (var cluster : one.path("clusters")) {
      clusters.add(
          new Cluster(
              cluster.get("name").asText(),
              cluster.get("server").asText(),
              cluster.path("project").asText(),
              map(cluster.path("labels")),
              map(cluster.path("annotations"))));
    }
    return clusters;
  }

  @Override
  public Tree tree(String repoUrl, String revision, String project) {
    var files = new LinkedHashMap<String, String>();
    for (var group :
        List.of("repoFiles", "matchedByInclude", "matchedByExclude", "matchedByNeither")) {
      files.putAll(map(one.path(group)));
    }
    return new Tree() {
      @Override
      public List<String> directories() {
        fail();
        return texts(one.path("repoDirectories"));
      }

      @Override
      public List<String> files() {
        fail();
        return List.copyOf(files.keySet());
      }

      @Override
      public byte[] read(String file) {
        return files.get(file).getBytes(StandardCharsets.UTF_8);
      }
    };
  }

  private void fail() {
    if (one.hasNonNull("repoError")) {
      throw new GenerationException(one.get("repoError").asText());
    }
  }

  @Override
  public List<PullRequest> pullRequests(JsonNode generator) {
    var error = one.path("providerError").asText();
    if (error.contains("NotFound")) {
      throw new RepositoryNotFound("repository not found");
    }
    if (!error.isEmpty()) {
      throw new GenerationException("fake error");
    }
    var requests = new ArrayList<PullRequest>();
    for (var request : one.path("pullRequests")) {
      requests.add(
          new PullRequest(
              request.get("number").asLong(),
              request.get("title").asText(),
              request.get("branch").asText(),
              request.get("targetBranch").asText(),
              request.get("headSHA").asText(),
              texts(request.path("labels")),
              request.get("author").asText()));
    }
    return requests;
  }

  @Override
  public List<Repository> repositories(JsonNode generator) {
    var repositories = new ArrayList<Repository>();
    for (var repository : one.path("repositories")) {
      repositories.add(
          new Repository(
              repository.path("organization").asText(),
              repository.path("repository").asText(),
              GoValues.value(repository.path("repositoryId")),
              repository.path("url").asText(),
              repository.path("branch").asText(),
              repository.path("sha").asText(),
              texts(repository.path("labels"))));
    }
    return repositories;
  }

  @Override
  public Optional<Map<String, String>> configMap(String name) {
    for (var key : List.of("configMapData", "configMap")) {
      if (one.hasNonNull(key)) {
        return Optional.of(map(one.get(key)));
      }
    }
    return Optional.empty();
  }

  /// Whatever it is called: a case has one at most.
  @Override
  public Optional<Map<String, String>> secret(String name) {
    return one.hasNonNull("secretData")
        ? Optional.of(map(one.get("secretData")))
        : Optional.empty();
  }

  @Override
  public String plugin(String baseUrl, String token, Duration timeout, String body) {
    return one.path("response").asText();
  }

  @Override
  public List<JsonNode> resources(String apiVersion, String resource) {
    return List.of(one.path("resource"));
  }
}
