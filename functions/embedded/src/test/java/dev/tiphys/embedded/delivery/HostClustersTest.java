package dev.tiphys.embedded.delivery;

import static dev.tiphys.embedded.delivery.DeliveryHost.configMap;
import static dev.tiphys.embedded.delivery.DeliveryHost.is;
import static dev.tiphys.embedded.delivery.DeliveryHost.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.embedded.delivery.TlsFront.Keys;
import dev.tiphys.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clusters of Secrets as destinations: API servers behind TLS that want to know who asks.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostClustersTest {
  @TempDir private static Path keys;
  private static Keys prod;
  private static Keys person;

  @TempDir private Path folder;
  private Sandbox sandbox;

  @BeforeAll
  static void makeKeys() throws Exception {
    prod = Keys.make(keys, "prod", "dns:prod.example,ip:127.0.0.1");
    person = Keys.make(keys, "person", "dns:person");
  }

  @BeforeEach
  void start() {
    sandbox = Sandbox.start();
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private TlsFront front(Keys own, Keys client, String authorization) throws Exception {
    return new TlsFront(
        sandbox.url(),
        own,
        client,
        asked -> authorization.equals(asked.getRequestHeaders().getFirst("Authorization")));
  }

  private static String secret(String name, String server, String more, String config) {
    return """
        apiVersion: v1
        kind: Secret
        metadata:
          name: %1$s-secret
          namespace: argocd
          labels: {argocd.argoproj.io/secret-type: cluster}
        stringData:
          name: %1$s
          server: "%2$s"
          %3$s
          config: '%4$s'
        """
        .formatted(name, server, more, config);
  }

  private static String token(String token, String ca) {
    return "{\"bearerToken\":\"%s\",\"tlsClientConfig\":{\"caData\":\"%s\"}}".formatted(token, ca);
  }

  private String live(Sandbox in, String name) {
    var objects = in.objects();
    return objects
        .find(objects.kind("v1", "ConfigMap").orElseThrow(), "default", name)
        .map(found -> found.at("/data/value").asText())
        .orElse("");
  }

  private static JsonNode cluster(DeliveryHost host, String name) throws Exception {
    return host.send("GET", "/api/v1/clusters/" + name + "?id.type=name", null);
  }

  @Test
  void several_clusters_are_delivered_to_at_once_by_server_and_by_name() throws Exception {
    try (var other = Sandbox.start();
        var first = front(prod, null, "Bearer t0ken");
        var second =
            new TlsFront(
                other.url(),
                prod,
                person,
                asked -> "Basic dTpw".equals(asked.getRequestHeaders().getFirst("Authorization")));
        var host =
            new DeliveryHost(
                folder,
                secret("prod", first.url(), "", token("t0ken", prod.certificate()))
                    + "---\n"
                    + secret(
                        "basic",
                        second.url(),
                        "shard: \"1\"",
                        """
                        {"username":"u","password":"p","tlsClientConfig":{"caData":"%s","certData":"%s","keyData":"%s"}}"""
                            .formatted(prod.certificate(), person.certificate(), person.key())))) {
      host.push(Map.of("app/a.yaml", configMap("a", "1")));
      host.create("by-name", "\"name\":\"prod\"", ",\"syncPolicy\":{\"automated\":{}}");
      host.create(
          "by-server",
          "\"server\":\"%s\"".formatted(second.url()),
          ",\"syncPolicy\":{\"automated\":{}}");
      host.await("by-name", is("Synced", "Healthy"));
      host.await("by-server", is("Synced", "Healthy"));

      assertThat(live(sandbox, "a")).isEqualTo("1");
      assertThat(live(other, "a")).isEqualTo("1");
      assertThat(cluster(host, "prod").at("/connectionState/status").asText())
          .isEqualTo("Successful");
      var shown = host.send("GET", "/api/v1/clusters", null);
      assertThat(shown.path("items").findValuesAsText("name"))
          .containsExactlyInAnyOrder("in-cluster", "prod", "basic");
      assertThat(shown.toString()).doesNotContain("t0ken").doesNotContain(person.key());
    }
  }

  @Test
  void a_certificate_of_another_name_is_taken_only_by_that_name() throws Exception {
    var named = Keys.make(keys, "named", "dns:prod.example");
    try (var front = front(named, null, "Bearer t")) {
      var plain = token("t", named.certificate());
      var called = plain.replace("\"caData\"", "\"serverName\":\"prod.example\",\"caData\"");
      try (var host =
          new DeliveryHost(
              folder,
              secret("wrong", front.url(), "", plain)
                  + "---\n"
                  + secret("right", front.url(), "", called))) {
        assertThat(cluster(host, "wrong").at("/connectionState/status").asText())
            .isEqualTo("Failed");
        var right = cluster(host, "right").path("connectionState");
        assertThat(right.path("status").asText()).as("%s", right).isEqualTo("Successful");
      }
    }
  }

  @Test
  void a_cluster_that_names_namespaces_is_touched_nowhere_else() throws Exception {
    try (var front = front(prod, null, "Bearer t");
        var host =
            new DeliveryHost(
                folder,
                secret("few", front.url(), "namespaces: web", token("t", prod.certificate())))) {
      host.push(Map.of("app/a.yaml", configMap("a", "1")));
      host.create("app", "\"name\":\"few\"", "");

      host.await(
          "app",
          says("namespace default for configmaps is not managed: the Secret of the cluster"));
      assertThat(front.wasAsked("GET", "/default/configmaps")).isFalse();
    }
  }

  @Test
  void what_cannot_be_a_destination_is_said() throws Exception {
    try (var host =
        new DeliveryHost(
            folder,
            secret("twice", "https://a.example", "", "{}")
                + "---\n"
                + secret("twice", "https://b.example", "", "{}").replace("twice-secret", "other")
                + "---\n"
                + secret("aws", "https://c.example", "", "{\"awsAuthConfig\":{}}"))) {
      host.push(Map.of("app/a.yaml", configMap("a", "1")));
      host.create("several", "\"name\":\"twice\"", "");
      host.create("none", "\"name\":\"nowhere\"", "");
      host.create("aws", "\"name\":\"aws\"", "");

      host.await("several", says("there are 2 clusters with the same name: twice"));
      host.await("none", says("there are no clusters with this name: nowhere"));
      host.await("aws", says("config.awsAuthConfig is not supported"));
      assertThat(cluster(host, "aws").at("/connectionState/message").asText())
          .contains("awsAuthConfig");
    }
  }
}
