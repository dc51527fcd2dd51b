package dev.tiphys.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What the shared cases say of the two sides of a difference, beside that there is one.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DiffExpectationsTest {
  private static Difference of(String name) throws IOException {
    return DiffCasesTest.cases()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow()
        .difference();
  }

  private static List<String> values(JsonNode list, String field) {
    List<String> values = new ArrayList<>();
    list.forEach(element -> values.add(element.path(field).asText()));
    return values;
  }

  @Test
  void labels_that_are_wanted_no_more_go_and_new_ones_come() throws IOException {
    var labels = of("example2-elasticsearch-labels-changed").predicted().at("/metadata/labels");

    assertThat(labels.path("foo").asText()).isEqualTo("bar");
    assertThat(labels.path("chart").asText()).isEqualTo("elasticsearch-1.7.1");
    assertThat(labels.has("release")).isFalse();
  }

  @Test
  void a_structured_merge_has_defaults_on_both_sides_and_no_notes_of_clients() throws IOException {
    var found = of("smd-service-defaults");

    for (var side : List.of(found.live(), found.predicted())) {
      assertThat(side.at("/spec/internalTrafficPolicy").asText()).isEqualTo("Cluster");
      assertThat(side.toString()).doesNotContain("last-applied");
    }
    var dryRun = of("ssd-service-ignores-webhook");
    assertThat(dryRun.live().at("/spec/internalTrafficPolicy").asText()).isEqualTo("Cluster");
    assertThat(dryRun.predicted().at("/spec/internalTrafficPolicy").asText()).isEqualTo("Cluster");
    assertThat(of("smd-service-list-entries-removed").predicted().at("/spec/ports")).hasSize(2);
    assertThat(of("smd-service-field-removed").predicted().at("/spec/type").asText())
        .isEqualTo("ClusterIP");
    assertThat(of("smd-service-same-port-number-different-name").predicted().at("/spec/ports"))
        .hasSize(5);
  }

  @Test
  void what_a_webhook_changes_counts_only_if_that_is_wanted() throws IOException {
    assertThat(of("ssd-service-ignores-webhook").predicted().at("/metadata/labels").has("event"))
        .isFalse();
    assertThat(of("ssd-service-includes-webhook").predicted().at("/metadata/labels").has("event"))
        .isTrue();
    assertThat(of("ssd-service-label-deleted").predicted().toString()).doesNotContain("delete-me");
    assertThat(of("ssd-service-label-deleted").live().toString()).contains("delete-me");
  }

  @Test
  void a_dry_run_that_drops_fields_keeps_what_webhooks_set() throws IOException {
    var found = of("ssd-deployment-remove-field-keep-webhook-values");
    for (var side : List.of(found.live(), found.predicted())) {
      var requests = side.at("/spec/template/spec/containers/0/resources/requests");
      assertThat(requests.toString()).contains("\"cpu\":\"500m\"", "\"memory\":\"512Mi\"");
      assertThat(side.at("/spec/template/spec/containers")).hasSize(1);
    }
  }

  @Test
  void elements_with_two_keys_stay_apart() throws IOException {
    var found = of("ssd-deployment-composite-keys");
    var ports = found.predicted().at("/spec/template/spec/containers/0/ports");

    assertThat(values(ports, "containerPort")).containsExactlyInAnyOrder("80", "443", "8080");
    assertThat(values(ports, "protocol")).containsOnly("TCP");
    assertThat(values(ports, "name")).contains("metrics");
    assertThat(found.live().at("/spec/template/spec/containers/0/ports")).hasSize(2);
    var nested = of("ssd-deployment-nested").predicted().at("/spec/template/spec/containers/0");
    assertThat(values(nested.path("ports"), "containerPort")).containsExactly("80", "443");
    assertThat(values(nested.path("env"), "name")).containsExactly("ENV_VAR1", "ENV_VAR2");
    var manual =
        of("ssd-deployment-manual-apply").predicted().at("/spec/template/spec/containers/0");
    assertThat(values(manual.path("ports"), "containerPort")).containsExactly("80", "40");
  }

  @Test
  void keys_that_are_wanted_no_more_go() throws IOException {
    var found = of("ssd-configmap-key-removed");

    assertThat(found.predicted().get("data").has("key3")).isFalse();
    assertThat(found.live().get("data").has("key3")).isTrue();
    var ignored = of("ssd-service-ignore-field");
    for (var side : List.of(ignored.live(), ignored.predicted())) {
      assertThat(side.at("/spec").has("sessionAffinity")).isFalse();
      assertThat(side.at("/spec").has("selector")).isTrue();
      assertThat(side.at("/spec/ports")).isNotEmpty();
    }
  }

  @Test
  void what_is_ignored_has_its_default_on_both_sides() throws IOException {
    for (var name : List.of("ignore-trusted-manager", "ignore-json-pointer", "ignore-jq")) {
      var found = of(name);
      assertThat(found.live().at("/spec/replicas").asInt()).as(name).isEqualTo(1);
      assertThat(found.predicted().at("/spec/replicas").asInt()).as(name).isEqualTo(1);
      assertThat(found.predicted().at("/spec/revisionHistoryLimit"))
          .as(name)
          .isNotEqualTo(found.live().at("/spec/revisionHistoryLimit"));
    }
    var other = of("ignore-other-manager");
    assertThat(other.live().at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(other.predicted().at("/spec/replicas").asInt()).isEqualTo(3);
  }

  @Test
  void a_trusted_manager_of_a_field_in_a_list_leaves_the_element() throws IOException {
    var found = of("ignore-trusted-manager-in-list");
    for (var side : List.of(found.live(), found.predicted())) {
      assertThat(side.path("webhooks")).hasSize(1);
      assertThat(side.at("/webhooks/0/clientConfig").has("caBundle")).isFalse();
      assertThat(side.at("/webhooks/0/clientConfig").has("service")).isTrue();
    }
  }
}
