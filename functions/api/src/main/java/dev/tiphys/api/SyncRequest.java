package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Operation;
import dev.tiphys.language.workflow.MalformedResourceException;
import java.util.ArrayList;
import java.util.List;

/// Reads what clients ask to be done with an application: as `operation` of an Application (C118).
final class SyncRequest {
  private SyncRequest() {}

  /// The body of `POST …/sync`.
  static ObjectNode operation(Call call, ObjectNode application) {
    var body =
        call.body(
            "name",
            "appNamespace",
            "project",
            "revision",
            "revisions",
            "sourcePositions",
            "dryRun",
            "prune",
            "strategy",
            "resources",
            "manifests",
            "infos",
            "retryStrategy",
            "syncOptions");
    refuseDeleting(application);
    var automated = isAutomated(application);
    if (!body.texts("manifests").isEmpty() && automated && !body.flag("dryRun")) {
      throw precondition(
          "cannot use local sync when Automatic Sync Policy is enabled unless for dry run");
    }
    var operation = JsonNodeFactory.instance.objectNode();
    var sync = operation.putObject("sync");
    revisions(
        body.text("revision"),
        body.numbers("sourcePositions"),
        body.texts("revisions"),
        application,
        sync);
    if (automated && !body.flag("dryRun")) {
      refuseOther(application, sync);
    }
    sync.put("prune", body.flag("prune")).put("dryRun", body.flag("dryRun"));
    copy(body, "strategy", sync, "syncStrategy");
    list(body, "resources", sync);
    if (!body.texts("manifests").isEmpty()) {
      body.texts("manifests").forEach(sync.putArray("manifests")::add);
    }
    var options = body.object("syncOptions", "items");
    var items = options.has("items") ? options.texts("items") : null;
    if (items != null) {
      items.forEach(sync.putArray("syncOptions")::add);
    } else if (application.at("/spec/syncPolicy/syncOptions").isArray()) {
      sync.set("syncOptions", application.at("/spec/syncPolicy/syncOptions").deepCopy());
    }
    if (body.has("infos")) {
      var info = operation.putArray("info");
      body.objects("infos", "name", "value")
          .forEach(
              one ->
                  info.addObject().put("name", one.text("name")).put("value", one.text("value")));
    }
    copy(body, "retryStrategy", operation, "retry");
    return checked(operation);
  }

  /// The revisions that the query names, as `sync` of an operation.
  static ObjectNode wanted(Call call, ObjectNode application) {
    var sync = JsonNodeFactory.instance.objectNode();
    var positions = new ArrayList<Integer>();
    for (var each : call.texts("sourcePositions")) {
      try {
        positions.add(Integer.parseInt(each));
      } catch (NumberFormatException e) {
        throw Refusal.invalid(
            "sourcePositions in the query: expected whole numbers, found '%s'"
                .formatted(Refusal.shown(each)));
      }
    }
    revisions(call.text("revision"), positions, call.texts("revisions"), application, sync);
    return sync;
  }

  /// Manifests that the body brings, as `sync` of an operation.
  static ObjectNode local(Call call) {
    var body = call.body("manifests");
    var sync = JsonNodeFactory.instance.objectNode();
    body.texts("manifests").forEach(sync.putArray("manifests")::add);
    return sync;
  }

  /// Of several sources, each revision is for the source at the position beside it.
  private static void revisions(
      String revision,
      List<Integer> positions,
      List<String> given,
      ObjectNode application,
      ObjectNode sync) {
    if (positions.size() != given.size()) {
      throw Refusal.invalid(
          "revisions and sourcePositions: expected as many, found %d and %d"
              .formatted(given.size(), positions.size()));
    }
    var sources = application.at("/spec/sources");
    if (sources.isEmpty()) {
      if (!given.isEmpty()) {
        throw Refusal.invalid("revisions: expected none, since the application has one source");
      }
      if (!revision.isEmpty()) {
        sync.put("revision", revision);
      }
      return;
    }
    if (!revision.isEmpty()) {
      throw Refusal.invalid(
          "revision: expected revisions and sourcePositions, since the application has %d sources"
              .formatted(sources.size()));
    }
    var revisions = sync.putArray("revisions");
    sources.forEach(source -> revisions.add(source.path("targetRevision").asText()));
    for (var i = 0; i < positions.size(); i++) {
      var position = positions.get(i);
      if (position < 1 || position > sources.size()) {
        throw Refusal.invalid(
            "sourcePositions[%d]: expected 1 to %d, found %d"
                .formatted(i, sources.size(), position));
      }
      revisions.set(position - 1, given.get(i));
    }
  }

