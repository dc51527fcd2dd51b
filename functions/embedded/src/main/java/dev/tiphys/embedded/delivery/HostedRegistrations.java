package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Registrations;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.JsonObjects;
import dev.tiphys.cluster.ClusterSecret;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.log.store.Keys;
import dev.tiphys.sources.Repositories;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.RepositorySecrets;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.git.GitRepositories;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The repositories, credentials and clusters of a host: Secrets, kept below `resources/Secret/`.
public final class HostedRegistrations implements Registrations {
  private static final String KIND = "Secret";
  private static final String NAMESPACE = DeliveryResources.CONTROL_NAMESPACE;

  private final JsonObjects objects;
  private final Sources sources;

  HostedRegistrations(JsonObjects objects, GitRepositories git) {
    this.objects = objects;
    this.sources = new Sources(this::repositories, git);
  }

  /// What is in the repositories.
  Sources sources() {
    return sources;
  }

  @Override
  public List<Registration> list(Type type) {
    return objects.list(KIND, Keys.segment(NAMESPACE) + "/").stream()
        .filter(secret -> secret.at("/metadata/labels").path(LABEL).asText().equals(type.label()))
        .map(HostedRegistrations::read)
        .toList();
  }

  private static final String LABEL = "argocd.argoproj.io/secret-type";

  private static Registration read(JsonNode secret) {
    var data = new LinkedHashMap<String, String>();
    for (var entry : secret.path("data").properties()) {
      data.put(
          entry.getKey(),
          new String(
              Base64.getDecoder().decode(entry.getValue().asText()), StandardCharsets.UTF_8));
    }
    return new Registration(
        secret.at("/metadata/name").asText(),
        texts(secret.at("/metadata/labels")),
        texts(secret.at("/metadata/annotations")),
        data);
  }

  private static Map<String, String> texts(JsonNode fields) {
    var texts = new LinkedHashMap<String, String>();
    fields.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  @Override
  public void put(Type type, Registration registration) {
    objects.put(KIND, NAMESPACE, registration.name(), secret(type, registration));
  }

  private static ObjectNode secret(Type type, Registration registration) {
    var secret = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", KIND);
    var metadata =
        secret.putObject("metadata").put("name", registration.name()).put("namespace", NAMESPACE);
    var labels = metadata.putObject("labels");
    registration.labels().forEach(labels::put);
    labels.put(LABEL, type.label());
    registration.annotations().forEach(metadata.putObject("annotations")::put);
    var data = secret.putObject("data");
    registration
        .data()
        .forEach(
            (key, value) ->
                data.put(
                    key,
                    Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return secret;
  }

  @Override
  public boolean delete(Type type, String name) {
    var there = list(type).stream().anyMatch(one -> one.name().equals(name));
    if (there) {
      objects.delete(KIND, NAMESPACE, name);
    }
    return there;
  }

  @Override
  public Connection test(Type type, Registration registration) {
    try {
      return switch (type) {
        case REPOSITORY ->
            sources.answers(RepositorySecrets.repository(registration.data()))
                ? new Connection("Successful", "")
                : new Connection("Unknown", "a registry tells only of what is in it");
        case CREDENTIALS -> new Connection("Unknown", "credentials are for no one repository");
        case CLUSTER -> cluster(registration);
      };
    } catch (SourceFailure | KubeFailure e) {
      return new Connection("Failed", String.valueOf(e.getMessage()));
    }
  }

  private static Connection cluster(Registration registration) {
    try (var api = new KubeApi(ClusterSecret.read(secret(Type.CLUSTER, registration)).config())) {
      return new Connection(
          "Successful", "Kubernetes " + api.get("/version").path("gitVersion").asText());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Connection("Unknown", "interrupted");
    }
  }

  /// The repositories as sources see them.
  Repositories repositories() {
    return new Repositories(all(Type.REPOSITORY).toList(), all(Type.CREDENTIALS).toList());
  }

  /// One that makes no sense opens nothing.
  private Stream<Repository> all(Type type) {
    return list(type).stream()
        .flatMap(
            one -> {
              try {
                return Stream.of(RepositorySecrets.repository(one.data()));
              } catch (SourceFailure e) {
                return Stream.empty();
              }
            });
  }
}
