package dev.tiphys.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ComparerTest {
  private static final Scope SCOPE =
      new Scope(
          "web",
          "prod",
          "https://kubernetes.default.svc",
          (_, kind) -> Optional.of(!kind.equals("ClusterRole")),
          false,
          false);

  private final CompareSettings settings = CompareSettings.DEFAULT;
  private final Comparer comparer = new Comparer(settings, IgnoreRules.NONE);

  private static ObjectNode map(String name, String value, String... annotations) {
    var map =
        Objects.yaml(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {k: %s}}"
                .formatted(name, value));
    annotate(map, annotations);
    return map;
  }

  private static void annotate(ObjectNode object, String... annotations) {
    for (var annotation : annotations) {
      var parts = annotation.split("=", 2);
      object
          .withObjectProperty("metadata")
          .withObjectProperty("annotations")
          .put(parts[0], parts[1]);
    }
  }

  private static ObjectNode live(ObjectNode object, String owner) {
    object
        .withObjectProperty("metadata")
        .put("namespace", "prod")
        .put("uid", "u-" + object.at("/metadata/name").asText());
    new Tracking(CompareSettings.DEFAULT).track(object, owner, "prod");
    return object;
  }

  private Comparison compare(List<ObjectNode> rendered, ObjectNode... live) {
    return compare(rendered, Comparer.Way.PLAIN, live);
  }

  private Comparison compare(List<ObjectNode> rendered, Comparer.Way way, ObjectNode... live) {
    return comparer.compare(DesiredState.of(rendered, SCOPE, settings), List.of(live), way);
  }

  private static Map<String, String> statuses(Comparison comparison) {
    var statuses = new java.util.TreeMap<String, String>();
    for (var object : comparison.objects()) {
      statuses.put(object.key().name(), String.valueOf(object.status()));
    }
    return statuses;
  }

  @Test
  void what_is_live_as_it_is_wanted_is_synced() {
    var found = compare(List.of(map("a", "1")), live(map("a", "1"), "web"));

    assertThat(found.status()).isEqualTo(SyncStatus.SYNCED);
    assertThat(statuses(found)).containsExactly(Map.entry("a", "Synced"));
  }

  @Test
  void what_differs_is_missing_or_is_not_wanted_is_out_of_sync() {
    var found =
        compare(
            List.of(map("differs", "1"), map("missing", "1")),
            live(map("differs", "2"), "web"),
            live(map("extra", "1"), "web"));

    assertThat(found.status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
    assertThat(statuses(found))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("differs", "OutOfSync", "missing", "OutOfSync", "extra", "OutOfSync"));
    assertThat(found.objects())
        .filteredOn(Compared::requiresPruning)
        .extracting(object -> object.key().name())
        .containsExactly("extra");
  }

  @Test
  void an_extra_object_may_ask_to_be_no_reason() {
    var extra = live(map("x", "1", "argocd.argoproj.io/compare-options=IgnoreExtraneous"), "web");
    var found = compare(List.of(), extra);

    assertThat(found.status()).isEqualTo(SyncStatus.SYNCED);
    assertThat(statuses(found)).containsEntry("x", "OutOfSync");
    assertThat(found.objects().getFirst().requiresPruning()).isTrue();
  }

  @Test
  void hooks_and_copies_of_other_objects_have_no_status() {
    var copy = live(map("original", "1"), "web");
    copy.withObjectProperty("metadata").put("name", "copy");
    var found =
        compare(
            List.of(map("hook", "1", "argocd.argoproj.io/hook=PreSync")),
            live(map("hook", "2", "argocd.argoproj.io/hook=PreSync"), "web"),
            copy);

    assertThat(found.status()).isEqualTo(SyncStatus.SYNCED);
    assertThat(statuses(found))
        .containsExactlyInAnyOrderEntriesOf(Map.of("hook", "null", "copy", "null"));
    assertThat(found.objects()).noneMatch(Compared::requiresPruning);
  }

  @Test
  void an_object_that_is_skipped_is_neither_compared_nor_pruned() {
    var found =
        compare(List.of(map("s", "1", "argocd.argoproj.io/hook=Skip")), live(map("s", "2"), "web"));

    assertThat(found.objects()).isEmpty();
    assertThat(found.status()).isEqualTo(SyncStatus.SYNCED);
  }

  @Test
  void an_object_of_another_application_is_compared_and_told_of() {
    var found = compare(List.of(map("a", "1")), live(map("a", "1"), "other"));

    assertThat(found.warnings())
        .containsExactly(
            new Warning(
                "SharedResourceWarning", "ConfigMap/a is part of applications web and other"));
  }

  @Test
  void of_two_objects_with_one_name_the_last_counts() {
    var found = compare(List.of(map("a", "1"), map("a", "2")), live(map("a", "2"), "web"));

    assertThat(found.status()).isEqualTo(SyncStatus.SYNCED);
    assertThat(found.warnings())
        .containsExactly(
            new Warning(
                "RepeatedResourceWarning",
                "Resource /ConfigMap/prod/a appeared 2 times among application resources."));
  }

  @Test
  void kinds_that_are_excluded_are_left_out() {
    var event = Objects.yaml("{apiVersion: v1, kind: Event, metadata: {name: e}}");
    var found = compare(List.of(event));

    assertThat(found.objects()).isEmpty();
    assertThat(found.warnings())
        .extracting(Warning::type)
        .containsExactly("ExcludedResourceWarning");
  }

  @Test
  void a_kind_outside_of_namespaces_has_none() {
    var role =
        Objects.yaml(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r, namespace: x}}");
    var found = compare(List.of(role));

    assertThat(found.objects().getFirst().key().namespace()).isEmpty();
    assertThat(found.objects().getFirst().desired().at("/metadata/annotations").toString())
        .contains("web:rbac.authorization.k8s.io/ClusterRole:prod/r");
  }

  @Test
  void what_the_project_does_not_permit_is_unknown_and_its_live_objects_are_not_seen() {
    var way =
        new Comparer.Way(
            object -> !object.path("data").path("k").asText().equals("1"),
            Comparer.DryRuns.NONE,
            false);
    var found = compare(List.of(map("a", "1")), way, live(map("extra", "1"), "web"));

    assertThat(statuses(found)).containsExactly(Map.entry("a", "Unknown"));
  }

  @Test
  void one_object_that_is_served_in_two_groups_is_seen_once() {
    var wanted = Objects.yaml("{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}}");
    var one = live(wanted.deepCopy(), "web");
    var other = live(wanted.deepCopy(), "web");
    other.put("apiVersion", "extensions/v1beta1");
    var found = compare(List.of(wanted), other, one);

    assertThat(found.objects()).hasSize(1);
    assertThat(found.objects().getFirst().key().group()).isEqualTo("apps");
  }

  @Test
  void a_server_that_was_asked_is_believed() {
    var answer = live(map("a", "1"), "web");
    answer.withObjectProperty("data").put("added", "by a webhook");
    var way = new Comparer.Way(_ -> true, _ -> Optional.of(answer), true);

    assertThat(compare(List.of(map("a", "1")), way, live(map("a", "1"), "web")).status())
        .isEqualTo(SyncStatus.OUT_OF_SYNC);
  }

  @Test
  void what_was_compared_in_the_same_version_is_not_compared_again() {
    var desired = DesiredState.of(List.of(map("a", "1")), SCOPE, settings);
    var asked = new java.util.concurrent.atomic.AtomicInteger();
    var live = live(map("a", "1"), "web");
    var way =
        new Comparer.Way(
            _ -> true,
            _ -> {
              asked.incrementAndGet();
              return Optional.of(live);
            },
            false);
    for (var version : List.of("7", "7", "8")) {
      live.withObjectProperty("metadata").put("resourceVersion", version);
      comparer.compare(desired, List.of(live.deepCopy()), way);
    }

    assertThat(asked).hasValue(2);
  }

  @Test
  void a_deletion_that_must_be_confirmed_says_so() {
    var careful = live(map("x", "1", "argocd.argoproj.io/sync-options=Prune=confirm"), "web");

    assertThat(compare(List.of(), careful).objects().getFirst().requiresDeletionConfirmation())
        .isTrue();
    assertThat(
            compare(List.of(), live(map("x", "1"), "web"))
                .objects()
                .getFirst()
                .requiresDeletionConfirmation())
        .isFalse();
  }
}
