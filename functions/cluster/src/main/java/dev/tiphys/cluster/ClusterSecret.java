package dev.tiphys.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/// A cluster as a Secret of Argo CD describes it (C285, C286).
///
/// @param name the server if none is written
/// @param namespaces the only ones that are looked at; empty for all
/// @param clusterResources whether kinds outside of namespaces are looked at even so
/// @param project the only one that may deliver there; empty for any
public record ClusterSecret(
    String name,
    String server,
    List<String> namespaces,
    boolean clusterResources,
    String project,
    Config config) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LABEL = "argocd.argoproj.io/secret-type";

  public ClusterSecret {
    namespaces = List.copyOf(namespaces);
  }

  /// Whether a Secret is one of these.
  public static boolean isOne(JsonNode secret) {
    return secret.path("metadata").path("labels").path(LABEL).asText().equals("cluster");
  }

  /// Whether kinds outside of namespaces are looked at.
  public boolean looksAtAll() {
    return namespaces.isEmpty() || clusterResources;
  }

  /// The server that a Secret is about, whatever else makes no sense in it.
  public static String serverOf(JsonNode secret) {
    return text(secret, "server").strip().replaceAll("/+$", "");
  }

  /// What a Secret calls its cluster, whatever else makes no sense in it.
  public static String nameOf(JsonNode secret) {
    var name = text(secret, "name").strip();
    return name.isEmpty() ? serverOf(secret) : name;
  }

  /// @throws KubeFailure naming the field, if it makes no sense or needs what is not supported
  public static ClusterSecret read(JsonNode secret) {
    var called = secret.path("metadata").path("name").asText();
    var server = serverOf(secret);
    if (!server.matches("https?://[^\\s/]+.*")) {
      throw KubeFailure.senseless(
          "cluster Secret %s: server should be the URL of an API server, not '%s'", called, server);
    }
    var namespaces =
        Arrays.stream(text(secret, "namespaces").split(","))
            .map(String::strip)
            .filter(namespace -> !namespace.isEmpty())
            .toList();
    return new ClusterSecret(
        nameOf(secret),
        server,
        namespaces,
        text(secret, "clusterResources").strip().equals("true"),
        text(secret, "project").strip(),
        config(called, server, json(called, text(secret, "config"))));
  }

  private static String text(JsonNode secret, String key) {
    var plain = secret.path("stringData").path(key);
    if (plain.isTextual()) {
      return plain.asText();
    }
    // What is no base64 is passed over, as what base64 does not have.
    var bytes = Base64.getMimeDecoder().decode(secret.path("data").path(key).asText(""));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static JsonNode json(String called, String text) {
    try {
      return JSON.readTree(text.isBlank() ? "{}" : text);
    } catch (JsonProcessingException e) {
      // The message of the parser would quote what is secret.
      throw KubeFailure.senseless("cluster Secret %s: config is no JSON", called);
    }
  }

  private static Config config(String called, String server, JsonNode json) {
    for (var field : List.of("execProviderConfig", "awsAuthConfig")) {
      if (json.hasNonNull(field)) {
        throw KubeFailure.senseless(
            "cluster Secret %s: config.%s is not supported: no programs are run to log in; write bearerToken or tlsClientConfig.certData",
            called, field);
      }
    }
    var tls = json.path("tlsClientConfig");
    var insecure = tls.path("insecure").asBoolean(false);
    if (insecure && !tls.path("caData").asText("").isEmpty()) {
      throw KubeFailure.senseless(
          "cluster Secret %s: config.tlsClientConfig has both insecure and caData", called);
    }
    var builder =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(server)
            .withTrustCerts(insecure)
            .withDisableHostnameVerification(insecure);
    set(json, "bearerToken", builder::withOauthToken);
    set(json, "username", builder::withUsername);
    set(json, "password", builder::withPassword);
    set(json, "proxyUrl", builder::withHttpsProxy);
    set(tls, "certData", builder::withClientCertData);
    set(tls, "keyData", builder::withClientKeyData);
    set(tls, "caData", builder::withCaCertData);
    set(tls, "serverName", builder::withTlsServerName);
    return builder.build();
  }

  private static void set(JsonNode json, String field, Consumer<String> into) {
    var text = json.path(field).asText("");
    if (!text.isEmpty()) {
      into.accept(text);
    }
  }

  /// Says nothing of how to log in.
  @Override
  public String toString() {
    return "cluster %s at %s".formatted(name, server);
  }
}
