package dev.tiphys.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConnectionsTest {
  private static ObjectNode secret(String config) {
    var secret =
        ObjectWriterTest.object(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: prod
              labels: {argocd.argoproj.io/secret-type: cluster}
            data: {name: cHJvZA==}
            stringData:
              server: https://prod.example.com/
              namespaces: a, b
              clusterResources: "true"
              project: web
            """);
    ((ObjectNode) secret.get("stringData")).put("config", config);
    return secret;
  }

  @Test
  void a_cluster_secret_tells_where_a_cluster_is_and_how_to_log_in() {
    var json =
        """
        {"bearerToken": "t0ken", "username": "u", "password": "p",
         "tlsClientConfig": {"caData": "Y2E=", "certData": "Yw==", "keyData": "aw=="}}
        """;
    var cluster = ClusterSecret.read(secret(json));

    assertThat(ClusterSecret.isOne(secret("{}"))).isTrue();
    assertThat(cluster.name()).isEqualTo("prod");
    assertThat(cluster.server()).isEqualTo("https://prod.example.com");
    assertThat(cluster.namespaces()).containsExactly("a", "b");
    assertThat(cluster.looksAtAll()).isTrue();
    assertThat(cluster.project()).isEqualTo("web");
    assertThat(cluster.config().getOauthToken()).isEqualTo("t0ken");
    assertThat(cluster.config().getUsername()).isEqualTo("u");
    assertThat(cluster.config().getCaCertData()).isEqualTo("Y2E=");
    assertThat(cluster.config().getClientKeyData()).isEqualTo("aw==");
    assertThat(cluster.config().isTrustCerts()).isFalse();
    assertThat(cluster).asString().doesNotContain("t0ken");
  }

  @Test
  void a_certificate_is_not_looked_at_if_a_cluster_secret_says_so() {
    var cluster = ClusterSecret.read(secret("{\"tlsClientConfig\": {\"insecure\": true}}"));

    assertThat(cluster.config().isTrustCerts()).isTrue();
  }

  @Test
  void what_a_cluster_secret_cannot_have_is_refused_by_name() {
    refused("{\"execProviderConfig\": {\"command\": \"aws\"}}", "config.execProviderConfig");
    refused("{\"awsAuthConfig\": {\"clusterName\": \"x\"}}", "config.awsAuthConfig");
    refused("{\"tlsClientConfig\": {\"insecure\": true, \"caData\": \"Y2E=\"}}", "insecure and");
    refused("{\"bearerToken\": \"s3cret", "config is no JSON");
    var nowhere = secret("{}");
    ((ObjectNode) nowhere.get("stringData")).put("server", "prod");
    assertThatThrownBy(() -> ClusterSecret.read(nowhere)).hasMessageContaining("not 'prod'");
  }

  private static void refused(String config, String message) {
    assertThatThrownBy(() -> ClusterSecret.read(secret(config)))
        .isInstanceOf(KubeFailure.class)
        .hasMessageContaining("cluster Secret prod")
        .hasMessageContaining(message)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void a_context_that_a_kubeconfig_lacks_is_named(@TempDir Path folder) throws Exception {
    var file = folder.resolve("config");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: one
        clusters: [{name: c, cluster: {server: "https://one.example.com"}}]
        users: [{name: u, user: {token: t}}]
        contexts: [{name: one, context: {cluster: c, user: u}}]
        """);

    assertThat(Connections.kubeconfig(file, null).getMasterUrl())
        .startsWith("https://one.example.com");
    assertThatThrownBy(() -> Connections.kubeconfig(file, "two"))
        .hasMessageContaining("has no context 'two': it has [one]");
    assertThatThrownBy(() -> Connections.kubeconfig(folder.resolve("none"), null))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void the_cluster_around_is_known_by_the_service_account(@TempDir Path account) throws Exception {
    Files.writeString(account.resolve("token"), "t1\n");
    Files.writeString(account.resolve("ca.crt"), "");
    var config = Connections.inCluster(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), account);

    assertThat(config.getMasterUrl()).startsWith("https://10.0.0.1:443");
    Files.writeString(account.resolve("token"), "t2\n");
    assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("t2");
    assertThatThrownBy(() -> Connections.inCluster(Map.of()))
        .hasMessageContaining("it runs in none");
  }
}
