package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.Merges;
import dev.tiphys.delivery.merge.Schema;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// How one state of an object becomes the next.
final class Patching {
  /// What belongs to the server, or is as it was at the beginning.
  private static final List<String> FIXED =
      List.of("name", "namespace", "uid", "creationTimestamp", "generateName");

  private static final List<String> SERVERS =
      List.of(
          "resourceVersion",
          "generation",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "selfLink");

  private Patching() {}

  static ObjectNode patched(Kind kind, ObjectNode old, Patch patch) {
    var patched =
        switch (patch) {
          case Patch.Operations(var list) -> operations(kind, old, list);
          case Patch.Merge(var fields) -> Merges.merge(old, fields);
          case Patch.Strategic(ObjectNode fields)
              when Schema.known(kind.apiVersion(), kind.kind()) ->
              Merges.strategic(old, fields, Schema.of(kind.apiVersion(), kind.kind()));
          case Patch.Strategic(ObjectNode _) ->
              throw new Refused(
                  415,
                  "UnsupportedMediaType",
                  "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
          case Patch.Strategic _ -> throw Refused.bad("a patch should be an object");
          case Patch.Apply _ -> throw new AssertionError(patch);
        };
    if (patched instanceof ObjectNode object) {
      return object;
    }
    throw Refused.bad("the patch leaves no object");
  }

  private static JsonNode operations(Kind kind, ObjectNode old, JsonNode list) {
    try {
      return JsonPatch.apply(list, old);
    } catch (JsonPatchException e) {
      throw new Refused(
          422,
          "Invalid",
          "the server rejected our request due to an error in our request: " + e.getMessage());
    }
  }

  /// @throws Refused if `object` says that it is of another kind
  static void sameKind(Kind kind, ObjectNode object) {
    var apiVersion = object.path("apiVersion").asText(kind.apiVersion());
    var name = object.path("kind").asText(kind.kind());
    if (!apiVersion.equals(kind.apiVersion()) || !name.equals(kind.kind())) {
      throw Refused.bad(
          "the object provided is a %s of %s, not a %s of %s"
              .formatted(name, apiVersion, kind.kind(), kind.apiVersion()));
    }
    object.put("apiVersion", apiVersion).put("kind", name);
    if (!object.path("metadata").isObject() && object.has("metadata")) {
      throw Refused.bad("metadata should be an object");
    }
  }

  /// `wanted`, as far as a writer may have it so.
  ///
  /// @param status whether the writer writes the status, and nothing else
  /// @throws Refused if the writer saw another state than `old`
  static ObjectNode kept(Kind kind, ObjectNode old, ObjectNode wanted, boolean status) {
    var was = old.path("metadata");
    var seen = wanted.path("metadata").path("resourceVersion").asText("");
    var name = was.path("name").asText();
    if (!seen.isEmpty() && !seen.equals(was.path("resourceVersion").asText())) {
      throw Refused.conflict(
          kind,
          name,
          "the object has been modified; please apply your changes to the latest version and try again");
    }
    var uid = wanted.path("metadata").path("uid").asText("");
    if (!uid.isEmpty() && !uid.equals(was.path("uid").asText())) {
      throw Refused.conflict(kind, name, "Precondition failed: UID in precondition: " + uid);
    }
    if (!wanted.path("metadata").path("name").asText(name).equals(name)) {
      throw Refused.bad("the name of the object does not match the name on the URL");
    }
    ObjectNode next;
    if (status) {
      next = old.deepCopy();
      put(next, "status", wanted.get("status"));
      if (wanted.path("metadata").has("managedFields")) {
        next.withObject("/metadata").set("managedFields", wanted.at("/metadata/managedFields"));
      }
      return next;
    }
    next = wanted;
    if (kind.status()) {
      put(next, "status", old.get("status"));
    }
    var metadata = next.withObject("/metadata");
    FIXED.forEach(field -> put(metadata, field, was.get(field)));
    SERVERS.forEach(field -> put(metadata, field, was.get(field)));
    if (!metadata.has("managedFields")) {
      put(metadata, "managedFields", was.get("managedFields"));
    }
    if (next.has("spec") && !next.path("spec").equals(old.path("spec"))) {
      metadata.put("generation", was.path("generation").asLong(0) + 1);
    }
    return next;
  }

  private static void put(ObjectNode object, String field, JsonNode value) {
    if (value == null) {
      object.remove(field);
    } else {
      object.set(field, value);
    }
  }

  /// What a Secret is given as text becomes data.
  static void secrets(Kind kind, ObjectNode object) {
    if (kind.resource().equals("secrets")
        && object.remove("stringData") instanceof ObjectNode text) {
      var data = object.withObject("/data");
      text.properties()
          .forEach(
              entry ->
                  data.put(
                      entry.getKey(),
                      Base64.getEncoder()
                          .encodeToString(
                              entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
    }
  }
}
