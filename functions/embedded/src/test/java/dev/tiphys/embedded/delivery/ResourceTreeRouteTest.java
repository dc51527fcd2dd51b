package dev.tiphys.embedded.delivery;

import static dev.tiphys.embedded.delivery.DeliveryHost.configMap;
import static dev.tiphys.embedded.delivery.DeliveryHost.is;
import static dev.tiphys.embedded.delivery.DeliveryHost.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sandbox.Objects;
import dev.tiphys.sandbox.Writing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What grows from the objects of an application, and what nobody manages.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ResourceTreeRouteTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, annotations: {link.argocd.argoproj.io/x: "https://web.example.com"}}
      spec:
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: "nginx:1"}]}
      """;
  private static final String PROJECT =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: AppProject
      metadata: {name: default, namespace: argocd}
      spec:
        sourceRepos: ["*"]
        destinations: [{server: "*", namespace: "*"}]
        orphanedResources: {warn: true, ignore: [{kind: ConfigMap, name: ignored}]}
      """;

  @TempDir private Path folder;

  private static ObjectNode create(Objects objects, String yaml) {
    var object =
        (ObjectNode)
            YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "x").getFirst().toJson();
    var kind =
        objects
            .kind(object.path("apiVersion").asText(), object.path("kind").asText())
            .orElseThrow();
    return objects.create(kind, "default", object, Writing.by("somebody"));
  }

  private static String owned(JsonNode owner, String apiVersion, String kind, String name) {
    return """
        apiVersion: %s
        kind: %s
        metadata:
          name: %s
          ownerReferences: [{apiVersion: v1, kind: X, name: x, uid: "%s"}]
        spec:
          selector: {matchLabels: {app: web}}
          template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: b}]}}
          containers: [{name: web, image: "nginx:1"}]
        """
        .formatted(apiVersion, kind, name, owner.at("/metadata/uid").asText());
  }

  private static Iterable<String> names(JsonNode nodes) {
    return StreamSupport.stream(nodes.spliterator(), false)
            .map(node -> node.path("kind").asText() + " " + node.path("name").asText())
            .sorted()
        ::iterator;
  }

  @Test
  void what_objects_own_and_what_nobody_manages_is_shown() throws Exception {
    try (var host = new DeliveryHost(folder, PROJECT)) {
      host.push(Map.of("app/web.yaml", DEPLOYMENT, "app/a.yaml", configMap("a", "1")));
      host.create("app", "\"name\":\"in-cluster\"", ",\"syncPolicy\":{\"automated\":{}}");
      host.await("app", one -> one.at("/status/operationState/phase").asText().equals("Succeeded"));
      var objects = host.host.sandbox().orElseThrow();
      var kind = objects.kind("apps/v1", "Deployment").orElseThrow();
      var web = objects.find(kind, "default", "web").orElseThrow();
      var set = create(objects, owned(web, "apps/v1", "ReplicaSet", "web-1"));
      create(objects, owned(set, "v1", "Pod", "web-1-a"));
      create(objects, configMap("stray", "1"));
      create(objects, configMap("ignored", "1"));

      host.send("GET", "/api/v1/applications/app?refresh=normal", null);
      var app = host.await("app", says("Application has 1 orphaned resources"));
      assertThat(app.at("/status/summary/images/0").asText()).isEqualTo("nginx:1");
      assertThat(app.at("/status/summary/externalURLs/0").asText())
          .isEqualTo("https://web.example.com");
      assertThat(app.at("/status/resources").toString()).doesNotContain("nginx");
      var tree = host.send("GET", "/api/v1/applications/app/resource-tree", null);
      assertThat(names(tree.path("nodes")))
          .containsExactly("ConfigMap a", "Deployment web", "Pod web-1-a", "ReplicaSet web-1");
      assertThat(names(tree.path("orphanedNodes"))).containsExactly("ConfigMap stray");
      var pod =
          "/api/v1/applications/app/resource?version=v1&kind=Pod&namespace=default&resourceName=";
      assertThat(host.send("GET", pod + "web-1-a", null).path("manifest").asText())
          .contains("nginx:1");
      assertThat(host.ask("GET", pod + "other", null).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void a_project_that_looks_for_no_orphans_finds_none() throws Exception {
    try (var host = new DeliveryHost(folder, configMap("x", "1"))) {
      host.push(Map.of("app/a.yaml", configMap("a", "1")));
      host.create("app", "\"name\":\"in-cluster\"", ",\"syncPolicy\":{\"automated\":{}}");
      host.await("app", is("Synced", "Healthy"));
      create(host.host.sandbox().orElseThrow(), configMap("stray", "1"));

      var tree = host.send("GET", "/api/v1/applications/app/resource-tree", null);
      assertThat(tree.path("orphanedNodes")).isEmpty();
    }
  }
}