  /// A policy that syncs by itself would take another revision away again at once.
  private static void refuseOther(ObjectNode application, ObjectNode sync) {
    var spec = application.path("spec");
    Iterable<JsonNode> sources =
        spec.path("sources").isEmpty() ? List.of(spec.path("source")) : spec.path("sources");
    var position = 0;
    for (var source : sources) {
      var wish = sync.at("/revision").asText(sync.at("/revisions/" + position++).asText());
      var own = source.path("targetRevision").asText();
      if (!wish.isEmpty() && !wish.equals(own)) {
        throw precondition(
            "Cannot sync to %s: auto-sync currently set to %s"
                .formatted(wish, own.isEmpty() ? "HEAD" : own));
      }
    }
  }

  /// The body of `POST …/rollback` (C137): what was deployed then, without hooks.
  static ObjectNode rollback(Call call, ObjectNode application) {
    var body = call.body("name", "appNamespace", "project", "id", "dryRun", "prune");
    refuseDeleting(application);
    if (isAutomated(application)) {
      throw precondition("rollback cannot be initiated when auto-sync is enabled");
    }
    var id = body.number("id");
    if (id == null) {
      throw Refusal.invalid("id: expected the id of an entry of the history, found nothing");
    }
    for (var entry : application.at("/status/history")) {
      if (entry.path("id").asInt(-1) == id) {
        return checked(back(body, application, entry));
      }
    }
    throw Refusal.invalid(
        "application %s does not have deployment with id %d"
            .formatted(Resources.name(application), id));
  }

  private static ObjectNode back(Body body, ObjectNode application, JsonNode entry) {
    var operation = JsonNodeFactory.instance.objectNode();
    var sync = operation.putObject("sync");
    for (var field : new String[] {"revision", "revisions", "source", "sources"}) {
      if (entry.has(field)) {
        sync.set(field, entry.get(field).deepCopy());
      }
    }
    sync.put("prune", body.flag("prune")).put("dryRun", body.flag("dryRun"));
    sync.putObject("syncStrategy").putObject("apply");
    if (application.at("/spec/syncPolicy/syncOptions").isArray()) {
      sync.set("syncOptions", application.at("/spec/syncPolicy/syncOptions").deepCopy());
    }
    return operation;
  }

  private static void refuseDeleting(ObjectNode application) {
    if (!application.at("/metadata/deletionTimestamp").asText().isEmpty()) {
      throw precondition("application is deleting");
    }
  }

  private static boolean isAutomated(ObjectNode application) {
    var automated = application.at("/spec/syncPolicy/automated");
    return automated.isObject() && automated.path("enabled").asBoolean(true);
  }

  private static Refusal precondition(String message) {
    return new Refusal(Refusal.Code.FAILED_PRECONDITION, message);
  }

  private static void copy(Body body, String field, ObjectNode to, String name) {
    if (body.has(field)) {
      to.set(name, body.objectAt(field));
    }
  }

  private static void list(Body body, String field, ObjectNode to) {
    if (body.has(field)) {
      var list = to.putArray(field);
      body.objects(field, "group", "kind", "name", "namespace", "exclude")
          .forEach(one -> list.add(one.json()));
    }
  }

  private static ObjectNode checked(ObjectNode operation) {
    try {
      Operation.from(operation);
    } catch (MalformedResourceException e) {
      throw Refusal.invalid("operation: " + e.getMessage());
    }
    return operation;
  }
}
