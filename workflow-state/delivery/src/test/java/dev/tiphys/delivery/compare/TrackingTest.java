package dev.tiphys.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TrackingTest {
  private static final String LONG = "a".repeat(62) + "-b";

  private static Tracking by(String method, String installation) {
    return new Tracking(
        CompareSettings.of(
            Map.of("application.resourceTrackingMethod", method, "installationID", installation)));
  }

  private static ObjectNode map() {
    return Objects.yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: ns}}");
  }

  private static ObjectNode tracked(Tracking tracking, String instance) {
    var object = map();
    tracking.track(object, instance, "other");
    return object;
  }

  @Test
  void an_annotation_names_the_application_and_the_object() {
    var tracking = by("annotation", "");
    var object = tracked(tracking, "ns_app");

    assertThat(object.at("/metadata/annotations").toString())
        .isEqualTo("{\"argocd.argoproj.io/tracking-id\":\"ns_app:/ConfigMap:ns/x\"}");
    assertThat(object.at("/metadata").has("labels")).isFalse();
    assertThat(tracking.ownerOf(object)).contains("ns_app");
    assertThat(tracking.label()).isEmpty();
  }

  @Test
  void a_label_names_the_application_in_full_or_not_at_all() {
    var tracking = by("label", "");
    var object = tracked(tracking, "app");

    assertThat(object.at("/metadata/labels/app.kubernetes.io~1instance").asText()).isEqualTo("app");
    assertThat(object.at("/metadata").has("annotations")).isFalse();
    assertThat(tracking.ownerOf(object)).contains("app");
    assertThatThrownBy(() -> tracked(tracking, LONG)).hasMessageContaining("has 64 characters");
  }

  @Test
  void with_both_the_label_is_for_people_and_may_be_cut() {
    var tracking = by("annotation+label", "");
    var object = tracked(tracking, LONG);

    assertThat(object.at("/metadata/labels/app.kubernetes.io~1instance").asText())
        .isEqualTo("a".repeat(62));
    assertThat(tracking.ownerOf(object)).contains(LONG);
  }

  @Test
  void an_object_of_another_installation_is_not_ours() {
    var object = tracked(by("annotation", "one"), "app");

    assertThat(by("annotation", "one").ownerOf(object)).contains("app");
    assertThat(by("annotation", "two").ownerOf(object)).isEmpty();
    assertThat(by("annotation", "").ownerOf(object)).isEmpty();
  }

  @Test
  void a_name_with_colons_is_no_problem() {
    var tracking = by("", "");
    var role =
        Objects.yaml(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: \"system:x:y\"}}");
    tracking.track(role, "app", "ns");

    assertThat(tracking.ownerOf(role)).contains("app");
    assertThat(tracking.isSelfReferenced(role)).isTrue();
  }

  @Test
  void a_copy_of_an_object_speaks_of_another_one() {
    var tracking = by("annotation", "");
    var copy = tracked(tracking, "app");
    copy.withObjectProperty("metadata").put("namespace", "elsewhere");

    assertThat(tracking.isSelfReferenced(copy)).isFalse();
    assertThat(by("label", "").isSelfReferenced(copy)).isTrue();
  }

  @Test
  void what_cannot_be_read_belongs_to_nobody() {
    for (var text :
        new String[] {"app", "app:ConfigMap:ns/x", "app:/ConfigMap:x", "app:/C/D:n/x"}) {
      var object = map();
      object
          .withObjectProperty("metadata")
          .withObjectProperty("annotations")
          .put(Tracking.ID, text);
      assertThat(by("annotation", "").ownerOf(object)).as(text).isEmpty();
    }
  }

  @Test
  void definitions_of_kinds_belong_to_nobody() {
    var crd =
        Objects.yaml(
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: x}}");
    by("annotation+label", "id").track(crd, "app", "ns");

    assertThat(crd.at("/metadata").size()).isEqualTo(1);
  }

  @Test
  void an_object_that_still_has_only_the_label_is_no_difference() {
    var live = map();
    live.withObjectProperty("metadata").withObjectProperty("labels").put(Tracking.LABEL, "app");
    var desired = tracked(by("annotation", ""), "app");
    var differ = new Differ(CompareSettings.DEFAULT, IgnoreRules.NONE);

    assertThat(differ.diff(desired, live, false).modified()).isFalse();
    assertThat(differ.diff(desired, map(), false).modified()).isTrue();
  }
}
