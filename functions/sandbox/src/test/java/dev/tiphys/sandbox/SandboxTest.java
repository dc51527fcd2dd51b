package dev.tiphys.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SandboxTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String JOBS = "/apis/batch/v1/namespaces/default/jobs";

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        template:
          spec:
            containers:
            - {name: a, image: "a:1", ports: [{containerPort: 80}]}
            - {name: b, image: "b:1"}
      """;

  private final Sandbox sandbox = Sandbox.start();
  private final Caller api = new Caller(sandbox);

  @AfterEach
  void close() {
    api.close();
    sandbox.close();
  }

  private static String map(String metadata) {
    return "{apiVersion: v1, kind: ConfigMap, metadata: %s, data: {k: v}}".formatted(metadata);
  }

  @Test
  void an_object_is_created_once_and_gets_what_the_server_gives() {
    var created = api.post(MAPS, map("{name: a}"));

    assertThat(created.code()).isEqualTo(201);
    assertThat(created.at("/metadata/uid").asText()).isNotEmpty();
    assertThat(created.at("/metadata/resourceVersion").asText()).isNotEmpty();
    assertThat(created.at("/metadata/namespace").asText()).isEqualTo("default");
    var again = api.post(MAPS, map("{name: a}"));
    assertThat(again.code()).isEqualTo(409);
    assertThat(again.at("/reason").asText()).isEqualTo("AlreadyExists");
    assertThat(again.message()).isEqualTo("configmaps \"a\" already exists");
    assertThat(api.get(MAPS + "/b").message()).isEqualTo("configmaps \"b\" not found");
  }

  @Test
  void names_are_generated_and_checked() {
    assertThat(api.post(MAPS, map("{generateName: x-}")).at("/metadata/name").asText())
        .matches("x-[a-z0-9]{5}");
    assertThat(api.post(MAPS, map("{name: ../up}")).code()).isEqualTo(422);
    assertThat(api.post(MAPS, map("{}")).code()).isEqualTo(422);
    assertThat(api.post(MAPS.replace("default", "nowhere"), map("{name: a}")).message())
        .isEqualTo("namespaces \"nowhere\" not found");
  }

  @Test
  void a_dry_run_stores_nothing() {
    assertThat(api.post(MAPS + "?dryRun=All", map("{name: a}")).code()).isEqualTo(201);
    assertThat(api.get(MAPS + "/a").code()).isEqualTo(404);
  }

  @Test
  void an_update_of_an_old_state_is_a_conflict() {
    var first = api.post(MAPS, map("{name: a}")).body();
    assertThat(
            api.patch(MAPS + "/a", "merge-patch", "{\"data\":{\"k\":null,\"n\":\"1\"}}")
                .at("/data"))
        .hasToString("{\"n\":\"1\"}");

    var late = api.put(MAPS + "/a", first.toString());

    assertThat(late.code()).isEqualTo(409);
    assertThat(late.at("/reason").asText()).isEqualTo("Conflict");
  }

  @Test
  void status_has_a_path_of_its_own() {
    api.post(JOBS, "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, status: {active: 1}}");
    assertThat(api.get(JOBS + "/j").body().has("status")).isFalse();
    var merge = "{\"status\":{\"succeeded\":3},\"metadata\":{\"labels\":{\"a\":\"b\"}}}";

    assertThat(api.patch(JOBS + "/j/status", "merge-patch", merge).at("/status/succeeded").asInt())
        .isEqualTo(3);
    var patched = api.patch(JOBS + "/j", "merge-patch", merge.replace("3", "9"));
    assertThat(patched.at("/status/succeeded").asInt()).isEqualTo(3);
    assertThat(patched.at("/metadata/labels/a").asText()).isEqualTo("b");
  }

  @Test
  void a_strategic_patch_merges_lists_of_known_kinds_by_their_keys() {
    api.post(DEPLOYMENTS, WEB);
    var patch =
        """
        {"spec": {"template": {"spec": {"containers": [
          {"name": "b", "image": "b:2"}, {"name": "a", "$patch": "delete"}, {"name": "c"}]}}}}
        """;

    var containers =
        api.patch(DEPLOYMENTS + "/web", "strategic-merge-patch", patch)
            .at("/spec/template/spec/containers");

    assertThat(containers).hasToString("[{\"name\":\"b\",\"image\":\"b:2\"},{\"name\":\"c\"}]");
    assertThat(api.get(DEPLOYMENTS + "/web").at("/metadata/generation").asInt()).isEqualTo(2);
  }

  @Test
  void operations_that_do_not_fit_change_nothing() {
    api.post(MAPS, map("{name: a}"));
    var path = MAPS + "/a";
    var good = "[{\"op\":\"add\",\"path\":\"/data/z\",\"value\":\"1\"}]";

    assertThat(api.patch(path, "json-patch", good).at("/data/z").asText()).isEqualTo("1");
    assertThat(api.patch(path, "json-patch", good.replace("data", "no/where")).code())
        .isEqualTo(422);
  }

  @Test
  void an_apply_creates_and_takes_back_what_is_not_said_any_more() {
    var path = DEPLOYMENTS + "/web";
    assertThat(api.apply(path, "me", WEB).code()).isEqualTo(201);

    var without =
        WEB.replace("      - {name: b, image: \"b:1\"}\n", "").replace("  replicas: 2\n", "");
    var applied = api.apply(path, "me", without);

    assertThat(applied.code()).isEqualTo(200);
    assertThat(applied.at("/spec/template/spec/containers")).hasSize(1);
    assertThat(applied.at("/spec").has("replicas")).isFalse();
  }

  @Test
  void an_apply_leaves_alone_what_others_own_unless_it_is_forced() {
    var path = DEPLOYMENTS + "/web";
    api.apply(path, "me", WEB);
    api.patch(path + "?fieldManager=scaler", "merge-patch", "{\"spec\":{\"replicas\":5}}");

    assertThat(api.apply(path, "me", WEB).message())
        .isEqualTo("Apply failed with 1 conflict: conflict with \"scaler\": .spec.replicas");
    var yielding = api.apply(path, "me", WEB.replace("  replicas: 2\n", ""));
    assertThat(yielding.at("/spec/replicas").asInt()).isEqualTo(5);
    var forced = api.apply(path, "me&force=true", WEB);
    assertThat(forced.at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(forced.at("/metadata/managedFields")).hasSize(1);
  }

  @Test
  void what_an_owner_leaves_behind_is_collected() {
    var owner = api.post(MAPS, map("{name: owner}")).at("/metadata/uid").asText();
    var owned =
        "{name: %s, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: o, uid: %s}]}";
    api.post(MAPS, map(owned.formatted("one", owner)));
    api.post(MAPS, map(owned.formatted("lost", "no-such-uid")));
    assertThat(api.get(MAPS + "/lost").code()).isEqualTo(404);

    api.delete(MAPS + "/owner");

    assertThat(api.get(MAPS + "/one").code()).isEqualTo(404);
  }

  @Test
  void an_orphan_stays() {
    var owner = api.post(MAPS, map("{name: owner}")).at("/metadata/uid").asText();
    api.post(
        MAPS,
        map(
            "{name: one, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: o, uid: %s}]}"
                .formatted(owner)));

    api.delete(MAPS + "/owner?propagationPolicy=Orphan");

    assertThat(api.get(MAPS + "/one").at("/metadata/ownerReferences")).isEmpty();
  }

  @Test
  void finalizers_hold_an_object_back() {
    api.post(MAPS, map("{name: a, finalizers: [x/y]}"));
    api.delete(MAPS + "/a");
    assertThat(api.get(MAPS + "/a").at("/metadata/deletionTimestamp").asText()).isNotEmpty();

    api.patch(MAPS + "/a", "merge-patch", "{\"metadata\":{\"finalizers\":null}}");

    assertThat(api.get(MAPS + "/a").code()).isEqualTo(404);
  }

  @Test
  void text_of_a_secret_becomes_data() {
    var secrets = MAPS.replace("configmaps", "secrets");
    var secret =
        api.post(
            secrets, "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: b}}");

    assertThat(secret.at("/data/a").asText()).isEqualTo("Yg==");
    assertThat(secret.body().has("stringData")).isFalse();
  }

  @Test
  void objects_are_selected_and_come_in_pages() {
    for (var i = 0; i < 5; i++) {
      api.post(MAPS, map("{name: m%d, labels: {i: \"%d\", all: \"yes\"}}".formatted(i, i)));
    }

    assertThat(api.get(MAPS + "?labelSelector=all,i+notin+(1,2),i!%3D3").at("/items")).hasSize(2);
    assertThat(api.get(MAPS + "?fieldSelector=metadata.name%3Dm4").at("/items")).hasSize(1);
    var page = api.get(MAPS + "?limit=3");
    assertThat(page.at("/items")).hasSize(3);
    var next = api.get(MAPS + "?limit=3&continue=" + page.at("/metadata/continue").asText());
    assertThat(next.at("/items")).hasSize(2);
    assertThat(next.at("/metadata").has("continue")).isFalse();
    api.delete(MAPS + "?labelSelector=all");
    assertThat(api.get(MAPS).at("/items")).isEmpty();
  }

  @Test
  void a_definition_makes_a_kind_and_takes_it_along() {
    var things = "/apis/x.io/v1/namespaces/default/things";
    var thing = "{apiVersion: x.io/v1, kind: Thing, metadata: {name: t}, status: {a: 1}}";
    assertThat(api.post(things, thing).code()).isEqualTo(404);
    var crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    var crd =
        api.post(
            crds,
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.x.io}
            spec:
              group: x.io
              scope: Namespaced
              names: {kind: Thing, plural: things}
              versions: [{name: v1, served: true, storage: true}]
            """);
    assertThat(crd.at("/status/conditions/1/type").asText()).isEqualTo("Established");
    assertThat(api.post(things, thing).at("/status/a").asInt()).isEqualTo(1);
    assertThat(api.patch(things + "/t", "strategic-merge-patch", "{}").code()).isEqualTo(415);

    api.delete(crds + "/things.x.io");

    assertThat(api.get(things).code()).isEqualTo(404);
  }

  @Test
  void a_namespace_takes_its_objects_along() {
    api.post("/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: n}}");
    api.post(MAPS.replace("default", "n"), map("{name: a}"));

    api.delete("/api/v1/namespaces/n");

    assertThat(api.get("/api/v1/configmaps").at("/items")).isEmpty();
  }

  @Test
  void only_who_knows_the_url_may_ask() throws Exception {
    var root = URI.create(sandbox.url()).resolve("/api/v1/namespaces");

    var answer = api.client().send(HttpRequest.newBuilder(root).build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void what_it_has_not_is_said() {
    api.post("/api/v1/namespaces/default/pods", "{apiVersion: v1, kind: Pod, metadata: {name: p}}");

    assertThat(api.get("/api/v1/namespaces/default/pods/p/log").message())
        .isEqualTo("the sandbox has objects only: nothing is behind pods/log");
    assertThat(api.call("POST", MAPS, "application/json", "x".repeat(4 << 20)).code())
        .isEqualTo(413);
    assertThat(api.call("POST", MAPS, "application/json", "{").code()).isEqualTo(400);
  }

  @Test
  void a_client_library_reads_writes_and_watches() throws Exception {
    var config = Config.fromKubeconfig(sandbox.kubeconfig());
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      var maps = client.configMaps().inNamespace("default");
      var a = new ConfigMapBuilder().withNewMetadata().withName("a").endMetadata().build();
      maps.resource(a).create();
      maps.resource(a.edit().addToData("k", "1").build()).serverSideApply();
      // The change comes when the watch has told of what was there before.
      ConfigMap seen =
          maps.withName("a")
              .waitUntilCondition(
                  m -> {
                    if ("1".equals(m.getData().get("k"))) {
                      Thread.ofVirtual().start(() -> edit(maps.withName("a")));
                    }
                    return "2".equals(m.getData().get("k"));
                  },
                  60,
                  TimeUnit.SECONDS);

      assertThat(seen.getData()).containsEntry("k", "2");
      assertThat(client.genericKubernetesResources("apps/v1", "Deployment").list().getItems())
          .isEmpty();
    }
  }

  private static void edit(Resource<ConfigMap> map) {
    map.edit(m -> new ConfigMapBuilder(m).addToData("k", "2").build());
  }
}
