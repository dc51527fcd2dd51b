package dev.tiphys.appset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.generators.GenerationException;
import dev.tiphys.delivery.generators.Sources.Cluster;
import dev.tiphys.delivery.generators.Sources.PullRequest;
import dev.tiphys.delivery.generators.Sources.Repository;
import dev.tiphys.delivery.generators.Sources.RepositoryNotFound;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sources.http.HttpConnections;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The interfaces of providers as their documentation has them.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ProvidersTest {
  private static final PullRequest REQUEST =
      new PullRequest(7, "Fix it", "fix", "main", "abc", List.of("preview"), "ann");

  /// One Secret and nothing else.
  private static final ControlObjects OBJECTS =
      new ControlObjects() {
        @Override
        public List<Cluster> clusters() {
          return List.of();
        }

        @Override
        public Optional<Map<String, String>> configMap(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<Map<String, String>> secret(String name) {
          return name.equals("s") ? Optional.of(Map.of("t", "open sesame\n")) : Optional.empty();
        }

        @Override
        public List<JsonNode> resources(String apiVersion, String resource) {
          return List.of();
        }
      };

  private final HttpConnections http = new HttpConnections(Duration.ofSeconds(10));
  private final Access access = new Access(http, OBJECTS);
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server = new WebServer();
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  private JsonNode generator(String yaml) {
    var text = yaml.replace("${url}", server.url());
    return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "g").getFirst().toJson();
  }

  private List<PullRequest> requests(String yaml) {
    return new PullRequests(access).list(generator(yaml));
  }

  private List<Repository> repositories(String yaml) {
    return new Providers(access).list(generator(yaml));
  }

  @Test
  void pull_requests_of_GitHub_are_listed_with_a_token() {
    server.answering(
        "/repos/o/r/pulls?state=open&per_page=100&page=1",
        """
        [{"number": 7, "title": "Fix it", "head": {"ref": "fix", "sha": "abc"},
          "base": {"ref": "main"}, "labels": [{"name": "preview"}], "user": {"login": "ann"}},
         {"number": 8, "title": "Other", "head": {"ref": "x", "sha": "d"},
          "base": {"ref": "main"}, "labels": [], "user": {"login": "bob"}}]
        """);
    assertThat(
            requests(
                """
                github: {api: '${url}', owner: o, repo: r, labels: [preview],
                         tokenRef: {secretName: s, key: t}}
                """))
        .containsExactly(REQUEST);
    assertThat(server.requests().getFirst().headers().get("Authorization"))
        .containsExactly("Bearer open sesame");
  }

  @Test
  void pull_requests_of_the_other_providers_are_listed() {
    server
        .answering(
            "/api/v4/projects/g%2Fp/merge_requests?state=opened&per_page=100&page=1",
            """
            [{"iid": 7, "title": "Fix it", "source_branch": "fix", "target_branch": "main",
              "sha": "abc", "labels": ["preview"], "author": {"username": "ann"}}]
            """)
        .answering(
            "/rest/api/1.0/projects/P/repos/r/pull-requests?state=OPEN&limit=100",
            """
            {"isLastPage": false, "nextPageStart": 1, "values": []}
            """)
        .answering(
            "/rest/api/1.0/projects/P/repos/r/pull-requests?state=OPEN&limit=100&start=1",
            """
            {"isLastPage": true, "values": [
             {"id": 7, "title": "Fix it", "fromRef": {"displayId": "fix", "latestCommit": "abc"},
              "toRef": {"displayId": "main"}, "author": {"user": {"name": "ann"}}}]}
            """)
        .answering(
            "/repositories/o/r/pullrequests?state=OPEN&pagelen=50",
            """
            {"next": "${url}/more", "values": []}
            """)
        .answering(
            "/more",
            """
            {"values": [{"id": 7, "title": "Fix it", "author": {"nickname": "ann"},
              "source": {"branch": {"name": "fix"}, "commit": {"hash": "abc"}},
              "destination": {"branch": {"name": "main"}}}]}
            """)
        .answering(
            "/o/p/_apis/git/repositories/r/pullrequests?searchCriteria.status=active&$top=1000&api-version=7.0",
            """
            {"value": [{"pullRequestId": 7, "title": "Fix it", "sourceRefName": "refs/heads/fix",
              "targetRefName": "refs/heads/main", "labels": [{"name": "preview"}],
              "lastMergeSourceCommit": {"commitId": "abc"}, "createdBy": {"uniqueName": "ann"}}]}
            """);
    var unlabelled = new PullRequest(7, "Fix it", "fix", "main", "abc", List.of(), "ann");
    assertThat(requests("gitlab: {api: '${url}', project: g/p, pullRequestState: opened}"))
        .containsExactly(REQUEST);
    assertThat(requests("bitbucketServer: {api: '${url}', project: P, repo: r}"))
        .containsExactly(unlabelled);
    assertThat(requests("bitbucket: {api: '${url}', owner: o, repo: r}"))
        .containsExactly(unlabelled);
    assertThat(requests("azuredevops: {api: '${url}', organization: o, project: p, repo: r}"))
        .containsExactly(REQUEST);
  }

  @Test
  void filters_choose_pull_requests() {
    server.answering(
        "/api/v1/repos/o/r/pulls?state=open&limit=50&page=1",
        """
        [{"number": 1, "title": "a", "head": {"ref": "feat/x"}, "base": {"ref": "main"}},
         {"number": 2, "title": "b", "head": {"ref": "fix/y"}, "base": {"ref": "old"}}]
        """);
    assertThat(
            requests(
                """
                gitea: {api: '${url}', owner: o, repo: r}
                filters: [{branchMatch: '^feat', targetBranchMatch: old}, {titleMatch: b}]
                """))
        .extracting(PullRequest::number)
        .containsExactly(2L);
  }

  @Test
  void a_repository_that_is_not_there_is_told_from_one_that_fails() {
    assertThatThrownBy(() -> requests("github: {api: '${url}', owner: o, repo: none}"))
        .isInstanceOf(RepositoryNotFound.class)
        .hasMessage("repository not found: o/none");
    server.answering("/repos/o/r/pulls?state=open&per_page=100&page=1", "500");
    assertThatThrownBy(() -> requests("github: {api: '${url}', owner: o, repo: r}"))
        .isInstanceOf(GenerationException.class)
        .hasMessage(server.url() + "/repos/o/r/pulls answered 500");
  }

  @Test
  void a_page_that_is_missing_ends_all() {
    var one = "{\"number\": 1, \"head\": {}, \"base\": {}}";
    server.answering(
        "/repos/o/r/pulls?state=open&per_page=100&page=1",
        "[" + String.join(",", Collections.nCopies(100, one)) + "]");
    server.answering("/repos/o/r/pulls?state=open&per_page=100&page=2", "503");
    assertThatThrownBy(() -> requests("github: {api: '${url}', owner: o, repo: r}"))
        .isInstanceOf(GenerationException.class);
  }

  @Test
  void a_next_page_elsewhere_is_not_asked() {
    server.answering(
        "/repositories/o/r/pullrequests?state=OPEN&pagelen=50",
        "{\"next\": \"http://example.com/steal\", \"values\": []}");
    assertThatThrownBy(() -> requests("bitbucket: {api: '${url}', owner: o, repo: r}"))
        .hasMessageContaining("expected a next page below it");
  }

  @Test
  void repositories_of_GitHub_are_filtered_by_name_topic_and_files() {
    server
        .answering(
            "/orgs/o/repos?type=all&per_page=100&page=1",
            """
            [{"id": 1, "name": "a", "default_branch": "main", "topics": ["deploy"],
              "ssh_url": "git@h:o/a.git", "clone_url": "https://h/o/a.git"},
             {"id": 2, "name": "b", "default_branch": "main", "topics": [],
              "ssh_url": "git@h:o/b.git", "clone_url": "https://h/o/b.git"},
             {"id": 3, "name": "old", "default_branch": "main", "archived": true,
              "topics": ["deploy"]}]
            """)
        .answering(
            "/repos/o/a/branches/main", "{\"name\": \"main\", \"commit\": {\"sha\": \"abc\"}}")
        .answering("/repos/o/a/contents/deploy/app.yaml?ref=main", "{}");
    assertThat(
            repositories(
                """
                github: {api: '${url}', organization: o, excludeArchivedRepos: true}
                cloneProtocol: https
                filters: [{labelMatch: deploy}, {pathsExist: [deploy/app.yaml], pathsDoNotExist: [no]}]
                """))
        .containsExactly(
            new Repository("o", "a", 1L, "https://h/o/a.git", "main", "abc", List.of("deploy")));
  }

  @Test
  void all_branches_of_the_other_providers_are_listed() {
    server
        .answering(
            "/api/v4/groups/g/projects?include_subgroups=true&with_shared=true&archived=false&per_page=100&page=1",
            """
            [{"id": 5, "path": "a", "namespace": {"full_path": "g/s"}, "default_branch": "main",
              "ssh_url_to_repo": "git@h:g/s/a.git", "http_url_to_repo": "https://h/g/s/a.git"}]
            """)
        .answering(
            "/api/v4/projects/5/repository/branches?per_page=100&page=1",
            """
            [{"name": "main", "commit": {"id": "m"}}, {"name": "dev", "commit": {"id": "d"}}]
            """)
        .answering(
            "/o/t/_apis/git/repositories?api-version=7.0",
            """
            {"value": [{"id": "u-1", "name": "z", "defaultBranch": "refs/heads/main",
              "remoteUrl": "https://h/z", "sshUrl": "git@h:z"}, {"name": "off", "isDisabled": true}]}
            """)
        .answering(
            "/o/t/_apis/git/repositories/u-1/refs?filter=heads/&api-version=7.0",
            """
            {"value": [{"name": "refs/heads/main", "objectId": "m"},
              {"name": "refs/heads/dev", "objectId": "d"}]}
            """)
        .answering(
            "/rest/api/1.0/projects/P/repos?limit=100",
            """
            {"isLastPage": true, "values": [{"id": 9, "slug": "q", "links": {"clone": [
              {"name": "ssh", "href": "ssh://h/q"}, {"name": "http", "href": "https://h/q"}]}}]}
            """)
        .answering(
            "/rest/api/1.0/projects/P/repos/q/branches/default",
            "{\"displayId\": \"main\", \"latestCommit\": \"m\"}")
        .answering(
            "/repositories/w?pagelen=100",
            """
            {"values": [{"uuid": "{1}", "slug": "v", "mainbranch": {"name": "main"}, "links":
              {"clone": [{"name": "https", "href": "https://h/v"}, {"name": "ssh", "href": "git@h:v"}]}}]}
            """)
        .answering(
            "/repositories/w/v/refs/branches/main",
            "{\"name\": \"main\", \"target\": {\"hash\": \"m\"}}");
    assertThat(
            repositories(
                "gitlab: {api: '${url}', group: g, includeSubgroups: true, allBranches: true}"))
        .containsExactly(
            new Repository("g/s", "a", 5L, "git@h:g/s/a.git", "main", "m", List.of()),
            new Repository("g/s", "a", 5L, "git@h:g/s/a.git", "dev", "d", List.of()));
    assertThat(repositories("azureDevOps: {api: '${url}', organization: o, teamProject: t}"))
        .containsExactly(new Repository("o", "z", "u-1", "git@h:z", "main", "m", List.of()));
    assertThat(repositories("bitbucketServer: {api: '${url}', project: P}"))
        .containsExactly(new Repository("P", "q", 9L, "ssh://h/q", "main", "m", List.of()));
    assertThat(repositories("bitbucket: {api: '${url}', owner: w}"))
        .containsExactly(new Repository("w", "v", "{1}", "git@h:v", "main", "m", List.of()));
  }

  @Test
  void a_secret_that_is_not_there_is_told() {
    assertThatThrownBy(
            () ->
                requests(
                    "github: {api: '${url}', owner: o, repo: r, tokenRef: {secretName: gone, key: k}}"))
        .hasMessage("error fetching Secret token: secrets \"gone\" not found");
    assertThatThrownBy(() -> repositories("awsCodeCommit: {region: x}"))
        .hasMessage("awsCodeCommit: this provider is not available");
  }

  @ParameterizedTest
  @CsvSource({
    "https://company.bitbucket.com, https://company.bitbucket.com/rest",
    "https://company.bitbucket.com/rest, https://company.bitbucket.com/rest",
    "https://company.bitbucket.com/rest/, https://company.bitbucket.com/rest"
  })
  void the_address_of_a_Bitbucket_Server_has_rest_once(String api, String base) {
    assertThat(Access.restBase(api)).isEqualTo(base);
  }

  @Test
  void a_plugin_is_asked_with_its_token() {
    server.answering("/api/v1/getparams.execute", "{\"output\": {\"parameters\": []}}");
    var api = new Api(http, server.url() + "/", Map.of("Authorization", "Bearer x"), false, "");
    assertThat(api.post("/api/v1/getparams.execute", "{\"a\": 1}", Duration.ofSeconds(5)))
        .isEqualTo("{\"output\": {\"parameters\": []}}");
    assertThat(server.requests().getFirst().body()).isEqualTo("{\"a\": 1}");
    assertThat(server.requests().getFirst().headers().get("Authorization"))
        .containsExactly("Bearer x");
  }
}
