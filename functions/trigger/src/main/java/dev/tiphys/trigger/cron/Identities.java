package dev.tiphys.trigger.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.CronId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who a CronWorkflow is, and whose a run is.
public final class Identities {
  private Identities() {}

  /// Of one that no server has given a uid, as it stands in a file: the same for the same name.
  ///
  /// @throws IllegalArgumentException if it has no name that anything can have
  public static CronId of(JsonNode cron) {
    var metadata = cron.path("metadata");
    var namespace = metadata.path("namespace").asText("default");
    var name = metadata.path("name").asText();
    var uid = metadata.path("uid").asText("");
    if (uid.isEmpty()) {
      var text = "CronWorkflow/%s/%s".formatted(namespace, name);
      uid = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
    return new CronId(namespace, name, uid);
  }

  /// The CronWorkflow with all that `id` says.
  static JsonNode complete(JsonNode cron, CronId id) {
    var complete = (ObjectNode) cron.deepCopy();
    complete
        .withObject("/metadata")
        .put("namespace", id.namespace())
        .put("name", id.name())
        .put("uid", id.uid());
    return complete;
  }

  /// The CronWorkflow that a run is of; null if it is of none.
  static @Nullable CronId owner(JsonNode workflow) {
    var metadata = workflow.path("metadata");
    for (var owner : metadata.path("ownerReferences")) {
      if (owner.path("kind").asText().equals("CronWorkflow")) {
        try {
          return new CronId(
              metadata.path("namespace").asText(),
              owner.path("name").asText(),
              owner.path("uid").asText());
        } catch (IllegalArgumentException e) {
          // Somebody wrote it who could write anything.
          return null;
        }
      }
    }
    return null;
  }
}
