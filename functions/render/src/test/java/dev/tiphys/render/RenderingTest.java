package dev.tiphys.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.delivery.app.AppCommand.ObserveRevision;
import dev.tiphys.doorway.Applications;
import dev.tiphys.doorway.Apps;
import dev.tiphys.events.delivery.AppFact.ManifestsRendered;
import dev.tiphys.events.delivery.AppFact.SourceFailed;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.sources.Repositories;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.git.GitServer;
import dev.tiphys.sources.signature.Keyring;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From an observed revision to manifests beside the log, out of a real repository.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RenderingTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final AppId APP = new AppId("argocd", "web", "u-1");

  @TempDir private Path folder;
  private final Apps apps =
      Apps.in(new MemoryObjectStore(), InstantSource.fixed(NOW), new Random(1));
  private @org.jspecify.annotations.Nullable AppProject project;
  private final Renderer renderer = new Renderer(RenderSettings.DEFAULT);
  private GitServer server;
  private Sources sources;
  private Rendering rendering;
  private Application application;

  @BeforeEach
  void serve() throws IOException {
    server = new GitServer(folder.resolve("served"), "");
    sources = Sources.in(folder.resolve("cache"), () -> Repositories.NONE);
    var yaml =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web, namespace: argocd}
        spec: {destination: {namespace: colchis}, source: {repoURL: '%s', path: app}}
        """
            .formatted(server.url("app"));
    application =
        Application.from(
            YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "a.yaml").getFirst().toJson());
    var applications =
        new Applications() {
          @Override
          public Optional<Application> find(AppId app) {
            return app.equals(APP) ? Optional.of(application) : Optional.empty();
          }

          @Override
          public Map<AppId, Application> all() {
            return Map.of(APP, application);
          }
        };
    var signatures =
        new Signatures(sources, name -> Optional.ofNullable(project), () -> new Keyring(List.of()));
    rendering =
        new Rendering(
            applications, apps, sources, renderer, signatures, _ -> Cluster.UNKNOWN, "argocd");
  }

  @AfterEach
  void stop() {
    renderer.close();
    sources.close();
    server.close();
  }

  private CloudEvent observed(String commit) {
    var source =
        new ResolvedSource(application.spec().effectiveSources().getFirst().json(), commit);
    return apps.handle(
            APP, "observe " + commit, new ObserveRevision(List.of(source), Refresh.NONE, NOW), null)
        .getFirst();
  }

  @Test
  void manifests_lie_beside_the_log_with_their_digest_and_count() throws Exception {
    var event = observed(server.commit("app", Map.of("app/a.yaml", Bench.configMap("a"))));
    var news = DeliveryEvents.readApp(rendering.observed(event, NOW).getFirst());
    var rendered = (ManifestsRendered) news.fact();
    assertThat(rendered.sourceTypes()).containsExactly("Directory");
    assertThat(rendered.manifests().count()).isEqualTo(1);
    var manifests = new ObjectMapper().readTree(apps.large().fetch(rendered.manifests().dataref()));
    assertThat(manifests.at("/0/metadata/name").asText()).isEqualTo("a");
  }

  @Test
  void the_same_event_again_announces_the_same() throws Exception {
    var event = observed(server.commit("app", Map.of("app/a.yaml", Bench.configMap("a"))));
    var first = rendering.observed(event, NOW);
    var again = rendering.observed(event, NOW.plusSeconds(9));
    assertThat(again).extracting(CloudEvent::getId).isEqualTo(List.of(first.getFirst().getId()));
  }

  @Test
  void what_cannot_be_rendered_is_recorded_as_a_failure() throws Exception {
    var event = observed(server.commit("app", Map.of("other/a.yaml", Bench.configMap("a"))));
    var news = DeliveryEvents.readApp(rendering.observed(event, NOW).getFirst());
    assertThat(((SourceFailed) news.fact()).message()).isEqualTo("app: app path does not exist");
  }

  @Test
  void a_commit_that_is_not_signed_as_its_project_asks_is_not_rendered() throws Exception {
    project =
        AppProject.from(
            new ObjectMapper()
                .readTree(
                    """
                    {"metadata": {"name": "default"},
                     "spec": {"sourceRepos": ["*"], "signatureKeys": [{"keyID": "4AEE18F83AFDEB23"}]}}
                    """));
    var commit = server.commit("app", Map.of("app/a.yaml", Bench.configMap("a")));
    var news = DeliveryEvents.readApp(rendering.observed(observed(commit), NOW).getFirst());
    assertThat(((SourceFailed) news.fact()).message())
        .isEqualTo("GIT/GPG: commit " + commit + ": not signed by GnuPG");
  }

  @Test
  void a_revision_that_is_no_longer_wanted_changes_nothing() throws Exception {
    var first = observed(server.commit("app", Map.of("app/a.yaml", Bench.configMap("a"))));
    observed(server.commit("app", Map.of("app/a.yaml", Bench.configMap("b"))));
    assertThat(rendering.observed(first, NOW)).isEmpty();
  }
}
