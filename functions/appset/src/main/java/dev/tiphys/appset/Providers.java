package dev.tiphys.appset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.generators.GenerationException;
import dev.tiphys.delivery.generators.Sources.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Lists the repositories of an organisation and their branches (C243–C245).
record Providers(Access access) {
  private static final List<String> PROVIDERS =
      List.of("github", "gitlab", "gitea", "bitbucketServer", "bitbucket", "azureDevOps");
  private static final int REPOSITORIES_MAX = 10_000;

  /// A repository, and how its branches and files are looked for.
  ///
  /// @param path of its interface
  /// @param id as the provider has it
  private record Found(
      String organization,
      String name,
      Object id,
      String ssh,
      String https,
      String defaultBranch,
      List<String> labels,
      String path) {}

  List<Repository> list(JsonNode generator) {
    if (generator.hasNonNull("awsCodeCommit")) {
      throw new GenerationException("awsCodeCommit: this provider is not available");
    }
    for (var provider : PROVIDERS) {
      if (generator.hasNonNull(provider)) {
        return list(provider, generator.get(provider), generator);
      }
    }
    throw new GenerationException("no provider: expected one of " + String.join(", ", PROVIDERS));
  }

  private List<Repository> list(String provider, JsonNode spec, JsonNode generator) {
    var api = access.open(provider, spec);
    var protocol = generator.path("cloneProtocol").asText();
    if (!List.of("", "ssh", "https").contains(protocol)) {
      throw new GenerationException(
          "unknown clone protocol for %s %s".formatted(provider, protocol));
    }
    var filters = Filters.of(generator.path("filters"));
    var all = new ArrayList<Repository>();
    for (var found : repositories(provider, spec, api)) {
      if (!filters.admitRepository(found.name(), found.labels())) {
        continue;
      }
      branches(provider, found, spec.path("allBranches").asBoolean(), api)
          .forEach(
              (branch, sha) -> {
                Predicate<String> has = path -> hasPath(provider, found, branch, path, api);
                if (filters.admitBranch(branch, has)) {
                  all.add(
                      new Repository(
                          found.organization(),
                          found.name(),
                          found.id(),
                          protocol.equals("https") ? found.https() : found.ssh(),
                          branch,
                          sha,
                          found.labels()));
                }
              });
      if (all.size() > REPOSITORIES_MAX) {
        throw new GenerationException(
            "expected at most %d branches (limit REPOSITORIES_MAX)".formatted(REPOSITORIES_MAX));
      }
    }
    return all;
  }

  private static List<Found> repositories(String provider, JsonNode spec, Api api) {
    var owner = Api.encoded(spec.path("owner").asText());
    var found = new ArrayList<Found>();
    switch (provider) {
      case "github" -> {
        var organization = spec.path("organization").asText();
        listed(
                api.pages(
                    "/orgs/%s/repos?type=all".formatted(Api.encoded(organization)),
                    "per_page",
                    100),
                organization)
            .stream()
            .filter(one -> !(one.path("archived").asBoolean() && excludes(spec)))
            .forEach(one -> found.add(ofGitHub(one, organization)));
      }
      case "gitea" -> {
        var organization = spec.path("owner").asText();
        listed(api.pages("/orgs/%s/repos".formatted(owner), "limit", 50), organization).stream()
            .filter(one -> !(one.path("archived").asBoolean() && excludes(spec)))
            .forEach(one -> found.add(ofGitHub(one, organization)));
      }
      case "gitlab" -> {
        var path =
            "/groups/%s/projects?include_subgroups=%s&with_shared=%s%s%s"
                .formatted(
                    Api.encoded(spec.path("group").asText()),
                    spec.path("includeSubgroups").asBoolean(),
                    spec.path("includeSharedProjects").asBoolean(true),
                    spec.path("includeArchivedRepos").asBoolean() ? "" : "&archived=false",
                    spec.path("topic").asText().isEmpty()
                        ? ""
                        : "&topic=" + Api.encoded(spec.path("topic").asText()));
        listed(api.pages(path, "per_page", 100), spec.path("group").asText())
            .forEach(one -> found.add(ofGitLab(one)));
      }
      case "bitbucketServer" -> {
        var project = spec.path("project").asText();
        var path = "/api/1.0/projects/%s/repos?limit=100".formatted(Api.encoded(project));
        listed(api.chain(path, answer -> nextStart(path, answer)), project)
            .forEach(one -> found.add(ofBitbucketServer(one, project)));
      }
      case "bitbucket" ->
          listed(
                  api.chain(
                      "/repositories/%s?pagelen=100".formatted(owner),
                      answer -> api.within(answer.path("next").asText())),
                  spec.path("owner").asText())
              .forEach(one -> found.add(ofBitbucket(one, spec.path("owner").asText())));
      default -> {
        var project = spec.path("teamProject").asText();
        api.get("/%s/_apis/git/repositories?api-version=7.0".formatted(Api.encoded(project)))
            .path("value")
            .forEach(
                one -> {
                  if (!one.path("isDisabled").asBoolean()) {
                    found.add(ofAzure(one, spec, project));
                  }
                });
      }
    }
    return found;
  }

