package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.Fields;
import dev.tiphys.delivery.merge.MergeFailure;
import dev.tiphys.delivery.merge.Schema;
import java.util.Comparator;
import java.util.List;

/// What to make of the object that a dry run of a server-side apply answers with.
final class DryRun {
  private DryRun() {}

  /// `live` with what our manager changes: what it owns in the answer is as there, and what the
  /// answer lacks is gone. All else that the answer has is the work of webhooks.
  static ObjectNode withoutWebhooks(ObjectNode live, ObjectNode answer) {
    try {
      var schema = Schema.of(answer.path("apiVersion").asText(), answer.path("kind").asText());
      var predicted = live.deepCopy();
      var left = Fields.of(answer, schema);
      for (var path : outerFirst(Fields.of(live, schema))) {
        if (!left.reaches(path)) {
          Fields.remove(predicted, path);
        }
      }
      var owned = owned(answer);
      for (var path : outerFirst(owned)) {
        var value = Fields.value(answer, path);
        if (!value.isMissingNode()) {
          Fields.put(predicted, path, owned.reachesBelow(path) ? emptied(value) : value);
        }
      }
      return predicted;
    } catch (MergeFailure e) {
      // Managed fields that cannot be read say nothing.
      return answer.deepCopy();
    }
  }

  private static List<String> outerFirst(Fields fields) {
    return fields.paths().stream().sorted(Comparator.comparing(String::length)).toList();
  }

  /// What holds the fields that are owned one by one.
  private static JsonNode emptied(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> ((ObjectNode) value).objectNode();
      case ARRAY -> ((com.fasterxml.jackson.databind.node.ArrayNode) value).arrayNode();
      default -> value;
    };
  }

  /// The fields that our manager has applied.
  private static Fields owned(ObjectNode object) {
    var owned = Fields.none();
    for (var entry : object.path("metadata").path("managedFields")) {
      if (entry.path("manager").asText().equals(Differ.MANAGER)
          && entry.path("subresource").asText("").isEmpty()) {
        owned.paths().addAll(Fields.read(entry.path("fieldsV1")).paths());
      }
    }
    return owned;
  }

  /// Takes away what is never compared.
  static void strip(ObjectNode object) {
    if (object.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("managedFields", "resourceVersion"));
    }
  }
}
