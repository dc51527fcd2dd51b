package dev.tiphys.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cluster.ObjectWriter.Propagation;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sandbox.Sandbox;
import io.fabric8.kubernetes.client.Config;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Writing, asked of the sandbox over HTTP.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ObjectWriterTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: %s, namespace: default, labels: {app: web}}
      spec:
        replicas: 2
        template:
          spec:
            containers: [{name: a, image: "i:1"}, {name: b, image: "i:1"}]
      """;

  private static Sandbox sandbox;
  private static KubeApi api;
  private static ObjectWriter writer;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start();
    api = new KubeApi(Config.fromKubeconfig(sandbox.kubeconfig()));
    writer = new ObjectWriter(api);
  }

  @AfterAll
  static void stop() {
    api.close();
    sandbox.close();
  }

  static ObjectNode object(String yaml) {
    return (ObjectNode)
        YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "test").getFirst().toJson();
  }

  private static ObjectNode deployment(String name) {
    return object(DEPLOYMENT.formatted(name));
  }

  @Test
  void a_server_side_apply_owns_its_fields_as_argocd_controller() throws Exception {
    var written = writer.serverSideApply(deployment("ssa"), WriteOptions.DEFAULT);

    assertThat(written.message()).isEqualTo("deployment.apps/ssa serverside-applied");
    assertThat(written.object().at("/metadata/managedFields/0/manager").asText())
        .isEqualTo("argocd-controller");
    assertThat(written.object().at("/metadata/managedFields/0/operation").asText())
        .isEqualTo("Apply");
  }

  @Test
  void a_server_side_apply_takes_fields_that_others_own() throws Exception {
    writer.serverSideApply(deployment("forced"), WriteOptions.DEFAULT);
    api.call(
        "PATCH",
        "/apis/apps/v1/namespaces/default/deployments/forced",
        Map.of("fieldManager", "someone"),
        "application/merge-patch+json",
        "{\"spec\":{\"replicas\":7}}");

    var written = writer.serverSideApply(deployment("forced"), WriteOptions.DEFAULT);

    assertThat(written.object().at("/spec/replicas").asInt()).isEqualTo(2);
  }

  @Test
  void a_dry_run_changes_nothing() throws Exception {
    var options = WriteOptions.DEFAULT.withDryRun(true);

    var written = writer.apply(deployment("dry"), options);

    assertThat(written.message()).isEqualTo("deployment.apps/dry created (server dry run)");
    assertThat(writer.find(deployment("dry"))).isEmpty();
    assertThat(
            writer.predicted(deployment("dry"), "argocd-controller").at("/spec/replicas").asInt())
        .isEqualTo(2);
    assertThat(writer.find(deployment("dry"))).isEmpty();
  }

  @Test
  void a_classic_apply_removes_what_it_applied_before_and_leaves_what_others_set()
      throws Exception {
    var first = writer.apply(deployment("classic"), WriteOptions.DEFAULT);
    api.call(
        "PATCH",
        "/apis/apps/v1/namespaces/default/deployments/classic",
        Map.of("fieldManager", "someone"),
        "application/merge-patch+json",
        "{\"metadata\":{\"labels\":{\"other\":\"x\"}}}");
    var next = deployment("classic");
    ((ObjectNode) next.at("/metadata/labels")).removeAll();
    ((com.fasterxml.jackson.databind.node.ArrayNode) next.at("/spec/template/spec/containers"))
        .remove(0);

    var second = writer.apply(next, WriteOptions.DEFAULT);
    var third = writer.apply(next, WriteOptions.DEFAULT);

    assertThat(List.of(first.message(), second.message(), third.message()))
        .containsExactly(
            "deployment.apps/classic created",
            "deployment.apps/classic configured",
            "deployment.apps/classic unchanged");
    assertThat(second.object().at("/metadata/labels").toString()).isEqualTo("{\"other\":\"x\"}");
    assertThat(second.object().at("/spec/template/spec/containers")).hasSize(1);
    assertThat(second.object().at("/spec/template/spec/containers/0/name").asText()).isEqualTo("b");
  }

  @Test
  void a_replacement_takes_the_place_of_all_and_creates_what_is_not_there() throws Exception {
    var created = writer.replace(deployment("replaced"), WriteOptions.DEFAULT);
    var next = deployment("replaced");
    ((ObjectNode) next.get("spec")).remove("replicas");

    var replaced = writer.replace(next, WriteOptions.DEFAULT);
    var forced = writer.replace(next, WriteOptions.DEFAULT.withForce(true));

    assertThat(created.message()).isEqualTo("deployment.apps/replaced created");
    assertThat(replaced.message()).isEqualTo("deployment.apps/replaced replaced");
    assertThat(replaced.object().at("/spec").has("replicas")).isFalse();
    assertThat(forced.object().at("/metadata/uid"))
        .isNotEqualTo(replaced.object().at("/metadata/uid"));
  }

  @Test
  void what_a_client_applied_passes_to_the_server_side_manager() throws Exception {
    var options = new WriteOptions("kubectl-client-side-apply", false, true, false);
    writer.apply(deployment("migrated"), options);

    var migrated =
        writer.migrate(deployment("migrated"), "kubectl-client-side-apply", "argocd-controller");
    var next = deployment("migrated");
    ((ObjectNode) next.get("spec")).remove("replicas");
    var applied = writer.serverSideApply(next, WriteOptions.DEFAULT);

    assertThat(migrated).isTrue();
    assertThat(applied.object().get("spec").has("replicas")).isFalse();
    assertThat(
            writer.migrate(
                deployment("migrated"), "kubectl-client-side-apply", "argocd-controller"))
        .isFalse();
  }

  @Test
  void a_deletion_of_what_is_gone_is_done() throws Exception {
    writer.create(deployment("gone"), WriteOptions.DEFAULT);

    assertThat(writer.delete(deployment("gone"), Propagation.FOREGROUND, true)).isPresent();
    assertThat(writer.find(deployment("gone"))).isPresent();
    assertThat(writer.delete(deployment("gone"), Propagation.FOREGROUND, false)).isPresent();
    writer.awaitGone(deployment("gone"));
    assertThat(writer.delete(deployment("gone"), Propagation.FOREGROUND, false)).isEmpty();
  }

  @Test
  void a_definition_is_waited_for_until_its_kind_is_there() throws Exception {
    var definition =
        object(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: boats.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: boats, singular: boat, kind: Boat}
              versions: [{name: v1, served: true, storage: true}]
            """);
    writer.serverSideApply(definition, WriteOptions.DEFAULT);

    assertThat(writer.awaitEstablished(definition)).isTrue();
    assertThat(api.resource("example.com/v1", "Boat").plural()).isEqualTo("boats");
    assertThat(api.resources()).extracting(Resource::name).contains("boats.example.com");
  }

  @Test
  void errors_are_worded_as_kubectl_words_them() {
    var unknown = object("{apiVersion: example.org/v1, kind: Nothing, metadata: {name: x}}");
    assertThatThrownBy(() -> writer.apply(unknown, WriteOptions.DEFAULT))
        .hasMessage("no matches for kind \"Nothing\" in version \"example.org/v1\"");
    var homeless = deployment("lost");
    ((ObjectNode) homeless.get("metadata")).put("namespace", "nowhere");
    assertThatThrownBy(() -> writer.serverSideApply(homeless, WriteOptions.DEFAULT))
        .isInstanceOfSatisfying(
            KubeFailure.class,
            failure ->
                assertThat(failure.text())
                    .isEqualTo("Error from server (NotFound): namespaces \"nowhere\" not found"));
  }
}
