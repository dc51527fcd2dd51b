package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.Step;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The environment of a container: what Argo gives to every one (F150), then `envFrom`, then `env`.
final class Environment {
  /// A longer variable would keep the program from starting, so Argo leaves the template out
  /// (F212).
  private static final int TEMPLATE_MAX = 100 * 1024;

  private final Step step;
  private final ConfigValues values;

  Environment(Step step, ConfigValues values) {
    this.step = step;
    this.values = values;
  }

  /// In the order in which they may refer to one another.
  Map<String, String> of(Container container, Map<String, String> given, String ip) {
    Map<String, String> environment = new LinkedHashMap<>(given);
    environment.put("ARGO_CONTAINER_NAME", container.name());
    environment.put("ARGO_NODE_ID", step.nodeId());
    environment.put("ARGO_INCLUDE_SCRIPT_OUTPUT", Boolean.toString(step.captureResult()));
    if (step.deadline() != null) {
      environment.put("ARGO_DEADLINE", step.deadline().toString());
    }
    var template = step.template().toString();
    if (template.length() < TEMPLATE_MAX) {
      environment.put("ARGO_TEMPLATE", template);
    }
    for (var source : container.json().path("envFrom")) {
      addAll(source, environment);
    }
    for (var variable : container.json().path("env")) {
      var name = variable.path("name").asText();
      var value =
          variable.hasNonNull("valueFrom")
              ? from(name, variable.path("valueFrom"), ip)
              : References.expand(variable.path("value").asText(""), environment);
      if (value != null) {
        environment.put(checked(name), value);
      }
    }
    return environment;
  }

  private void addAll(JsonNode source, Map<String, String> environment) {
    var secret = source.hasNonNull("secretRef");
    var reference = source.path(secret ? "secretRef" : "configMapRef");
    var content = content(secret, reference.path("name").asText());
    if (content == null) {
      if (!reference.path("optional").asBoolean(false)) {
        throw notFound("envFrom", secret, reference);
      }
      return;
    }
    var prefix = source.path("prefix").asText("");
    content.forEach((key, value) -> environment.put(checked(prefix + key), text(value)));
  }

  private @Nullable String from(String name, JsonNode source, String ip) {
    if (source.hasNonNull("secretKeyRef")) {
      return key(name, true, source.path("secretKeyRef"));
    }
    if (source.hasNonNull("configMapKeyRef")) {
      return key(name, false, source.path("configMapKeyRef"));
    }
    var field = source.path("fieldRef").path("fieldPath").asText("");
    return switch (field) {
      case "metadata.name" -> step.podName();
      case "metadata.namespace" -> step.run().namespace();
      case "metadata.uid" -> step.run().uid() + "-" + step.node();
      case "spec.serviceAccountName" -> step.spec().path("serviceAccountName").asText("default");
      case "spec.nodeName" -> Host.NAME;
      case "status.podIP", "status.hostIP" -> ip;
      default ->
          throw new PodFailure(
              "env '%s': valueFrom %s is not supported by this runner", name, source);
    };
  }

  private @Nullable String key(String variable, boolean secret, JsonNode reference) {
    var content = content(secret, reference.path("name").asText());
    var value = content == null ? null : content.get(reference.path("key").asText());
    if (value != null) {
      return text(value);
    }
    if (reference.path("optional").asBoolean(false)) {
      return null;
    }
    if (content == null) {
      throw notFound("env '" + variable + "'", secret, reference);
    }
    throw new PodFailure(
        "env '%s': %s '%s' has no key '%s'",
        variable, kind(secret), reference.path("name").asText(), reference.path("key").asText());
  }

  private @Nullable Map<String, byte[]> content(boolean secret, String name) {
    var namespace = step.run().namespace();
    return secret ? values.secret(namespace, name) : values.configMap(namespace, name);
  }

  private static PodFailure notFound(String place, boolean secret, JsonNode reference) {
    return new PodFailure(
        "%s: %s '%s' was not found", place, kind(secret), reference.path("name").asText());
  }

  /// The value of a header of an HTTP request, which may come from a Secret too.
  String header(String name, JsonNode header) {
    var reference = header.path("valueFrom").path("secretKeyRef");
    var value =
        reference.isMissingNode() ? header.path("value").asText("") : key(name, true, reference);
    return value == null ? "" : value;
  }

  private static String kind(boolean secret) {
    return secret ? "Secret" : "ConfigMap";
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  private static String checked(String name) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new PodFailure("'%s' cannot be the name of an environment variable", name);
    }
    return name;
  }
}
