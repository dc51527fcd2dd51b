package dev.tiphys.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.CronEvents;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.delivery.DeliveryEvents;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OverlaysTest {
  /// News that people may want to hear, but no function of ours.
  private static final Set<String> UNHEARD = Set.of("dev.tiphys.run.started");

  /// Who may read Secrets, in the namespace of the functions alone: where credentials of
  /// repositories are.
  private static final Set<String> READ_SECRETS = Set.of("tiphys-git-poll", "tiphys-render");

  /// Who brings whatever people have written to a cluster, and who looks at it.
  private static final Set<String> ANY_KIND = Set.of("tiphys-apply", "tiphys-health-check");

  private static final Set<String> DELIVERY = delivery();

  private static Set<String> delivery() {
    var types = new TreeSet<String>();
    types.addAll(DeliveryEvents.APP_TYPES);
    types.addAll(DeliveryEvents.SYNC_TYPES);
    types.addAll(
        List.of(DeliveryEvents.REFRESH_REQUESTED, DeliveryEvents.SCHEDULED, DeliveryEvents.DUE));
    return types;
  }

  private static final int ANNOTATION_BYTES_MAX = 262_144;

  @ParameterizedTest
  @ValueSource(strings = {"knative", "kafka", "namespace"})
  void an_overlay_is_valid_for_Kubernetes_and_Knative(String overlay) throws IOException {
    var schemas = Schemas.ofCluster();
    var objects = Kustomize.render("overlays/" + overlay);
    assertThat(objects).hasSizeGreaterThan(30);
    for (var object : objects) {
      assertThat(schemas.problems(object)).as(name(object)).isEmpty();
      // What `kubectl apply` writes into an annotation.
      assertThat(object.toString().length()).as(name(object)).isLessThan(ANNOTATION_BYTES_MAX);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"knative", "kafka", "namespace"})
  void everything_is_in_one_namespace_or_in_none(String overlay) {
    for (var object : Kustomize.render("overlays/" + overlay)) {
      assertThat(object.at("/metadata/namespace").asText("tiphys"))
          .as(name(object))
          .isEqualTo("tiphys");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"knative", "kafka", "namespace"})
  void whoever_is_referred_to_is_there(String overlay) {
    var objects = Kustomize.render("overlays/" + overlay);
    var names = objects.stream().map(OverlaysTest::name).collect(Collectors.toSet());
    for (var object : objects) {
      if (object.path("kind").asText().equals("CustomResourceDefinition")) {
        continue;
      }
      for (var reference : object.findValues("ref")) {
        assertThat(names)
            .as(name(object))
            .contains(reference.path("kind").asText() + " " + reference.path("name").asText());
      }
      for (var subject : object.path("subjects")) {
        assertThat(names)
            .as(name(object))
            .contains("ServiceAccount " + subject.path("name").asText());
      }
      for (var account : object.findValuesAsText("serviceAccountName")) {
        assertThat(names).as(name(object)).contains("ServiceAccount " + account);
      }
      for (var image : object.at("/spec/template/spec/containers").findValuesAsText("image")) {
        assertThat(image).as("named in images/").startsWith("localhost:5000/");
      }
    }
  }

  @Test
  void every_event_has_somebody_who_takes_it() {
    var sent = new TreeSet<String>();
    sent.addAll(RunEvents.COMMAND_TYPES);
    sent.addAll(RunEvents.NEWS_TYPES);
    sent.addAll(List.of(CronEvents.DUE, CronEvents.SCHEDULED));
    sent.addAll(DELIVERY);
    sent.removeAll(UNHEARD);
    assertThat(taken()).containsAll(sent);
  }

  @Test
  void no_function_waits_for_an_event_that_nobody_sends() {
    var sent = new HashSet<String>();
    sent.addAll(RunEvents.COMMAND_TYPES);
    sent.addAll(RunEvents.NEWS_TYPES);
    sent.addAll(List.of(CronEvents.DUE, CronEvents.SCHEDULED, RunEvents.CHANGED));
    sent.addAll(DELIVERY);
    assertThat(taken().stream().filter(type -> type.startsWith("dev.tiphys."))).isSubsetOf(sent);
  }

  private static Set<String> taken() {
    return Kustomize.render("overlays/knative").stream()
        .filter(object -> object.path("kind").asText().equals("Trigger"))
        .flatMap(trigger -> trigger.at("/spec/filters/0/any").findValues("exact").stream())
        .map(exact -> exact.path("type").asText())
        .collect(Collectors.toSet());
  }

  /// The list of the pod security standard `restricted`, and more.
  @Test
  void every_function_runs_without_rights_on_its_node() {
    var services =
        Kustomize.render("overlays/knative").stream()
            .filter(object -> object.path("kind").asText().equals("Service"))
            .toList();
    assertThat(services).hasSameSizeAs(Function.all());
    for (var service : services) {
      var context = service.at("/spec/template/spec/containers/0/securityContext");
      assertThat(context.path("runAsNonRoot").asBoolean()).as(name(service)).isTrue();
      assertThat(context.path("readOnlyRootFilesystem").asBoolean()).as(name(service)).isTrue();
      assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
      assertThat(context.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    }
  }

  @Test
  void only_who_delivers_any_kind_may_touch_any_kind_and_only_apply_may_write() {
    for (var object : Kustomize.render("overlays/knative")) {
      var account = object.at("/metadata/name").asText();
      for (var rule : object.path("rules")) {
        if (!ANY_KIND.contains(account) && !account.equals("tiphys-view")) {
          assertThat(rule.path("resources").toString()).as(name(object)).doesNotContain("\"*\"");
        }
        if (!account.equals("tiphys-apply")) {
          assertThat(rule.path("verbs").toString()).as(name(object)).doesNotContain("\"*\"");
        }
      }
    }
  }

  @Test
  void secrets_are_read_by_who_reads_repositories_and_beside_the_functions_only() {
    for (var object : Kustomize.render("overlays/knative")) {
      for (var rule : object.path("rules")) {
        if (rule.path("resources").toString().contains("secrets")) {
          assertThat(object.path("kind").asText()).isEqualTo("Role");
          assertThat(READ_SECRETS).contains(object.at("/metadata/name").asText());
          assertThat(rule.path("verbs").toString()).isEqualTo("[\"get\",\"list\"]");
        }
      }
    }
  }

  @Test
  void a_namespace_of_its_own_needs_no_right_beyond_it() {
    assertThat(Kustomize.render("overlays/namespace"))
        .extracting(object -> object.path("kind").asText())
        .doesNotContain("ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition");
  }

  private static String name(JsonNode object) {
    return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
  }
}
