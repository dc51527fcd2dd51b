package dev.tiphys.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.Managers;
import java.util.Map;

/// Passes the fields of a client-side manager to a server-side one.
final class ManagerMigration {
  private static final int TRIES_MAX = 5;

  private final KubeApi api;

  ManagerMigration(KubeApi api) {
    this.api = api;
  }

  boolean migrate(String path, String from, String to) throws InterruptedException {
    for (var tries = 1; ; tries++) {
      ObjectNode live;
      try {
        live = (ObjectNode) api.get(path);
      } catch (KubeFailure e) {
        if (e.code() == 404) {
          return false;
        }
        throw e;
      }
      var managers = Managers.of(live);
      if (!managers.pass(from, to, live.path("apiVersion").asText())) {
        return false;
      }
      try {
        write(path, live, managers);
        return true;
      } catch (KubeFailure e) {
        if (!e.reason().equals("Conflict") || tries == TRIES_MAX) {
          throw e;
        }
      }
    }
  }

  private void write(String path, JsonNode live, Managers managers) throws InterruptedException {
    var changed = (ObjectNode) live.deepCopy();
    managers.writeTo(changed);
    var patch = JsonNodeFactory.instance.arrayNode();
    for (var field : new String[] {"managedFields", "resourceVersion"}) {
      patch
          .addObject()
          .put("op", "replace")
          .put("path", "/metadata/" + field)
          .set("value", changed.path("metadata").get(field));
    }
    api.call("PATCH", path, Map.of(), "application/json-patch+json", patch.toString());
  }
}
