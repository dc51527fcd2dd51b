package dev.tiphys.embedded.delivery;

import static dev.tiphys.embedded.delivery.DeliveryHost.configMap;
import static dev.tiphys.embedded.delivery.DeliveryHost.is;
import static dev.tiphys.embedded.delivery.DeliveryHost.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.language.yaml.YamlNode;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sandbox.Patch;
import dev.tiphys.sandbox.Writing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `argocd-cm` says of the applications of a host, and what it says anew while they are there.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliverySettingsTest {
  private static final String IN_CLUSTER = "\"name\":\"in-cluster\"";
  private static final String DEGRADED =
      "resource.customizations.health.ConfigMap: return {status = \"Degraded\", message = \"no\"}";

  @TempDir private Path folder;

  private static String cm(String... lines) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm, namespace: argocd}\ndata:\n  "
        + String.join("\n  ", lines)
        + "\n";
  }

  private static List<JsonNode> documents(String yaml) {
    return YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "settings.yaml").stream()
        .map(YamlNode::toJson)
        .toList();
  }

  private static void change(DeliveryHost host, String value) {
    var objects = host.host.sandbox().orElseThrow();
    var patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("data").put("value", value);
    objects.patch(
        objects.kind("v1", "ConfigMap").orElseThrow(),
        "default",
        "a",
        new Patch.Merge(patch),
        Writing.by("somebody"));
  }

  @Test
  void health_and_differences_follow_what_is_told_anew() throws Exception {
    try (var host = new DeliveryHost(folder, cm(DEGRADED))) {
      host.push(Map.of("app/a.yaml", configMap("a", "1")));
      host.create("app", IN_CLUSTER, "");
      host.await("app", is("OutOfSync", "Missing"));
      host.send("POST", "/api/v1/applications/app/sync", "{}");
      host.await("app", is("Synced", "Degraded"));

      host.host.deliverySettings().tell(documents(cm("a: b")));
      host.await("app", is("Synced", "Healthy"));
      change(host, "2");
      host.await("app", is("OutOfSync", "Healthy"));
      host.host
          .deliverySettings()
          .tell(
              documents(
                  cm(
                      "resource.customizations.ignoreDifferences.ConfigMap: |",
                      "  jsonPointers: [/data/value]")));
      host.await("app", is("Synced", "Healthy"));
    }
  }

  @Test
  void what_makes_no_sense_changes_nothing() throws Exception {
    try (var host = new DeliveryHost(folder, cm(DEGRADED))) {
      var settings = host.host.deliverySettings();
      var before = settings.get();
      assertThatThrownBy(() -> settings.tell(documents(cm("resource.exclusions: none"))))
          .hasMessageContaining("argocd-cm: resource.exclusions: expected a list");
      assertThat(settings.get()).isSameAs(before);
    }
  }

  @Test
  void objects_are_tracked_and_left_out_as_it_says() throws Exception {
    try (var host =
        new DeliveryHost(
            folder,
            cm(
                "application.resourceTrackingMethod: label",
                "application.instanceLabelKey: example.com/app",
                "resource.exclusions: |",
                "  - {kinds: [Secret]}"))) {
      host.push(
          Map.of(
              "app/a.yaml",
              configMap("a", "1"),
              "app/b.yaml",
              "{apiVersion: v1, kind: Secret, metadata: {name: b}}"));
      host.create("app", IN_CLUSTER, ",\"syncPolicy\":{\"automated\":{}}");
      host.await("app", is("Synced", "Healthy"));

      assertThat(host.await("app", says("Resource /Secret b is excluded in the settings")))
          .isNotNull();
      var objects = host.host.sandbox().orElseThrow();
      var live =
          objects.find(objects.kind("v1", "ConfigMap").orElseThrow(), "default", "a").orElseThrow();
      assertThat(live.at("/metadata/labels").path("example.com/app").asText()).isEqualTo("app");
      assertThat(live.at("/metadata/annotations").has("argocd.argoproj.io/tracking-id")).isFalse();
    }
  }

  @Test
  void a_project_inherits_from_a_global_one() throws Exception {
    var projects =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: AppProject
        metadata: {name: default, namespace: argocd, labels: {team: web}}
        spec: {sourceRepos: ["*"], destinations: [{server: "*", namespace: "*"}]}
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: AppProject
        metadata: {name: rules, namespace: argocd}
        spec: {namespaceResourceBlacklist: [{group: "", kind: ConfigMap}]}
        ---
        """;
    var global =
        cm(
            "globalProjects: |",
            "  - labelSelector: {matchExpressions: [{key: team, operator: In, values: [web]}]}",
            "    projectName: rules");
    try (var host = new DeliveryHost(folder, projects + global)) {
      host.push(Map.of("app/a.yaml", configMap("a", "1")));
      host.create("app", IN_CLUSTER, "");

      host.await("app", one -> one.at("/status/resources/0/status").asText().equals("Unknown"));
    }
  }
}
