package dev.tiphys.delivery.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.yaml.YamlNode;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ArgoSettingsTest {
  private static List<JsonNode> documents(String yaml) {
    return YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "settings.yaml").stream()
        .map(YamlNode::toJson)
        .toList();
  }

  private static ArgoSettings settings(String yaml) {
    return ArgoSettings.of(documents(yaml));
  }

  private static JsonNode object(String yaml) {
    return documents(yaml).getFirst();
  }

  @Test
  void scripts_of_argocd_cm_judge_health_and_offer_actions() {
    var settings =
        settings(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd}
            data:
              resource.customizations.health.ConfigMap: return {status = "Degraded", message = "no"}
              resource.customizations: |
                example.com/*:
                  health.lua: return {status = "Progressing"}
            """);

    assertThat(settings.health().assess(object("{apiVersion: v1, kind: ConfigMap}")))
        .hasValueSatisfying(health -> assertThat(health.message()).isEqualTo("no"));
    assertThat(settings.health().assess(object("{apiVersion: example.com/v1, kind: X}")))
        .hasValueSatisfying(health -> assertThat(health.status()).hasToString("Progressing"));
  }

  @Test
  void what_lies_in_another_namespace_says_nothing() {
    var settings =
        settings(
            """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: argocd-cm, namespace: web},
             data: {application.instanceLabelKey: mine}}
            """);

    assertThat(settings.comparing().instanceLabel()).isEqualTo("app.kubernetes.io/instance");
    assertThat(settings.objects()).isEmpty();
  }

  @Test
  void the_later_of_two_objects_of_one_name_counts() {
    var settings =
        settings(
            """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: argocd-cm}, data: {installationID: a}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: argocd-cm}, data: {installationID: b}}
            """);

    assertThat(settings.comparing().installationId()).isEqualTo("b");
  }

  @Test
  void secrets_are_found_by_their_type_and_decoded() {
    var settings =
        settings(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: prod, labels: {argocd.argoproj.io/secret-type: cluster}}
            data: {name: cHJvZA==}
            stringData: {server: "https://prod"}
            ---
            {apiVersion: v1, kind: Secret, metadata: {name: argocd-secret}}
            """);

    assertThat(settings.secrets("cluster")).hasSize(1);
    assertThat(settings.secret("prod"))
        .containsEntry("name", "prod")
        .containsEntry("server", "https://prod");
    assertThat(settings).asString().doesNotContain("prod");
  }

  @Test
  void what_makes_no_sense_is_named() {
    refused("resource.exclusions: 'no list'", "resource.exclusions");
    refused("timeout.reconciliation: soon", "timeout.reconciliation");
    refused("resource.customizations: '{'", "resource.customizations");
    refused("resource.customizations.health.Pod: 'return {'", "health.Pod");
    refused("resource.customizations.actions.Pod: 'definitions: ['", "actions.Pod");
  }

  private static void refused(String line, String message) {
    assertThatThrownBy(
            () ->
                settings(
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: argocd-cm}, data: {%s}}"
                        .formatted(line)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("argocd-cm")
        .hasMessageContaining(message);
  }
}
