package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// What an API server puts into objects of its own kinds where nothing is said.
public final class Defaults {
  private static final JsonNode VALUES = values();

  private Defaults() {}

  private static JsonNode values() {
    try (var in = Objects.requireNonNull(Defaults.class.getResourceAsStream("defaults.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Adds them to `object`; objects of other kinds stay as they are.
  public static void addTo(ObjectNode object) {
    var apiVersion = object.path("apiVersion").asText("");
    var kind = object.path("kind").asText("");
    if (Schema.known(apiVersion, kind)) {
      add(object, Schema.of(apiVersion, kind));
    }
  }

  private static void add(JsonNode value, Schema schema) {
    if (schema.typeName().isEmpty()) {
      return;
    }
    if (value instanceof ObjectNode object && schema.form() == Schema.Form.OBJECT) {
      for (var entry : VALUES.path(schema.typeName()).properties()) {
        set(object, entry.getKey(), entry.getValue());
      }
      dependent(object, schema.typeName());
      for (var field : object.properties()) {
        add(field.getValue(), schema.child(field.getKey()));
      }
    } else if (value.isContainerNode() && schema.form() != Schema.Form.OBJECT) {
      value.forEach(element -> add(element, schema.element()));
    }
  }

  private static void set(ObjectNode object, String field, JsonNode value) {
    if (!object.hasNonNull(field)) {
      object.set(field, value.deepCopy());
    }
  }

  private static void set(ObjectNode object, String field, String value) {
    set(object, field, JsonNodeFactory.instance.textNode(value));
  }

  /// What depends on other fields.
  private static void dependent(ObjectNode object, String type) {
    switch (type) {
      case "core.v1.Container", "core.v1.EphemeralContainer" ->
          set(object, "imagePullPolicy", pullPolicy(object.path("image").asText("")));
      case "core.v1.Volume" -> {
        if (object.size() == 1) {
          object.putObject("emptyDir");
        }
      }
      case "core.v1.ResourceRequirements" -> {
        for (var limit : object.path("limits").properties()) {
          set(object.withObjectProperty("requests"), limit.getKey(), limit.getValue());
        }
      }
      case "core.v1.Pod" -> {
        if (object.get("spec") instanceof ObjectNode spec) {
          set(spec, "enableServiceLinks", JsonNodeFactory.instance.booleanNode(true));
        }
      }
      case "core.v1.ServiceSpec" -> service(object);
      case "core.v1.ServicePort" -> {
        if (object.hasNonNull("port")) {
          set(object, "targetPort", object.get("port"));
        }
      }
      case "apps.v1.DeploymentStrategy",
          "apps.v1.StatefulSetUpdateStrategy",
          "apps.v1.DaemonSetUpdateStrategy" -> {
        if (object.path("type").asText().equals("RollingUpdate")) {
          set(object, "rollingUpdate", JsonNodeFactory.instance.objectNode());
        }
      }
      case "batch.v1.JobSpec" -> job(object);
      case "autoscaling.v2.HorizontalPodAutoscalerSpec" -> autoscaler(object);
      case "networking.v1.NetworkPolicySpec" -> {
        if (!object.has("policyTypes")) {
          var types = object.putArray("policyTypes").add("Ingress");
          if (!object.path("egress").isEmpty()) {
            types.add("Egress");
          }
        }
      }
      case "rbac.v1.Subject" -> {
        if (List.of("User", "Group").contains(object.path("kind").asText())) {
          set(object, "apiGroup", "rbac.authorization.k8s.io");
        }
      }
      default -> {}
    }
  }

  private static String pullPolicy(String image) {
    var name = image.substring(image.lastIndexOf('/') + 1);
    var latest = name.endsWith(":latest") || !(name.contains(":") || name.contains("@"));
    return latest ? "Always" : "IfNotPresent";
  }

  private static void service(ObjectNode spec) {
    var type = spec.path("type").asText();
    var outside = type.equals("NodePort") || type.equals("LoadBalancer");
    if (!type.equals("ExternalName")) {
      set(spec, "internalTrafficPolicy", "Cluster");
    }
    if (outside) {
      set(spec, "externalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer")) {
      set(spec, "allocateLoadBalancerNodePorts", JsonNodeFactory.instance.booleanNode(true));
    }
    if (spec.path("sessionAffinity").asText().equals("ClientIP")) {
      var client = spec.withObjectProperty("sessionAffinityConfig").withObjectProperty("clientIP");
      set(client, "timeoutSeconds", JsonNodeFactory.instance.numberNode(10800));
    }
  }

  private static void job(ObjectNode spec) {
    var one = JsonNodeFactory.instance.numberNode(1);
    if (!spec.has("completions") && !spec.has("parallelism")) {
      set(spec, "completions", one);
    }
    set(spec, "parallelism", one);
    var failures = spec.has("podFailurePolicy");
    set(spec, "podReplacementPolicy", failures ? "Failed" : "TerminatingOrFailed");
  }

  private static void autoscaler(ObjectNode spec) {
    if (spec.path("metrics").isEmpty()) {
      var metric = spec.putArray("metrics").addObject().put("type", "Resource");
      var target = metric.putObject("resource").put("name", "cpu").putObject("target");
      target.put("type", "Utilization").put("averageUtilization", 80);
    }
  }
}
