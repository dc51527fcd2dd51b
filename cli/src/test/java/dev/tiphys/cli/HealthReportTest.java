package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HealthReportTest {
  private static final String OBJECTS =
      """
      kind: List
      apiVersion: v1
      items:
      - {kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: a, namespace: ns}, status: {phase: Lost}}
      - {kind: Deployment, apiVersion: apps/v1, metadata: {name: b}, spec: {paused: true}}
      - {kind: ConfigMap, apiVersion: v1, metadata: {name: c}}
      """;

  @TempDir private Path folder;

  private static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static HealthReport report(String text, @Nullable String customizations)
      throws IOException {
    return HealthReport.of(List.of("-"), customizations, input(text));
  }

  private static String printed(HealthReport report, HealthCommand.Format format)
      throws IOException {
    var out = new StringWriter();
    report.print(format, new PrintWriter(out));
    return out.toString();
  }

  @Test
  void each_object_has_a_line_and_lists_are_taken_apart() throws IOException {
    assertThat(printed(report(OBJECTS, null), HealthCommand.Format.TEXT))
        .isEqualToNormalizingNewlines(
            """
            PersistentVolumeClaim/ns/a  Degraded
            Deployment/b                Suspended  Deployment is paused
            ConfigMap/c                 -
            """);
  }

  @Test
  void programs_get_a_list() throws IOException {
    var json =
        new ObjectMapper().readTree(printed(report(OBJECTS, null), HealthCommand.Format.JSON));
    assertThat(json).hasSize(3);
    assertThat(json.get(1).path("status").asText()).isEqualTo("Suspended");
    assertThat(json.get(1).path("message").asText()).isEqualTo("Deployment is paused");
    assertThat(json.get(2).path("status").asText()).isEmpty();
  }

  @Test
  void what_somebody_should_look_at_is_bad() throws IOException {
    assertThat(report(OBJECTS, null).isBad()).isTrue();
    assertThat(report("{kind: Service, apiVersion: v1, metadata: {name: s}}", null).isBad())
        .isFalse();
  }

  @Test
  void what_users_keep_in_argocd_cm_comes_first() throws IOException {
    var file = folder.resolve("argocd-cm.yaml");
    Files.writeString(
        file,
        """
        kind: ConfigMap
        apiVersion: v1
        metadata: {name: argocd-cm}
        data:
          resource.customizations.health.PersistentVolumeClaim: |
            return {status = "Healthy", message = obj.metadata.name .. " is gone, and that is fine"}
          resource.customizations: |
            "apps/*":
              health.lua: |
                return {status = "Wonderful"}
        """);
    assertThat(printed(report(OBJECTS, file.toString()), HealthCommand.Format.TEXT))
        .isEqualToNormalizingNewlines(
            """
            PersistentVolumeClaim/ns/a  Healthy  a is gone, and that is fine
            Deployment/b                Unknown  Lua returned an invalid health status
            ConfigMap/c                 -
            """);
  }

  @Test
  void what_cannot_be_read_is_said_with_its_place() throws IOException {
    assertThatThrownBy(() -> report("a: [", null))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("-:");
    assertThatThrownBy(() -> report("a: 1", null))
        .hasMessage("-: kind: expected the kind of an object, found none");
    var file = folder.resolve("argocd-cm.yaml");
    Files.writeString(
        file, "{kind: ConfigMap, data: {resource.customizations.health.Pod: 'return }'}}");
    assertThatThrownBy(() -> report(OBJECTS, file.toString()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("resource.customizations.health.Pod:1: ");
  }
}
