package dev.tiphys.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSpec.IgnoreDifference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CompareSettingsTest {
  private static final ObjectNode WANTED =
      Objects.yaml(
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: n}, spec: {replicas: 1, paused: true}}");
  private static final ObjectNode LIVE =
      Objects.yaml(
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: n}, spec: {replicas: 3, paused: true}}");

  private static boolean modified(String key, String value) {
    return new Differ(CompareSettings.of(Map.of(key, value)), IgnoreRules.NONE)
        .diff(WANTED, LIVE, false)
        .modified();
  }

  private static boolean modified(IgnoreDifference rule) {
    return new Differ(CompareSettings.DEFAULT, IgnoreRules.of(List.of(rule)))
        .diff(WANTED, LIVE, false)
        .modified();
  }

  private static IgnoreDifference rule(String group, String kind, String name, String jq) {
    return new IgnoreDifference(group, kind, name, "", List.of(), List.of(jq), List.of());
  }

  @Test
  void a_kind_of_a_key_is_ignored_and_no_other() {
    var prefix = "resource.customizations.ignoreDifferences.";
    assertThat(modified(prefix + "apps_Deployment", "jsonPointers: [/spec/replicas]")).isFalse();
    assertThat(modified(prefix + "all", "jqPathExpressions: [.spec.replicas]")).isFalse();
    assertThat(modified(prefix + "apps_StatefulSet", "jsonPointers: [/spec/replicas]")).isTrue();
    assertThat(modified(prefix + "Deployment", "jsonPointers: [/spec/replicas]")).isTrue();
  }

  @Test
  void the_older_key_has_globs_and_yaml_within_yaml() {
    assertThat(
            modified(
                "resource.customizations",
                """
                "ap*/*":
                  ignoreDifferences: |
                    jsonPointers:
                    - /spec/replicas
                """))
        .isFalse();
  }

  @Test
  void a_rule_of_an_application_matches_by_globs_and_name() {
    assertThat(modified(rule("*", "Dep*", "", ".spec.replicas"))).isFalse();
    assertThat(modified(rule("apps", "Deployment", "d", ".spec.replicas"))).isFalse();
    assertThat(modified(rule("apps", "Deployment", "e", ".spec.replicas"))).isTrue();
    assertThat(modified(rule("", "Deployment", "", ".spec.replicas"))).isTrue();
  }

  @Test
  void an_expression_without_end_is_stopped() {
    for (var endless :
        List.of(
            "last(range(1e18))",
            "[range(1e18)]",
            "last(recurse(.))",
            "def f: f; f",
            ".. | select(until(false; .))")) {
      assertThatThrownBy(() -> modified(rule("*", "*", "", endless)))
          .as(endless)
          .isInstanceOf(CompareFailure.class);
    }
  }

  @Test
  void an_expression_sees_no_environment() {
    assertThat(modified(rule("*", "*", "", ".spec[env | keys[]]"))).isTrue();
    assertThat(modified(rule("*", "*", "", ".spec[$ENV | keys[]]"))).isTrue();
  }

  @Test
  void status_is_ignored_unless_it_is_said_otherwise() {
    var wanted =
        Objects.yaml("{apiVersion: x.io/v1, kind: X, metadata: {name: x}, status: {a: 1}}");
    var live = Objects.yaml("{apiVersion: x.io/v1, kind: X, metadata: {name: x}, status: {a: 2}}");
    for (var option : List.of("all", "crd", "none", "anything")) {
      var settings =
          CompareSettings.of(
              Map.of("resource.compareoptions", "ignoreResourceStatusField: " + option));
      assertThat(new Differ(settings, IgnoreRules.NONE).diff(wanted, live, false).modified())
          .as(option)
          .isEqualTo(option.equals("crd") || option.equals("none"));
    }
  }

  @Test
  void kinds_are_excluded_and_included_by_cluster() {
    var filter =
        CompareSettings.of(
                Map.of(
                    "resource.exclusions",
                    "[{apiGroups: ['*.cilium.io'], kinds: ['*'], clusters: ['https://a*']}]",
                    "resource.inclusions",
                    "[{apiGroups: ['', '*cilium.io'], kinds: ['*'], clusters: ['https://a*']}]"))
            .excluded();

    assertThat(filter.excludes("x.cilium.io", "Identity", "https://a.example.com")).isTrue();
    assertThat(filter.excludes("", "ConfigMap", "https://a.example.com")).isFalse();
    assertThat(filter.excludes("apps", "Deployment", "https://a.example.com")).isTrue();
    assertThat(filter.excludes("apps", "Deployment", "https://b.example.com")).isFalse();
    assertThat(filter.excludes("coordination.k8s.io", "Lease", "https://b.example.com")).isTrue();
  }

  @Test
  void what_makes_no_sense_is_refused_by_its_place() {
    refused("resource.exclusions", "apiGroups: []", "resource.exclusions");
    refused("resource.customizations.ignoreDifferences.all", "[a]", "ignoreDifferences.all");
    refused(
        "resource.customizations.ignoreDifferences.all", "jsonPointers: [spec]", "'spec' should");
    refused(
        "resource.customizations.ignoreDifferences.all",
        "jqPathExpressions: ['.a[']",
        "'.a[' is no expression");
    refused(
        "resource.customizations.knownTypeFields.x.io_X",
        "[{field: a, type: core/v1/Nothing}]",
        "there is no type 'core/v1/Nothing'");
    refused("resource.compareoptions", "a: [", "resource.compareoptions");
  }

  private static void refused(String key, String value, String message) {
    assertThatThrownBy(() -> CompareSettings.of(Map.of(key, value)))
        .isInstanceOf(CompareFailure.class)
        .hasMessageContaining(message);
  }
}
