package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.naming.Dns1123;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What every resource of Kubernetes has: a kind, and metadata of known types.
final class Resources {
  static final String API_VERSION = "argoproj.io/v1alpha1";

  private Resources() {}

  /// The resource in a field of a body, as one of `kind` in `namespace`: what typed clients leave
  /// out is filled in, and what contradicts the path is refused.
  ///
  /// @param namespace empty for resources of the cluster
  static ObjectNode read(Body body, String field, String kind, String namespace) {
    if (!body.has(field)) {
      throw Refusal.invalid("%s: expected a %s, found nothing".formatted(field, kind));
    }
    var resource = body.objectAt(field);
    fill(resource, field, "apiVersion", API_VERSION);
    fill(resource, field, "kind", kind);
    var metadata = object(resource, field, "metadata");
    if (!namespace.isEmpty()) {
      fill(metadata, field + ".metadata", "namespace", namespace);
    }
    checkName(metadata, field + ".metadata");
    texts(metadata, field + ".metadata", "labels");
    texts(metadata, field + ".metadata", "annotations");
    object(resource, field, "spec");
    return resource;
  }

  private static void checkName(ObjectNode metadata, String path) {
    var name = text(metadata, path, "name");
    var prefix = text(metadata, path, "generateName");
    if (name.isEmpty() && prefix.isEmpty()) {
      throw Refusal.invalid(path + ": expected a name or a generateName, found neither");
    }
    check(path + ".name", name.isEmpty() ? "x" : name);
    // Any prefix will do that is a name once letters follow it.
    check(path + ".generateName", prefix + "x");
  }

  private static void check(String path, String name) {
    var problem = Dns1123.subdomainProblem(name);
    if (problem != null) {
      throw Refusal.invalid(path + ": " + problem);
    }
  }

  private static void fill(ObjectNode object, String path, String field, String value) {
    var found = text(object, path, field);
    if (!found.isEmpty() && !found.equals(value)) {
      throw Refusal.invalid(
          "%s.%s: expected %s, found '%s'".formatted(path, field, value, Refusal.shown(found)));
    }
    object.put(field, value);
  }

  private static String text(ObjectNode object, String path, String field) {
    var node = object.get(field);
    if (node != null && !node.isNull() && !node.isTextual()) {
      throw Refusal.invalid("%s.%s: expected a string".formatted(path, field));
    }
    return node == null ? "" : node.asText("");
  }

  private static ObjectNode object(ObjectNode object, String path, String field) {
    return switch (object.get(field)) {
      case ObjectNode found -> found;
      case null -> object.putObject(field);
      default -> throw Refusal.invalid("%s.%s: expected an object".formatted(path, field));
    };
  }

  private static void texts(ObjectNode metadata, String path, String field) {
    if (metadata.hasNonNull(field)) {
      for (var entry : object(metadata, path, field).properties()) {
        if (!entry.getValue().isTextual()) {
          throw Refusal.invalid(
              "%s.%s.%s: expected a string".formatted(path, field, Refusal.shown(entry.getKey())));
        }
      }
    }
  }

  static String name(JsonNode resource) {
    return resource.path("metadata").path("name").asText();
  }

  static String namespace(JsonNode resource) {
    return resource.path("metadata").path("namespace").asText();
  }

  static String uid(JsonNode resource) {
    return resource.path("metadata").path("uid").asText();
  }

  static String version(JsonNode resource) {
    return resource.path("metadata").path("resourceVersion").asText();
  }

  static String created(JsonNode resource) {
    return resource.path("metadata").path("creationTimestamp").asText();
  }

  /// Whether a Workflow has ended.
  static boolean ended(JsonNode workflow) {
    return switch (workflow.path("status").path("phase").asText()) {
      case "Succeeded", "Failed", "Error" -> true;
      default -> false;
    };
  }

  /// Null if there is no time there.
  static @Nullable Instant time(JsonNode node) {
    try {
      return node.isTextual() ? Instant.parse(node.textValue()) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