  private static List<JsonNode> listed(Optional<List<JsonNode>> pages, String organization) {
    return pages.orElseThrow(
        () -> new GenerationException("there is no organization '%s'".formatted(organization)));
  }

  private static boolean excludes(JsonNode spec) {
    return spec.path("excludeArchivedRepos").asBoolean();
  }

  private static Found ofGitHub(JsonNode one, String organization) {
    var name = one.path("name").asText();
    return new Found(
        organization,
        name,
        one.path("id").asLong(),
        one.path("ssh_url").asText(),
        one.path("clone_url").asText(),
        one.path("default_branch").asText(),
        PullRequests.texts(one.path("topics")),
        "/repos/%s/%s".formatted(Api.encoded(organization), Api.encoded(name)));
  }

  private static Found ofGitLab(JsonNode one) {
    return new Found(
        one.at("/namespace/full_path").asText(),
        one.path("path").asText(),
        one.path("id").asLong(),
        one.path("ssh_url_to_repo").asText(),
        one.path("http_url_to_repo").asText(),
        one.path("default_branch").asText(),
        PullRequests.texts(one.path("topics")),
        "/projects/" + one.path("id").asLong() + "/repository");
  }

  private static Found ofBitbucketServer(JsonNode one, String project) {
    var clone = new LinkedHashMap<String, String>();
    one.at("/links/clone")
        .forEach(link -> clone.put(link.path("name").asText(), link.path("href").asText()));
    var slug = one.path("slug").asText();
    var path = "/api/1.0/projects/%s/repos/%s".formatted(Api.encoded(project), Api.encoded(slug));
    return new Found(
        project,
        slug,
        one.path("id").asLong(),
        clone.getOrDefault("ssh", ""),
        clone.getOrDefault("http", clone.getOrDefault("https", "")),
        "",
        List.of(),
        path);
  }

  private static Found ofBitbucket(JsonNode one, String owner) {
    var clone = new LinkedHashMap<String, String>();
    one.at("/links/clone")
        .forEach(link -> clone.put(link.path("name").asText(), link.path("href").asText()));
    var slug = one.path("slug").asText();
    return new Found(
        owner,
        slug,
        one.path("uuid").asText(),
        clone.getOrDefault("ssh", ""),
        clone.getOrDefault("https", ""),
        one.at("/mainbranch/name").asText(),
        List.of(),
        "/repositories/%s/%s".formatted(Api.encoded(owner), Api.encoded(slug)));
  }

  private static Found ofAzure(JsonNode one, JsonNode spec, String project) {
    return new Found(
        spec.path("organization").asText(),
        one.path("name").asText(),
        one.path("id").asText(),
        one.path("sshUrl").asText(),
        one.path("remoteUrl").asText(),
        branch(one.path("defaultBranch").asText()),
        List.of(),
        "/%s/_apis/git/repositories/%s"
            .formatted(Api.encoded(project), Api.encoded(one.path("id").asText())));
  }

