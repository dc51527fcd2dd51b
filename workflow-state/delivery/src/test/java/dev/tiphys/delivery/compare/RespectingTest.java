package dev.tiphys.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RespectingTest {
  private static final String DEPLOYMENT =
      """
      {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
       "spec": {"replicas": %d, "template": {"spec": {"containers": [
        {"name": "app", "image": "%s", "args": ["%s"]}%s]}}}}""";

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode respected(String rule, ObjectNode desired, ObjectNode live) {
    var application =
        Application.from(
            json(
                """
                {"metadata": {"name": "a"}, "spec": {"ignoreDifferences": [
                 {"group": "apps", "kind": "Deployment", %s}]}}"""
                    .formatted(rule)));
    var rules = IgnoreRules.of(application.spec().ignoreDifferences());
    return new Differ(CompareSettings.DEFAULT, rules).respecting(desired, live);
  }

  private static final ObjectNode DESIRED = json(DEPLOYMENT.formatted(1, "web:2", "new", ""));

  @Test
  void a_field_keeps_its_live_value_and_the_others_are_as_wanted() {
    var live = json(DEPLOYMENT.formatted(5, "web:1", "old", ""));
    assertThat(respected("\"jsonPointers\": [\"/spec/replicas\"]", DESIRED, live))
        .isEqualTo(json(DEPLOYMENT.formatted(5, "web:2", "new", "")));
  }

  @Test
  void a_field_that_is_not_live_is_not_written() {
    var live = json(DEPLOYMENT.formatted(5, "web:1", "old", ""));
    live.withObject("/spec").remove("replicas");
    assertThat(respected("\"jsonPointers\": [\"/spec/replicas\"]", DESIRED, live).at("/spec"))
        .noneMatch(field -> field.isInt());
  }

  @Test
  void a_field_of_an_element_is_kept_with_that_element() {
    var rule =
        "\"jqPathExpressions\": [\".spec.template.spec.containers[] | select(.name == \\\"app\\\")"
            + " | .image\"]";
    var sidecar = ", {\"name\": \"proxy\", \"image\": \"proxy:1\"}";
    var live = json(DEPLOYMENT.formatted(5, "web:1", "old", sidecar));
    assertThat(respected(rule, DESIRED, live))
        .isEqualTo(json(DEPLOYMENT.formatted(1, "web:1", "new", "")));
  }

  @Test
  void an_element_that_is_ignored_is_kept_whole() {
    var rule =
        "\"jqPathExpressions\": [\".spec.template.spec.containers[] | select(.name =="
            + " \\\"proxy\\\")\"]";
    var sidecar = ", {\"name\": \"proxy\", \"image\": \"proxy:1\"}";
    var live = json(DEPLOYMENT.formatted(5, "web:1", "old", sidecar));
    assertThat(respected(rule, DESIRED, live))
        .isEqualTo(json(DEPLOYMENT.formatted(1, "web:2", "new", sidecar)));
  }

  @Test
  void a_status_is_nobodys_to_keep() {
    var live = json(DEPLOYMENT.formatted(5, "web:1", "old", ""));
    live.putObject("status").put("replicas", 5);
    assertThat(respected("\"jsonPointers\": [\"/status\", \"/spec/replicas\"]", DESIRED, live))
        .isEqualTo(json(DEPLOYMENT.formatted(5, "web:2", "new", "")));
  }
}
