package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.naming.Dns1123;
import dev.tiphys.language.workflow.WorkflowSpec;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.trigger.Resources.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Finds the artifact repository of a run (F059): the one that the Workflow names, else the default
/// one of its namespace, else that of the configuration, else that of the host.
record ArtifactRepositories(Resources resources, String namespace, @Nullable JsonNode configured) {
  private static final String MAP = "artifact-repositories";
  private static final String DEFAULT_KEY = "workflows.argoproj.io/default-artifact-repository";
  private static final String PLACE = "spec.artifactRepositoryRef";

  /// What `status.artifactRepositoryRef` is to hold; null for the repository of the host.
  ///
  /// @param problem told of where something is wrong and what
  @Nullable ObjectNode find(WorkflowSpec spec, BiConsumer<String, String> problem) {
    var reference = spec.artifactRepositoryRef();
    if (reference != null && !reference.isEmpty()) {
      return named(
          reference.path("configMap").asText(MAP), reference.path("key").asText(""), problem);
    }
    var map = resources.reachable() ? map(MAP) : Optional.<JsonNode>empty();
    var key = map.map(ArtifactRepositories::defaultKey).orElse("");
    if (!key.isEmpty()) {
      return named(MAP, key, problem);
    }
    if (configured == null) {
      return null;
    }
    var found = JsonNodeFactory.instance.objectNode().put("default", true);
    found.set("artifactRepository", configured);
    return found;
  }

  private @Nullable ObjectNode named(
      String name, String given, BiConsumer<String, String> problem) {
    var map = map(name);
    if (map.isEmpty()) {
      problem.accept(
          PLACE,
          "ConfigMap '%s' not found in namespace %s".formatted(Names.shown(name), namespace));
      return null;
    }
    var key = given.isEmpty() ? defaultKey(map.get()) : given;
    var text = map.get().path("data").path(key);
    if (!text.isTextual()) {
      problem.accept(PLACE, "ConfigMap '%s' has no key '%s'".formatted(name, Names.shown(key)));
      return null;
    }
    var repository = read(text.asText(), name + "." + key);
    if (repository.isEmpty()) {
      problem.accept(
          PLACE,
          "ConfigMap '%s', key '%s': expected an artifact repository in YAML"
              .formatted(name, Names.shown(key)));
      return null;
    }
    var found = JsonNodeFactory.instance.objectNode();
    found.put("configMap", name).put("key", key).put("namespace", namespace);
    found.set("artifactRepository", repository.get());
    return found;
  }

  private static String defaultKey(JsonNode map) {
    return map.path("metadata").path("annotations").path(DEFAULT_KEY).asText("");
  }

  private Optional<JsonNode> map(String name) {
    return Dns1123.subdomainProblem(name) == null
        ? resources.find(Kind.CONFIG_MAP, namespace, name)
        : Optional.empty();
  }

  private static Optional<JsonNode> read(String text, String place) {
    try {
      return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), place).stream()
          .findFirst()
          .<JsonNode>map(document -> document.toJson())
          .filter(JsonNode::isObject);
    } catch (MalformedYamlException e) {
      return Optional.empty();
    }
  }
}
