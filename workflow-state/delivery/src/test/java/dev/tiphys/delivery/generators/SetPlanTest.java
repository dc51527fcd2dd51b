package dev.tiphys.delivery.generators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SetPlanTest {
  private static ApplicationSet set(String policy, String more) {
    return ApplicationSet.from(
        yaml(
            "metadata: {name: s, uid: u%s}\nspec: {syncPolicy: {applicationsSync: '%s'}}"
                .formatted(more, policy)));
  }

  private static JsonNode yaml(String text) {
    return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "f").getFirst().toJson();
  }

  private static ObjectNode generated(String name, String path) {
    var app = JsonNodeFactory.instance.objectNode();
    app.putObject("metadata").put("name", name);
    var spec = app.putObject("spec");
    spec.put("project", "default");
    spec.putObject("destination").put("name", "in-cluster");
    spec.putObject("source").put("repoURL", "r").put("path", path);
    return app;
  }

  private static List<ObjectNode> live(ApplicationSet set, ObjectNode... applications) {
    return new ArrayList<>(plan(set, List.of(applications), List.of()).created());
  }

  private static SetPlan plan(
      ApplicationSet set, List<ObjectNode> generated, List<ObjectNode> existing) {
    return SetPlan.of(set, generated, existing, application -> Optional.empty());
  }

  @Test
  void what_is_new_is_created_and_what_is_gone_is_deleted() {
    var set = set("sync", "");
    var existing = live(set, generated("a", "."), generated("b", "."));
    var plan = plan(set, List.of(generated("b", "."), generated("c", ".")), existing);
    assertThat(plan.created())
        .extracting(a -> a.at("/metadata/name").asText())
        .containsExactly("c");
    assertThat(plan.updated()).isEmpty();
    assertThat(plan.deleted()).containsExactly("a");
    assertThat(plan.created().getFirst().at("/metadata/ownerReferences/0/uid").asText())
        .isEqualTo("u");
  }

  @Test
  void a_policy_forbids_to_update_or_delete() {
    var existing = live(set("sync", ""), generated("a", "."), generated("b", "."));
    var changed = List.of(generated("b", "other"));
    assertThat(plan(set("create-only", ""), changed, existing).isEmpty()).isTrue();
    assertThat(plan(set("create-update", ""), changed, existing).deleted()).isEmpty();
    assertThat(plan(set("create-update", ""), changed, existing).updated()).hasSize(1);
    assertThat(plan(set("create-delete", ""), changed, existing).updated()).isEmpty();
    assertThat(plan(set("create-delete", ""), changed, existing).deleted()).containsExactly("a");
  }

  @Test
  void nothing_generated_deletes_nothing_unless_it_may() {
    var existing = live(set("sync", ""), generated("a", "."));
    var plan = plan(set("sync", ""), List.of(), existing);
    assertThat(plan.deleted()).isEmpty();
    assertThat(plan.problems())
        .containsExactly(
            "no application was generated, so none of 1 is deleted; the annotation"
                + " tiphys.dev/allow-empty=true allows it");
    var may = set("sync", ", annotations: {tiphys.dev/allow-empty: 'true'}");
    assertThat(plan(may, List.of(), existing).deleted()).containsExactly("a");
  }

  @Test
  void an_invalid_application_is_left_out_and_left_alone() {
    var set = set("sync", "");
    var existing = live(set, generated("a", "."));
    var bad = generated("a", "");
    var plan = plan(set, List.of(bad, generated("b", "."), generated("b", ".")), existing);
    assertThat(plan.updated()).isEmpty();
    assertThat(plan.deleted()).isEmpty();
    assertThat(plan.problems())
        .containsExactly(
            "application a: spec.source.repoURL and either spec.source.path or spec.source.chart"
                + " are required",
            "ApplicationSet s contains applications with duplicate name: b");
    assertThat(plan.conditions().get("ErrorOccurred").getValue()).endsWith("(and 1 more)");
  }

  @Test
  void an_application_of_somebody_else_is_not_taken() {
    var foreign = generated("a", ".");
    var plan = plan(set("sync", ""), List.of(generated("a", "x")), List.of(foreign));
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.problems())
        .containsExactly("application a is there already, and is none of this set");
  }

  @Test
  void what_is_preserved_stays_and_the_rest_is_as_generated() {
    var set =
        ApplicationSet.from(
            yaml(
                """
                metadata: {name: s, uid: u}
                spec:
                  preservedFields: {annotations: [mine], labels: []}
                  ignoreApplicationDifferences:
                  - jsonPointers: [/spec/source/targetRevision]
                """));
    var found = live(set, generated("a", ".")).getFirst();
    ((ObjectNode) found.get("metadata"))
        .putObject("annotations")
        .put("mine", "1")
        .put("theirs", "2")
        .put("argocd.argoproj.io/refresh", "normal");
    ((ObjectNode) found.get("metadata"))
        .putArray("finalizers")
        .add("post-delete-finalizer.argocd.argoproj.io")
        .add("other");
    ((ObjectNode) found.at("/spec/source")).put("targetRevision", "pinned");
    found.putObject("status").put("x", 1);
    var plan = plan(set, List.of(generated("a", "new")), List.of(found));
    assertThat(plan.updated()).hasSize(1);
    var updated = plan.updated().getFirst();
    assertThat(updated.at("/metadata/annotations").toString())
        .isEqualTo("{\"argocd.argoproj.io/refresh\":\"normal\",\"mine\":\"1\"}");
    assertThat(updated.at("/metadata/finalizers").toString())
        .isEqualTo("[\"post-delete-finalizer.argocd.argoproj.io\"]");
    assertThat(updated.at("/spec/source").toString())
        .isEqualTo("{\"repoURL\":\"r\",\"path\":\"new\",\"targetRevision\":\"pinned\"}");
    assertThat(updated.at("/status/x").asInt()).isEqualTo(1);
  }
}
