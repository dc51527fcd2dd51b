package dev.tiphys.delivery.generators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SetPlanTest {
  private static final Instant GENERATED = Instant.parse("2026-01-01T00:00:00Z");

  private static ApplicationSet set(String policy, String more) {
    return ApplicationSet.from(
        yaml(
            "metadata: {name: s, uid: u%s}\nspec: {syncPolicy: {applicationsSync: '%s'}}"
                .formatted(more, policy)));
  }

  private static ApplicationSet other(String name) {
    return ApplicationSet.from(yaml("metadata: {name: %s, uid: t}\nspec: {}".formatted(name)));
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
    var made = new HashSet<String>();
    existing.forEach(app -> made.add(app.at("/metadata/name").asText()));
    return plan(set, generated, existing, made);
  }

  private static SetPlan plan(
      ApplicationSet set, List<ObjectNode> generated, List<ObjectNode> existing, Set<String> made) {
    return SetPlan.of(
        set,
        generated,
        existing,
        application -> Optional.empty(),
        new SetPlan.Proof(made, GENERATED));
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
    assertThat(plan.owned()).containsExactly("a", "b");
  }

  @Test
  void an_application_of_another_owner_is_not_taken() {
    var foreign = live(other("theirs"), generated("a", ".")).getFirst();
    var plan = plan(set("sync", ""), List.of(generated("a", "x")), List.of(foreign));
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.owned()).isEmpty();
    assertThat(plan.problems())
        .containsExactly("application a is there already, and is of ApplicationSet theirs");
  }

  @Test
  void an_application_of_a_set_that_had_the_name_before_is_not_taken() {
    var old = live(set("sync", "1"), generated("a", ".")).getFirst();
    var plan = plan(set("sync", "2"), List.of(), List.of(old));
    assertThat(plan.deleted()).isEmpty();
    assertThat(plan.problems()).isEmpty();
    assertThat(plan(set("sync", "2"), List.of(generated("a", ".")), List.of(old)).problems())
        .containsExactly("application a is there already, and is of ApplicationSet s");
  }

  @Test
  void an_application_of_nobody_is_taken_over_where_it_may_be_updated() {
    var nobodys = generated("a", ".");
    var plan = plan(set("sync", ""), List.of(generated("a", ".")), List.of(nobodys));
    assertThat(plan.updated()).hasSize(1);
    assertThat(plan.owned()).containsExactly("a");
    assertThat(plan(set("create-only", ""), List.of(generated("a", ".")), List.of(nobodys)).owned())
        .isEmpty();
  }

  @Test
  void what_the_set_did_not_make_is_not_deleted() {
    var existing = live(set("sync", ""), generated("a", "."), generated("b", "."));
    var plan = plan(set("sync", ""), List.of(generated("c", ".")), existing, Set.of("b"));
    assertThat(plan.deleted()).containsExactly("b");
    assertThat(plan.problems())
        .containsExactly("application a is not deleted: nothing says that this set made it");
  }

  @Test
  void most_of_many_applications_are_deleted_only_when_somebody_approves() {
    var all = IntStream.range(0, 20).mapToObj(i -> generated("a%02d".formatted(i), ".")).toList();
    var existing = live(set("sync", ""), all.toArray(ObjectNode[]::new));
    var plan = plan(set("sync", ""), all.subList(0, 9), existing);
    assertThat(plan.deleted()).isEmpty();
    assertThat(plan.owned()).hasSize(20);
    assertThat(plan.problems())
        .containsExactly(
            "11 of 20 applications would go, so none of them is deleted; 'tiphys appset confirm'"
                + " allows it");
    assertThat(plan(set("sync", ""), all.subList(0, 10), existing).deleted()).hasSize(10);
    var early = ", annotations: {argocd.argoproj.io/deletion-approved: '2025-12-31T00:00:00Z'}";
    assertThat(plan(set("sync", early), all.subList(0, 9), existing).deleted()).isEmpty();
    var approved = ", annotations: {argocd.argoproj.io/deletion-approved: '2026-01-01T00:00:01Z'}";
    assertThat(plan(set("sync", approved), all.subList(0, 9), existing).deleted()).hasSize(11);
    assertThat(plan(set("sync", approved), List.of(), existing).deleted()).hasSize(20);
  }

  @Test
  void one_that_is_being_deleted_is_left_alone() {
    var existing = live(set("sync", ""), generated("a", "."), generated("b", "."));
    existing.forEach(app -> app.withObject("/metadata").put("deletionTimestamp", "now"));
    var plan = plan(set("sync", ""), List.of(generated("a", "x")), existing);
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.owned()).containsExactly("a", "b");
  }

  @Test
  void a_rolling_set_syncs_its_applications_itself() {
    var set =
        ApplicationSet.from(
            yaml(
                """
                metadata: {name: s, uid: u}
                spec: {strategy: {type: RollingSync, rollingSync: {steps: [{}]}}}
                """));
    var app = generated("a", ".");
    app.withObject("/spec/syncPolicy/automated").put("prune", true);
    assertThat(plan(set, List.of(app), List.of()).created().getFirst().at("/spec/syncPolicy"))
        .hasToString("{\"automated\":{\"prune\":true,\"enabled\":false}}");
  }

  @Test
  void fields_that_an_expression_leads_to_are_left_alone() {
    var set =
        ApplicationSet.from(
            yaml(
                """
                metadata: {name: s, uid: u}
                spec:
                  ignoreApplicationDifferences:
                  - name: a
                    jqPathExpressions: ['.spec.source.helm.parameters[] | select(.name == "x")']
                  - name: other
                    jsonPointers: [/spec]
                """));
    var found = live(set, generated("a", ".")).getFirst();
    found
        .withObject("/spec/source/helm")
        .putArray("parameters")
        .addObject()
        .put("name", "x")
        .put("value", "mine");
    var same = generated("a", ".");
    same.withObject("/spec/source/helm").putArray("parameters");
    assertThat(plan(set, List.of(same), List.of(found)).isEmpty()).isTrue();
    var changed = same.deepCopy();
    changed.withObject("/spec/source").put("path", "new");
    var updated = plan(set, List.of(changed), List.of(found)).updated().getFirst();
    assertThat(updated.at("/spec/source/path").asText()).isEqualTo("new");
    assertThat(updated.at("/spec/source/helm/parameters/0/value").asText()).isEqualTo("mine");
  }

  @Test
  void an_expression_that_is_none_is_a_problem_of_the_application() {
    var set =
        ApplicationSet.from(
            yaml(
                """
                metadata: {name: s, uid: u}
                spec: {ignoreApplicationDifferences: [{jqPathExpressions: ['.a[']}]}
                """));
    var plan = plan(set, List.of(generated("a", "x")), live(set, generated("a", ".")));
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.problems().getFirst())
        .startsWith("application a: ignoreApplicationDifferences: jqPathExpressions: '.a['");
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
    assertThat(updated.at("/metadata/annotations"))
        .isEqualTo(yaml("{argocd.argoproj.io/refresh: normal, mine: '1'}"));
    assertThat(updated.at("/metadata/finalizers").toString())
        .isEqualTo("[\"post-delete-finalizer.argocd.argoproj.io\"]");
    assertThat(updated.at("/spec/source").toString())
        .isEqualTo("{\"repoURL\":\"r\",\"path\":\"new\",\"targetRevision\":\"pinned\"}");
    assertThat(updated.at("/status/x").asInt()).isEqualTo(1);
  }
}
