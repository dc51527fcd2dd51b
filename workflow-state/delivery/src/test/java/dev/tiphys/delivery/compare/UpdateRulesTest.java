package dev.tiphys.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.health.Customizations;
import dev.tiphys.delivery.health.HealthRules;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UpdateRulesTest {
  private static final HealthRules HEALTH = new HealthRules(Customizations.NONE);
  private static final String MAP =
      """
      {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","resourceVersion":"%d",
       "annotations":{"leader":"%s"}},"data":{"k":"%s"}}""";

  private static ObjectNode object(String json, Object... values) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(json.formatted(values));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean matters(Map<String, String> data, ObjectNode before, ObjectNode after) {
    return UpdateRules.of(data, CompareSettings.of(data)).matters(before, after, HEALTH);
  }

  @Test
  void a_new_version_of_the_same_does_not_matter_and_other_contents_do() {
    assertThat(matters(Map.of(), object(MAP, 1, "x", "v"), object(MAP, 2, "x", "v"))).isFalse();
    assertThat(matters(Map.of(), object(MAP, 1, "x", "v"), object(MAP, 2, "x", "w"))).isTrue();
  }

  @Test
  void what_is_configured_for_a_kind_does_not_matter() {
    var before = object(MAP, 1, "x", "v");
    var after = object(MAP, 2, "y", "v");
    var rule = "jsonPointers: [/metadata/annotations/leader]";

    assertThat(matters(Map.of(), before, after)).isTrue();
    assertThat(
            matters(
                Map.of("resource.customizations.ignoreResourceUpdates.ConfigMap", rule),
                before,
                after))
        .isFalse();
    assertThat(
            matters(
                Map.of("resource.customizations.ignoreResourceUpdates.all", rule), before, after))
        .isFalse();
    assertThat(
            matters(
                Map.of(
                    "resource.customizations.ignoreResourceUpdates.all",
                    rule,
                    "resource.ignoreResourceUpdatesEnabled",
                    "false"),
                before,
                after))
        .isTrue();
  }

  @Test
  void what_comparisons_leave_out_does_not_matter_unless_it_is_said() {
    var before = object(MAP, 1, "x", "v");
    var after = object(MAP, 2, "y", "v");
    var rule = "jsonPointers: [/metadata/annotations/leader]";
    var key = "resource.customizations.ignoreDifferences.ConfigMap";

    assertThat(matters(Map.of(key, rule), before, after)).isFalse();
    assertThat(
            matters(
                Map.of(
                    key,
                    rule,
                    "resource.compareoptions",
                    "ignoreDifferencesOnResourceUpdates: false"),
                before,
                after))
        .isTrue();
  }

  @Test
  void a_status_that_changes_health_matters() {
    var pod =
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"restartPolicy":"Always"},
         "status":{"phase":"%s","hostIP":"%s"}}""";

    assertThat(matters(Map.of(), object(pod, "Pending", "a"), object(pod, "Pending", "b")))
        .isFalse();
    assertThat(matters(Map.of(), object(pod, "Pending", "a"), object(pod, "Succeeded", "a")))
        .isTrue();
  }
}
