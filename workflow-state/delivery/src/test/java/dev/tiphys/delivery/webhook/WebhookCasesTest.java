package dev.tiphys.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.Cases;
import dev.tiphys.delivery.webhook.RepositoryEvent.Nothing;
import dev.tiphys.delivery.webhook.RepositoryEvent.Published;
import dev.tiphys.delivery.webhook.RepositoryEvent.Pushed;
import dev.tiphys.delivery.webhook.RepositoryEvent.Requested;
import dev.tiphys.language.application.Application;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WebhookCasesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Map<String, String> PROVIDERS =
      Map.of(
          "X-GitHub-Event", "github",
          "X-Gitlab-Event", "gitlab",
          "X-Gogs-Event", "gogs",
          "X-Event-Key", "bitbucketserver",
          "X-Vss-Activityid", "azuredevops");

  private interface Check {
    void of(JsonNode one);
  }

  private static Stream<DynamicTest> each(JsonNode cases, Check check) {
    return Cases.list(cases)
        .map(one -> DynamicTest.dynamicTest(one.getName(), () -> check.of(one.getPayload())));
  }

  /// Those without a payload are refused before anybody reads one.
  @TestFactory
  Stream<DynamicTest> payloads_say_what_has_happened() {
    var cases = NODES.arrayNode();
    Cases.read("webhook/events.json")
        .forEach(
            one -> {
              if (one.has("payload")) {
                cases.add(one);
              }
            });
    return each(
        cases,
        one -> {
          var header = one.get("header").asText().split(": ");
          var event =
              Payload.read(
                  PROVIDERS.get(header[0]),
                  header[1],
                  Cases.read("webhook/" + one.get("payload").asText()));
          switch (event) {
            case Pushed pushed ->
                assertThat(pushed)
                    .isEqualTo(
                        new Pushed(
                            texts(one.get("repoURLs")),
                            one.get("revision").asText(),
                            one.get("touchedHead").asBoolean(),
                            texts(one.get("changedFiles")),
                            one.get("shaBefore").asText(),
                            one.get("shaAfter").asText()));
            case Published published -> {
              assertThat(published.url()).isEqualTo(one.get("repoURLs").get(0).asText());
              assertThat(published.tag()).isEqualTo(one.get("tag").asText());
            }
            case Requested _, Nothing _ ->
                assertThat(one.path("refresh").asBoolean(true)).isFalse();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> packages_of_the_registry_are_read() {
    return each(
        Cases.read("webhook/ghcr-parse.json"),
        one -> {
          var body = parsed(one.get("body").asText());
          if (one.path("expectErr").asBoolean()) {
            assertThatThrownBy(() -> Payload.read("github", "package", body))
                .hasMessage("payload must be valid JSON under 50 MB");
            return;
          }
          var event = Payload.read("github", "package", body);
          var expected = one.path("expected");
          assertThat(event)
              .isEqualTo(
                  one.path("expectSkip").asBoolean()
                      ? new Nothing()
                      : new Published(
                          expected.get("registryUrl").asText(),
                          expected.get("repository").asText(),
                          expected.get("tag").asText()));
        });
  }

  @TestFactory
  Stream<DynamicTest> revisions_match() {
    return each(
        Cases.read("webhook/matching.json").get("revisionMatches"),
        one ->
            assertThat(
                    Refresh.revisionMatches(
                        one.get("targetRevision").asText(),
                        one.get("revision").asText(),
                        one.get("touchedHead").asBoolean()))
                .isEqualTo(one.get("changed").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> names_of_payloads_match() {
    return each(
        Cases.read("webhook/matching.json").get("payloadRefMatches"),
        one -> {
          var pushed = pushed(one.get("provider").asText(), one.get("ref").asText());
          assertThat(
                  Refresh.revisionMatches(
                      one.get("targetRevision").asText(),
                      pushed.revision(),
                      one.get("touchedHead").asBoolean()))
              .isEqualTo(one.get("changed").asBoolean());
        });
  }

  private static Pushed pushed(String provider, String ref) {
    var body = NODES.objectNode();
    var event =
        switch (provider) {
          case "github" ->
              Payload.read("github", "push", body.put("ref", ref).set("repository", html()));
          case "gogs" ->
              Payload.read("gogs", "push", body.put("ref", ref).set("repository", html()));
          case "gitlab-push", "gitlab-tag" ->
              Payload.read(
                  "gitlab",
                  provider.endsWith("tag") ? "Tag Push Hook" : "Push Hook",
                  body.put("ref", ref)
                      .set("project", NODES.objectNode().put("web_url", "https://h/r")));
          case "bitbucket" ->
              Payload.read(
                  "bitbucket",
                  "repo:push",
                  parsed(
                      """
                      {"repository": {"links": {"html": {"href": "https://h/r"}}},
                       "push": {"changes": [{"new": {"name": "%s"}}]}}
                      """
                          .formatted(ref)));
          default ->
              Payload.read(
                  "bitbucketserver",
                  "repo:refs_changed",
                  parsed("{\"changes\": [{\"ref\": {\"id\": \"%s\"}}]}".formatted(ref)));
        };
    return (Pushed) event;
  }

  private static ObjectNode html() {
    return NODES.objectNode().put("html_url", "https://h/r");
  }

  @TestFactory
  Stream<DynamicTest> urls_of_repositories_match() {
    return each(
        Cases.read("webhook/matching.json").get("webURLMatches"),
        one ->
            assertThat(
                    WebUrl.repository(one.get("webURL").asText())
                        .map(url -> url.matcher(one.get("repo").asText()).matches())
                        .orElse(false))
                .isEqualTo(one.get("shouldMatch").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> urls_of_interfaces_match() {
    return each(
        Cases.read("webhook/matching.json").get("apiURLMatches"),
        one ->
            assertThat(
                    WebUrl.api(one.get("apiURL").asText())
                        .map(url -> url.matcher(one.get("repo").asText()).matches())
                        .orElse(false))
                .isEqualTo(one.get("shouldMatch").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> paths_are_those_that_an_application_names() {
    return each(
        Cases.read("webhook/refresh-paths.json"),
        one -> {
          var spec = NODES.objectNode();
          if (one.get("hydrator").asBoolean()) {
            var hydrator = spec.putObject("sourceHydrator");
            hydrator
                .putObject("drySource")
                .put("repoURL", "r")
                .put("path", one.get("drySourcePath").asText());
            hydrator
                .putObject("syncSource")
                .put("targetBranch", "b")
                .put("path", one.get("syncSourcePath").asText());
          } else {
            spec.putObject("source")
                .put("repoURL", "r")
                .put("path", one.get("sourcePath").asText());
          }
          var metadata = NODES.objectNode();
          if (one.get("annotation").isTextual()) {
            metadata
                .putObject("annotations")
                .put(RefreshPaths.ANNOTATION, one.get("annotation").asText());
          }
          var json = NODES.objectNode();
          json.set("metadata", metadata);
          json.set("spec", spec);
          var application = Application.from(json);
          var hydrator = application.spec().sourceHydrator();
          var evaluated = one.get("evaluatedSourcePath").asText();
          var source =
              hydrator != null && hydrator.drySource().path().equals(evaluated)
                  ? hydrator.drySource()
                  : application.spec().effectiveSources().getFirst();
          assertThat(RefreshPaths.of(application, source).paths())
              .isEqualTo(texts(one.get("expectedPaths")));
        });
  }

  @TestFactory
  Stream<DynamicTest> files_are_covered_by_paths() {
    return each(
        Cases.read("webhook/files-changed.json"),
        one ->
            assertThat(
                    new RefreshPaths(texts(one.get("refreshPaths")))
                        .coverAny(texts(one.get("changedFiles"))))
                .isEqualTo(one.get("changed").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> a_push_refreshes_the_applications_that_it_concerns() {
    return each(
        Cases.read("webhook/handle-event.json"),
        one -> {
          var push =
              new Pushed(
                  List.of("https://github.com/jessesuen/test-repo"),
                  "master",
                  true,
                  List.of(one.get("changedFile").asText()),
                  "a",
                  "b");
          assertThat(Refresh.of(Application.from(one.get("app")), push))
              .isEqualTo(
                  new Refresh(
                      one.get("hasRefresh").asBoolean(),
                      one.get("hasHydrate").asBoolean(),
                      one.get("updateCache").asBoolean()));
        });
  }

  @TestFactory
  Stream<DynamicTest> urls_of_artifacts_have_one_form() {
    return each(
        Cases.read("webhook/registry.json").get("normalizeOCI"),
        one ->
            assertThat(Refresh.normalizedOci(one.get("url").asText()))
                .isEqualTo(one.get("expected").asText()));
  }

  @TestFactory
  Stream<DynamicTest> of_the_registry_only_packages_are_events() {
    var body =
        parsed(
            """
            {"action": "published", "repository": {"html_url": "https://h/r"},
             "package": {"name": "n", "package_type": "container", "owner": {"login": "o"},
                         "package_version": {"container_metadata": {"tag": {"name": "1"}}}}}
            """);
    return each(
        Cases.read("webhook/registry.json").get("ghcrCanHandle"),
        one ->
            assertThat(Payload.read("github", one.get("event").asText(), body) instanceof Published)
                .isEqualTo(one.get("expected").asBoolean()));
  }

  @Test
  void an_artifact_refreshes_who_takes_it() {
    var published = new Published("ghcr.io", "o/n", "1.4.0");
    assertThat(Refresh.of(oci("oci://GHCR.io/o/n/", "1.x"), published).refresh()).isTrue();
    assertThat(Refresh.of(oci("oci://ghcr.io/o/n", "2.x"), published).refresh()).isFalse();
    assertThat(Refresh.of(oci("oci://ghcr.io/o/m", "1.4.0"), published).refresh()).isFalse();
  }

  @Test
  void a_merge_request_is_for_generators_alone() {
    var body =
        parsed(
            """
            {"object_kind": "merge_request", "object_attributes": {"action": "open"},
             "project": {"id": 7, "web_url": "https://h/r"}}
            """);
    var event = Payload.read("gitlab", "Merge Request Hook", body);
    assertThat(event).isEqualTo(new Requested("gitlab", "https://h/r", "7"));
    assertThat(Refresh.of(oci("https://h/r", ""), event)).isEqualTo(Refresh.NONE);
  }

  private static Application oci(String url, String revision) {
    return Application.from(
        parsed(
            """
            {"spec": {"source": {"repoURL": "%s", "path": ".", "targetRevision": "%s"}}}
            """
                .formatted(url, revision)));
  }

  private static JsonNode parsed(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      return NODES.missingNode();
    }
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
