package dev.tiphys.delivery.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ResourceTreeTest {
  private static final ObjectNode WEB = object("apps/v1", "Deployment", "web", "");
  private static final ObjectNode SET = object("apps/v1", "ReplicaSet", "web-1", "web");
  private static final ObjectNode POD = object("v1", "Pod", "web-1-a", "web-1");
  private static final ObjectNode STRANGER = object("v1", "Pod", "other", "elsewhere");

  private static ObjectNode yaml(String text) {
    return (ObjectNode)
        YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "x").getFirst().toJson();
  }

  private static ObjectNode object(String apiVersion, String kind, String name, String owner) {
    return yaml(
        """
        apiVersion: %s
        kind: %s
        metadata: {name: %s, namespace: default, uid: "%s", ownerReferences: [%s]}
        """
            .formatted(
                apiVersion, kind, name, name, owner.isEmpty() ? "" : "{uid: " + owner + "}"));
  }

  private static List<String> names(
      List<ObjectNode> roots, List<ObjectNode> live, Predicate<ObjectNode> permitted) {
    return ResourceTree.of(roots, live, permitted).stream()
        .map(
            node ->
                name(node.object())
                    + (node.parents().isEmpty() ? "" : " of " + name(node.parents().getFirst())))
        .toList();
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  @Test
  void what_is_owned_hangs_below_its_owner() {
    assertThat(names(List.of(WEB), List.of(POD, STRANGER, SET, WEB), _ -> true))
        .containsExactly("web", "web-1 of web", "web-1-a of web-1");
  }

  @Test
  void what_the_project_denies_hides_all_below_it() {
    assertThat(names(List.of(WEB), List.of(POD, SET), one -> one != SET)).containsExactly("web");
  }

  @Test
  void owners_in_a_circle_end() {
    var a = object("v1", "ConfigMap", "a", "b");
    var b = object("v1", "ConfigMap", "b", "a");

    assertThat(names(List.of(a), List.of(a, b), _ -> true)).containsExactly("a", "b of a");
  }

  @Test
  void endpoints_claims_and_tokens_belong_to_whom_their_name_tells() {
    var service = object("v1", "Service", "web", "");
    var endpoints =
        yaml(
            object("v1", "Endpoints", "web", "")
                .toString()
                .replace("\"uid\":\"web\"", "\"uid\":\"e\""));
    var set = object("apps/v1", "StatefulSet", "my-db", "");
    var claim = object("v1", "PersistentVolumeClaim", "data-my-db-0", "");

    assertThat(names(List.of(service, set), List.of(endpoints, claim), _ -> true))
        .containsExactly("web", "my-db", "web of web", "data-my-db-0 of my-db");
  }

  @Test
  void a_node_tells_of_its_object() {
    var pod =
        yaml(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: default, uid: u, resourceVersion: "7"}
            spec: {nodeName: n1, containers: [{image: b}, {image: a}]}
            status:
              phase: Running
              containerStatuses: [{ready: true, restartCount: 2}, {ready: false}]
            """);
    var node = new ObjectMapper().createObjectNode();
    new ResourceTree.Node(pod, List.of(SET)).write(node);

    assertThat(node.path("images")).extracting(JsonNode::asText).containsExactly("a", "b");
    assertThat(node.path("info"))
        .extracting(one -> one.path("name").asText() + "=" + one.path("value").asText())
        .containsExactly("Status Reason=Running", "Node=n1", "Containers=1/2", "Restart Count=2");
    assertThat(node.at("/parentRefs/0").toString())
        .isEqualTo(
            "{\"group\":\"apps\",\"kind\":\"ReplicaSet\",\"namespace\":\"default\","
                + "\"name\":\"web-1\",\"uid\":\"web-1\"}");
  }

  @Test
  void an_ingress_tells_where_it_is_reached() {
    var ingress =
        yaml(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: i
              annotations:
                link.argocd.argoproj.io/a: "Docs|https://docs.example.com"
                link.argocd.argoproj.io/b: "javascript:alert(1)"
            spec:
              tls: [{hosts: [a.example.com]}]
              rules:
              - {host: a.example.com, http: {paths: [{path: /api*}, {path: /}]}}
              - {http: {paths: [{path: /x}]}}
            status: {loadBalancer: {ingress: [{ip: 10.0.0.1}]}}
            """);

    assertThat(NodeFacts.urls(ingress))
        .containsExactly(
            "http://10.0.0.1/x",
            "https://a.example.com",
            "https://a.example.com/api",
            "https://docs.example.com");
  }
}