  /// Branches and their commits; the default one alone unless all are wanted.
  private static LinkedHashMap<String, String> branches(
      String provider, Found found, boolean all, Api api) {
    var branches = new LinkedHashMap<String, String>();
    switch (provider) {
      case "bitbucketServer" -> {
        if (all) {
          var path = found.path() + "/branches?limit=100";
          listed(api.chain(path, answer -> nextStart(path, answer)), found.name())
              .forEach(
                  b -> branches.put(b.path("displayId").asText(), b.path("latestCommit").asText()));
        } else {
          api.find(found.path() + "/branches/default")
              .ifPresent(
                  b -> branches.put(b.path("displayId").asText(), b.path("latestCommit").asText()));
        }
      }
      case "bitbucket" -> {
        if (all) {
          listed(
                  api.chain(
                      found.path() + "/refs/branches?pagelen=100",
                      answer -> api.within(answer.path("next").asText())),
                  found.name())
              .forEach(b -> branches.put(b.path("name").asText(), b.at("/target/hash").asText()));
        } else if (!found.defaultBranch().isEmpty()) {
          api.find(found.path() + "/refs/branches/" + Api.encoded(found.defaultBranch()))
              .ifPresent(b -> branches.put(b.path("name").asText(), b.at("/target/hash").asText()));
        }
      }
      case "azureDevOps" ->
          api.get(found.path() + "/refs?filter=heads/&api-version=7.0")
              .path("value")
              .forEach(
                  b -> {
                    var name = branch(b.path("name").asText());
                    if (all || name.equals(found.defaultBranch())) {
                      branches.put(name, b.path("objectId").asText());
                    }
                  });
      default -> {
        var size = provider.equals("gitea") ? "limit" : "per_page";
        if (all) {
          listed(
                  api.pages(found.path() + "/branches", size, provider.equals("gitea") ? 50 : 100),
                  found.name())
              .forEach(b -> branches.put(b.path("name").asText(), commit(b)));
        } else if (!found.defaultBranch().isEmpty()) {
          api.find(found.path() + "/branches/" + Api.encoded(found.defaultBranch()))
              .ifPresent(b -> branches.put(b.path("name").asText(), commit(b)));
        }
      }
    }
    return branches;
  }

  /// GitHub says `sha`, the others `id`.
  private static String commit(JsonNode branch) {
    var commit = branch.path("commit");
    return commit.path("sha").asText(commit.path("id").asText());
  }

  private static boolean hasPath(
      String provider, Found found, String branch, String path, Api api) {
    var file = String.join("/", List.of(path.split("/")).stream().map(Api::encoded).toList());
    var ref = Api.encoded(branch);
    return api.has(
        found.path()
            + switch (provider) {
              case "github", "gitea" -> "/contents/%s?ref=%s".formatted(file, ref);
              case "gitlab" -> "/tree?path=%s&ref=%s&per_page=1".formatted(Api.encoded(path), ref);
              case "bitbucketServer" -> "/browse/%s?at=%s&limit=1".formatted(file, ref);
              case "bitbucket" -> "/src/%s/%s?format=meta".formatted(ref, file);
              default ->
                  "/items?path=%s&versionDescriptor.version=%s&api-version=7.0"
                      .formatted(Api.encoded(path), ref);
            });
  }

  /// Where the next page of a Bitbucket Server begins.
  static Optional<String> nextStart(String path, JsonNode answer) {
    return answer.path("isLastPage").asBoolean(true) || !answer.hasNonNull("nextPageStart")
        ? Optional.empty()
        : Optional.of(path + "&start=" + answer.path("nextPageStart").asInt());
  }

  static String branch(String ref) {
    return ref.startsWith("refs/heads/") ? ref.substring("refs/heads/".length()) : ref;
  }
}
