package dev.tiphys.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.ClusterApplications;
import dev.tiphys.delivery.app.AppCommand.RequestSync;
import dev.tiphys.delivery.app.AppRefused;
import dev.tiphys.doorway.Apps;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.kubernetes.KubernetesApi;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Begins the operations that people write into the field `operation` of an Application.
///
/// Each begins once, however often it is seen: it is given an id first, in its own `info`; then
/// what it asks for is recorded under that id, and at last it is taken out of the Application.
record WrittenOperations(ClusterApplications applications, Apps apps) {
  private static final String OPERATION = "operation";
  private static final String INFO = "info";
  private static final String ID = "tiphys.dev/id";

  /// Does the next step with the operation of `object` and returns what is to be announced. Where
  /// another operation is under way it waits: the end of that changes the Application again.
  List<CloudEvent> take(AppId app, ObjectNode object, CloudEvent cause, Instant now) {
    var operation = object.path(OPERATION);
    var id = id(operation);
    if (id.isEmpty()) {
      claim(app, object);
      return List.of();
    }
    try {
      var request = new RequestSync(id, asked(operation), List.of(), null, now);
      var events = apps.handle(app, "sync " + id, request, cause);
      remove(app, id);
      return events;
    } catch (AppRefused e) {
      return List.of();
    }
  }

  private static String id(JsonNode operation) {
    for (var info : operation.path(INFO)) {
      if (info.path("name").asText().equals(ID)) {
        return info.path("value").asText("");
      }
    }
    return "";
  }

  private void claim(AppId app, ObjectNode object) {
    var patch = patch(object);
    var info = patch.putObject(OPERATION).putArray(INFO);
    object.path(OPERATION).path(INFO).forEach(info::add);
    info.addObject().put("name", ID).put("value", UUID.randomUUID().toString());
    write(app, patch);
  }

  /// What people wrote. Manifests of their own they can only bring through the API, which checks
  /// whether they may.
  private static ObjectNode asked(JsonNode operation) {
    ObjectNode asked = operation.deepCopy();
    var info = asked.putArray(INFO);
    for (var each : operation.path(INFO)) {
      if (!each.path("name").asText().equals(ID)) {
        info.add(each);
      }
    }
    if (info.isEmpty()) {
      asked.remove(INFO);
    }
    if (asked.path("sync") instanceof ObjectNode sync) {
      sync.remove("manifests");
    }
    return asked;
  }

  private void remove(AppId app, String id) {
    applications
        .object(app)
        .filter(there -> id(there.path(OPERATION)).equals(id))
        .ifPresent(
            there -> {
              var patch = patch(there);
              patch.putNull(OPERATION);
              write(app, patch);
            });
  }

  /// Only of the object as it was read.
  private static ObjectNode patch(ObjectNode object) {
    var patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("metadata")
        .set("resourceVersion", object.path("metadata").path("resourceVersion"));
    return patch;
  }

  private void write(AppId app, ObjectNode patch) {
    applications
        .api()
        .patch(ClusterApplications.path(app.namespace(), app.name()), KubernetesApi.MERGE, patch);
  }
}
