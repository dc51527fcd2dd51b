package dev.tiphys.manifests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.manifests.Images;
import dev.tiphys.manifests.Kustomize;
import dev.tiphys.sources.git.GitServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Applications that are applied with kubectl, from a real Git repository to the API server, with
/// every function of delivery a process that an event starts.
@DisplayNameGeneration(ReplaceUnderscores.class)
class LocalDeliveryTest {
  @TempDir static Path work;
  private static LocalCluster cluster;
  private static GitServer git;
  private static final ScheduledExecutorService MINUTES =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  @BeforeAll
  static void start() throws Exception {
    git = new GitServer(Files.createDirectory(work.resolve("repositories")), "");
    cluster = new LocalCluster(work, Kustomize.render("overlays/knative"), Images.mains());
    // As the PingSource of the manifests does: what was lost with a process is announced again.
    MINUTES.scheduleAtFixedRate(() -> cluster.tick(), 60, 60, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    MINUTES.shutdownNow();
    if (cluster != null) {
      cluster.close();
    }
    git.close();
  }

  private static String configMap(String name, int wave, String value) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: %s
      annotations: {argocd.argoproj.io/sync-wave: "%d"}
    data: {value: "%s"}
    """
        .formatted(name, wave, value);
  }

  private static String application(String name, String policy) {
    return """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata:
      name: %1$s
      namespace: argocd
      finalizers: [resources-finalizer.argocd.argoproj.io]
    spec:
      project: default
      source: {repoURL: "%2$s", path: app, targetRevision: main}
      destination: {server: "https://kubernetes.default.svc", namespace: default}
      syncPolicy: %3$s
    """
        .formatted(name, git.url(name), policy);
  }

  private static boolean isSynced(JsonNode application) {
    return application.at("/status/sync/status").asText().equals("Synced")
        && application.at("/status/health/status").asText().equals("Healthy")
        && application.at("/status/operationState/phase").asText().equals("Succeeded");
  }

  private static String value(Optional<? extends JsonNode> configMap) {
    return configMap.map(found -> found.at("/data/value").asText()).orElse("");
  }

  @Test
  void an_application_that_is_applied_is_delivered_though_functions_are_killed() throws Exception {
    var commit =
        git.commit(
            "waves",
            Map.of(
                "app/one.yaml",
                configMap("waves-one", 0, "1"),
                "app/two.yaml",
                configMap("waves-two", 1, "1")));
    cluster.create(application("waves", "{automated: {}}"));
    cluster.awaitEvent("dev.tiphys.revision.observed", "/apps/argocd/waves/");
    cluster.functions().killAllBut("");
    cluster.await("ConfigMap", "waves-one", Optional::isPresent);
    cluster.functions().killAllBut("");
    var status = cluster.awaitApplication("waves", LocalDeliveryTest::isSynced).path("status");
    assertThat(status.at("/sync/revision").asText()).isEqualTo(commit);
    assertThat(status.path("resources")).hasSize(2);
    assertThat(value(cluster.find("v1", "ConfigMap", "default", "waves-two"))).isEqualTo("1");
    assertThat(cluster.functions().starts())
        .contains("projection", "git-poll", "render", "apply", "health-check");

    cluster.deleteApplication("waves");
    cluster.await("ConfigMap", "waves-two", Optional::isEmpty);
    cluster.await("ConfigMap", "waves-one", Optional::isEmpty);
    cluster.awaitNoApplication("waves");
  }

  @Test
  void what_people_edit_takes_effect() throws Exception {
    git.commit("edited", Map.of("app/one.yaml", configMap("edited-one", 0, "1")));
    cluster.create(application("edited", "{}"));
    cluster.awaitApplication(
        "edited", app -> app.at("/status/sync/status").asText().equals("OutOfSync"));
    assertThat(cluster.find("v1", "ConfigMap", "default", "edited-one")).isEmpty();

    cluster.mergeApplication("edited", "spec: {syncPolicy: {automated: {}}}");
    cluster.awaitApplication("edited", LocalDeliveryTest::isSynced);

    var next = git.commit("edited", Map.of("app/one.yaml", configMap("edited-one", 0, "2")));
    cluster.mergeApplication(
        "edited", "metadata: {annotations: {argocd.argoproj.io/refresh: normal}}");
    var synced =
        cluster.awaitApplication(
            "edited",
            app -> isSynced(app) && app.at("/status/sync/revision").asText().equals(next));
    cluster.await("ConfigMap", "edited-one", found -> value(found).equals("2"));
    assertThat(synced.at("/metadata/annotations").has("argocd.argoproj.io/refresh")).isFalse();
  }
}
