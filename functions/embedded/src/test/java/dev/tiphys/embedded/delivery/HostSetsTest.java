package dev.tiphys.embedded.delivery;

import static dev.tiphys.embedded.delivery.DeliveryHost.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.api.Definitions.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sets of applications from folders of a real Git repository to the sandbox, over HTTP.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HostSetsTest {
  @TempDir private Path folder;
  private DeliveryHost host;

  @BeforeEach
  void up() throws Exception {
    host = new DeliveryHost(folder);
  }

  @AfterEach
  void down() {
    host.close();
  }

  private JsonNode set(Predicate<JsonNode> wanted) throws Exception {
    return host.await("applicationsets", "apps", wanted);
  }

  private void awaitGone() throws Exception {
    var gone = new CountDownLatch(1);
    Runnable look =
        () -> {
          if (host.host.definitions().get(Kind.APPLICATION_SET, "argocd", "apps").isEmpty()) {
            gone.countDown();
          }
        };
    try (var _ = host.host.delivery().sets().subscribe(_ -> look.run())) {
      look.run();
      assertThat(gone.await(DeliveryHost.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private void delivered(String name, String value) throws Exception {
    host.await(
        "applications",
        name,
        app ->
            app.at("/status/sync/status").asText().equals("Synced")
                && app.at("/status/health/status").asText().equals("Healthy")
                && host.live("ConfigMap", name).at("/data/value").asText().equals(value));
  }

  private static boolean has(JsonNode set, String type, String status) {
    for (var condition : set.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals(status);
      }
    }
    return false;
  }

  private static Map<String, String> folders(String value, String... names) {
    var files = new HashMap<String, String>();
    files.put("README.md", "apps");
    for (var name : names) {
      files.put("apps/%s/map.yaml".formatted(name), configMap(name, value));
    }
    return files;
  }

  private void create(String more) {
    host.send(
        "POST",
        "/api/v1/applicationsets",
        """
        {"metadata":{"name":"apps"},
         "spec":{%s "goTemplate":true,
          "generators":[{"git":{"repoURL":"%2$s","revision":"main",
            "directories":[{"path":"apps/*"}]}}],
          "template":{
            "metadata":{"name":"{{.path.basename}}","labels":{"app":"{{.path.basename}}"}},
            "spec":{"project":"default",
             "source":{"repoURL":"%2$s","path":"{{.path.path}}","targetRevision":"main"},
             "destination":{"server":"https://kubernetes.default.svc","namespace":"default"},
             "syncPolicy":{"automated":{"prune":true}}}}}}"""
            .formatted(more, host.repository()));
  }

  @Test
  void a_folder_is_an_application_for_as_long_as_the_repository_says_so() throws Exception {
    host.push(folders("1", "one"));
    create("");
    delivered("one", "1");

    host.announce(host.push(folders("1", "one", "two")));
    delivered("two", "1");
    var both = set(set -> set.at("/status/resourcesCount").asInt() == 2);
    assertThat(both.at("/status/resources").findValuesAsText("name")).containsExactly("one", "two");

    // The repository is away: nothing is known, so nothing is deleted.
    var served = folder.resolve("git").resolve(DeliveryHost.REPOSITORY);
    var away = folder.resolve("away");
    Files.move(served, away);
    host.announce("0123456789012345678901234567890123456789");
    var failed = set(set -> has(set, "ErrorOccurred", "True"));
    assertThat(has(failed, "ParametersGenerated", "False")).isTrue();
    assertThat(failed.at("/status/resourcesCount").asInt()).isEqualTo(2);
    assertThat(host.live("ConfigMap", "one").isMissingNode()).isFalse();

    Files.move(away, served);
    host.announce(host.push(folders("2", "two")));
    set(set -> set.at("/status/resourcesCount").asInt() == 1);
    delivered("two", "2");
    assertThat(host.live("ConfigMap", "one").isMissingNode()).isTrue();
    set(set -> has(set, "ErrorOccurred", "False") && has(set, "ResourcesUpToDate", "True"));

    host.send("DELETE", "/api/v1/applicationsets/apps", null);
    awaitGone();
    assertThat(host.send("GET", "/api/v1/applications", null).path("items")).isEmpty();
    assertThat(host.live("ConfigMap", "two").isMissingNode()).isTrue();
  }

  @Test
  void a_rolling_set_syncs_one_step_after_the_other() throws Exception {
    host.push(folders("1", "first", "second"));
    create(
        """
        "strategy":{"type":"RollingSync","rollingSync":{"steps":[
          {"matchExpressions":[{"key":"app","operator":"In","values":["first"]}]},
          {"matchExpressions":[{"key":"app","operator":"In","values":["second"]}]}]}},
        """);
    var done =
        set(
            set ->
                set.at("/status/applicationStatus").size() == 2
                    && has(set, "RolloutProgressing", "False"));
    assertThat(done.at("/status/applicationStatus").findValuesAsText("step"))
        .containsExactly("1", "2");
    var first = host.send("GET", "/api/v1/applications/first", null);
    var second = host.send("GET", "/api/v1/applications/second", null);
    assertThat(first.at("/spec/syncPolicy/automated/enabled").asBoolean(true)).isFalse();
    assertThat(second.at("/status/operationState/operation/initiatedBy/username").asText())
        .isEqualTo("applicationset-controller");
    assertThat(second.at("/status/operationState/startedAt").asText())
        .isGreaterThanOrEqualTo(first.at("/status/operationState/finishedAt").asText());
    assertThat(host.live("ConfigMap", "second").at("/data/value").asText()).isEqualTo("1");
  }

  @Test
  void the_applications_of_a_set_that_leaves_them_behind_stay() throws Exception {
    host.push(folders("1", "one"));
    create("");
    delivered("one", "1");
    host.send("DELETE", "/api/v1/applicationsets/apps?propagationPolicy=orphan", null);
    awaitGone();
    var left = host.send("GET", "/api/v1/applications/one", null);
    assertThat(left.at("/metadata/ownerReferences").isMissingNode()).isTrue();
    assertThat(host.live("ConfigMap", "one").isMissingNode()).isFalse();
  }
}
