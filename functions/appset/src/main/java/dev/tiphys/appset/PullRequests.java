package dev.tiphys.appset;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tiphys.delivery.generators.GenerationException;
import dev.tiphys.delivery.generators.Sources.PullRequest;
import dev.tiphys.delivery.generators.Sources.RepositoryNotFound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists the open pull requests of a repository (C246).
record PullRequests(Access access) {
  private static final List<String> PROVIDERS =
      List.of("github", "gitlab", "gitea", "bitbucketServer", "bitbucket", "azuredevops");

  List<PullRequest> list(JsonNode generator) {
    for (var provider : PROVIDERS) {
      if (generator.hasNonNull(provider)) {
        var spec = generator.get(provider);
        var found =
            of(provider, spec, access.open(provider, spec))
                .orElseThrow(() -> new RepositoryNotFound("repository not found: " + name(spec)));
        var wanted = texts(spec.path("labels"));
        return found.stream()
            .filter(request -> request.labels().containsAll(wanted))
            .filter(request -> passes(request, generator.path("filters")))
            .toList();
      }
    }
    throw new GenerationException("no provider: expected one of " + String.join(", ", PROVIDERS));
  }

  private static String name(JsonNode spec) {
    return spec.path("owner").asText(spec.path("project").asText())
        + (spec.hasNonNull("repo") ? "/" + spec.get("repo").asText() : "");
  }

  private static Optional<List<PullRequest>> of(String provider, JsonNode spec, Api api) {
    var owner = Api.encoded(spec.path("owner").asText());
    var repo = Api.encoded(spec.path("repo").asText());
    var project = Api.encoded(spec.path("project").asText());
    return switch (provider) {
      case "github" ->
          api.pages("/repos/%s/%s/pulls?state=open".formatted(owner, repo), "per_page", 100)
              .map(all -> all.stream().map(PullRequests::ofGitHub).toList());
      case "gitea" ->
          api.pages("/repos/%s/%s/pulls?state=open".formatted(owner, repo), "limit", 50)
              .map(all -> all.stream().map(PullRequests::ofGitHub).toList());
      case "gitlab" -> {
        var state = spec.path("pullRequestState").asText();
        yield api.pages(
                "/projects/%s/merge_requests?state=%s"
                    .formatted(project, state.isEmpty() ? "all" : Api.encoded(state)),
                "per_page",
                100)
            .map(all -> all.stream().map(PullRequests::ofGitLab).toList());
      }
      case "bitbucketServer" -> {
        var path =
            "/api/1.0/projects/%s/repos/%s/pull-requests?state=OPEN&limit=100"
                .formatted(project, repo);
        yield api.chain(path, answer -> Providers.nextStart(path, answer))
            .map(all -> all.stream().map(PullRequests::ofBitbucketServer).toList());
      }
      case "bitbucket" ->
          api.chain(
                  "/repositories/%s/%s/pullrequests?state=OPEN&pagelen=50".formatted(owner, repo),
                  answer -> api.within(answer.path("next").asText()))
              .map(all -> all.stream().map(PullRequests::ofBitbucket).toList());
      default ->
          api.find(
                  "/%s/_apis/git/repositories/%s/pullrequests?searchCriteria.status=active&$top=1000&api-version=7.0"
                      .formatted(project, repo))
              .map(
                  answer -> {
                    var all = new ArrayList<PullRequest>();
                    answer.path("value").forEach(one -> all.add(ofAzure(one)));
                    return all;
                  });
    };
  }

  private static PullRequest ofGitHub(JsonNode one) {
    var labels = new ArrayList<String>();
    one.path("labels").forEach(label -> labels.add(label.path("name").asText()));
    return new PullRequest(
        one.path("number").asLong(),
        one.path("title").asText(),
        one.at("/head/ref").asText(),
        one.at("/base/ref").asText(),
        one.at("/head/sha").asText(),
        labels,
        one.at("/user/login").asText());
  }

  private static PullRequest ofGitLab(JsonNode one) {
    return new PullRequest(
        one.path("iid").asLong(),
        one.path("title").asText(),
        one.path("source_branch").asText(),
        one.path("target_branch").asText(),
        one.path("sha").asText(),
        texts(one.path("labels")),
        one.at("/author/username").asText());
  }

  private static PullRequest ofBitbucketServer(JsonNode one) {
    return new PullRequest(
        one.path("id").asLong(),
        one.path("title").asText(),
        one.at("/fromRef/displayId").asText(),
        one.at("/toRef/displayId").asText(),
        one.at("/fromRef/latestCommit").asText(),
        List.of(),
        one.at("/author/user/name").asText());
  }

  private static PullRequest ofBitbucket(JsonNode one) {
    return new PullRequest(
        one.path("id").asLong(),
        one.path("title").asText(),
        one.at("/source/branch/name").asText(),
        one.at("/destination/branch/name").asText(),
        one.at("/source/commit/hash").asText(),
        List.of(),
        one.at("/author/nickname").asText());
  }

  private static PullRequest ofAzure(JsonNode one) {
    var labels = new ArrayList<String>();
    one.path("labels").forEach(label -> labels.add(label.path("name").asText()));
    return new PullRequest(
        one.path("pullRequestId").asLong(),
        one.path("title").asText(),
        Providers.branch(one.path("sourceRefName").asText()),
        Providers.branch(one.path("targetRefName").asText()),
        one.at("/lastMergeSourceCommit/commitId").asText(),
        labels,
        one.at("/createdBy/uniqueName").asText());
  }

  /// The conditions of one filter hold together; one filter is enough.
  private static boolean passes(PullRequest request, JsonNode filters) {
    if (filters.isEmpty()) {
      return true;
    }
    for (var filter : filters) {
      if (fits(filter.path("branchMatch"), request.branch())
          && fits(filter.path("targetBranchMatch"), request.targetBranch())
          && fits(filter.path("titleMatch"), request.title())) {
        return true;
      }
    }
    return false;
  }

  /// Whether a regular expression, if there is one, is found in a text.
  static boolean fits(JsonNode expression, String text) {
    if (expression.asText().isEmpty()) {
      return true;
    }
    try {
      return Pattern.compile(expression.asText()).matcher(text).find();
    } catch (PatternSyntaxException e) {
      throw new GenerationException(
          "error compiling regexp %s: %s".formatted(expression, e.getDescription()));
    }
  }

  static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
