package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.api.Refusal;
import dev.tiphys.api.SyncLimits.Key;
import dev.tiphys.api.SyncLimits.Type;
import dev.tiphys.language.validation.Manifests;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HostSyncLimitsTest {
  private static final Key IN_MAP = new Key("default", Type.CONFIGMAP, "limits", "deploy");

  private static final String WORKFLOW =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {name: a}
      spec:
        entrypoint: main
        synchronization: {semaphores: [%s]}
        templates: [{name: main, container: {image: x, command: [x]}}]
      """;

  @ParameterizedTest
  @CsvSource({
    "CONFIGMAP, limits, 'configMapKeyRef: {name: limits, key: deploy}'",
    "DATABASE, , 'database: {key: deploy}'"
  })
  void a_run_that_waits_goes_on_when_its_limit_is_raised(
      Type type, String configMap, String semaphore) throws Exception {
    var key = new Key("default", type, configMap, "deploy");
    try (var host = Host.open(HostSettings.on("mem:"), Instantly.NOTHING)) {
      host.resume();
      var limits = host.workflows().syncLimits();
      limits.set(key, 0);
      var run = HostTest.start(host, WORKFLOW.formatted("{" + semaphore + "}"));
      HostTest.awaitDeliveries(host);
      assertThat(host.workflows().get("default", "a").orElseThrow().at("/status/phase").asText())
          .isEqualTo("Pending");

      limits.set(key, 1);
      assertThat(HostTest.end(host, run).at("/status/phase").asText()).isEqualTo("Succeeded");
      assertThat(limits.delete(key)).isTrue();
      assertThat(limits.get(key)).isEmpty();
    }
  }

  @Test
  void a_limit_of_a_file_is_shown_and_not_changed() {
    var documents =
        Manifests.read(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: limits}
                data: {deploy: "3"}
                """
                    .getBytes(StandardCharsets.UTF_8),
                "limits.yaml")
            .documents();
    try (var host =
        Host.open(HostSettings.on("mem:").withDocuments(documents), Instantly.NOTHING)) {
      var limits = host.workflows().syncLimits();
      assertThat(limits.get(IN_MAP)).contains(3);
      assertThatThrownBy(() -> limits.set(IN_MAP, 4))
          .isInstanceOf(Refusal.class)
          .hasMessage(
              "the limit deploy stands in a file that this server was started with: change it"
                  + " there");
    }
  }
}
