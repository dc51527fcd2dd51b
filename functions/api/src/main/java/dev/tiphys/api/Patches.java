package dev.tiphys.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.Merges;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;

/// Patches of resources, as clients of Argo CD send them.
final class Patches {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Patches() {}

  /// @param type `json` (RFC 6902, the default) or `merge` (RFC 7396)
  /// @return the resource with the patch; `resource` stays as it is
  static ObjectNode apply(String type, String patch, ObjectNode resource) {
    var read = read(patch);
    var patched =
        switch (type) {
          case "", "json" -> operations(read, resource);
          case "merge" -> Merges.merge(resource, read);
          default ->
              throw Refusal.invalid(
                  "patchType: expected json or merge, found '%s'".formatted(Refusal.shown(type)));
        };
    if (patched instanceof ObjectNode object) {
      return object;
    }
    throw Refusal.invalid("patch: it leaves no object");
  }

  private static JsonNode read(String patch) {
    try {
      return JSON.readTree(patch);
    } catch (JsonProcessingException e) {
      throw Refusal.invalid("patch: expected JSON, found '%s'".formatted(Refusal.shown(patch)));
    }
  }

  private static JsonNode operations(JsonNode patch, ObjectNode resource) {
    try {
      return JsonPatch.apply(patch, resource);
    } catch (JsonPatchException e) {
      throw Refusal.invalid("patch: " + Refusal.shown(String.valueOf(e.getMessage())));
    }
  }
}
