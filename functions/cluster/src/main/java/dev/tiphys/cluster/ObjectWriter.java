package dev.tiphys.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.compare.LastApplied;
import dev.tiphys.delivery.merge.Merges;
import dev.tiphys.delivery.merge.Schema;
import dev.tiphys.delivery.merge.ThreeWay;
import dev.tiphys.delivery.merge.Values;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Brings objects into a cluster the ways that kubectl and Argo CD do (cd-sync-algorithm §11, §12).
/// Objects in namespaces name theirs. Safe for many threads.
public final class ObjectWriter {
  private static final String JSON = "application/json";
  private static final int TRIES_MAX = 5;
  private static final Duration GONE_MAX = Duration.ofMinutes(2);
  private static final Duration ESTABLISHED_MAX = Duration.ofSeconds(3);
  private static final Duration ESTABLISHED_LOOK = Duration.ofMillis(100);

  /// What becomes of the objects that a deleted one owns.
  public enum Propagation {
    FOREGROUND("Foreground"),
    BACKGROUND("Background"),
    ORPHAN("Orphan");

    private final String text;

    Propagation(String text) {
      this.text = text;
    }
  }

  /// What became of an object.
  ///
  /// @param message as kubectl prints it: `deployment.apps/web configured`
  public record Written(ObjectNode object, String message) {}

  private final KubeApi api;
  private final ManagerMigration migration;

  public ObjectWriter(KubeApi api) {
    this.api = api;
    this.migration = new ManagerMigration(api);
  }

  private record Place(Resource resource, String namespace, String name) {
    String collection() {
      return resource.path(namespace);
    }

    String path() {
      return resource.path(namespace, name);
    }

    String said() {
      var kind = resource.kind().toLowerCase(java.util.Locale.ROOT);
      var group = resource.group();
      return "%s%s/%s".formatted(kind, group.isEmpty() ? "" : "." + group, name);
    }
  }

  private Place place(JsonNode object) throws InterruptedException {
    var metadata = object.path("metadata");
    var resource =
        api.resource(object.path("apiVersion").asText(""), object.path("kind").asText(""));
    var namespace = metadata.path("namespace").asText("");
    return new Place(
        resource, namespace.isEmpty() ? "default" : namespace, metadata.path("name").asText(""));
  }

  private static Written written(JsonNode answer, Place place, String what, WriteOptions options) {
    var made = (ObjectNode) answer;
    var name = made.path("metadata").path("name").asText(place.name());
    var said = new Place(place.resource(), place.namespace(), name).said();
    var dry = options.dryRun() ? " (server dry run)" : "";
    return new Written(made, "%s %s%s".formatted(said, what, dry));
  }

  /// The object as it is live; empty if there is none.
  ///
  /// @throws KubeFailure if the server says no, or has no such kind
  public Optional<ObjectNode> find(JsonNode object) throws InterruptedException {
    return find(place(object));
  }

  private Optional<ObjectNode> find(Place place) throws InterruptedException {
    try {
      return Optional.of((ObjectNode) api.get(place.path()));
    } catch (KubeFailure e) {
      if (e.code() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Server-side apply. What others own becomes ours.
  ///
  /// @throws KubeFailure if the server says no
  public Written serverSideApply(ObjectNode object, WriteOptions options)
      throws InterruptedException {
    var place = place(object);
    var query = new HashMap<>(options.query());
    query.put("force", "true");
    try {
      var answer = applyPatch(place, query, object);
      return written(answer, place, "serverside-applied", options);
    } catch (KubeFailure e) {
      return anew(object, place, options, e);
    }
  }

  private JsonNode applyPatch(Place place, Map<String, String> query, ObjectNode object)
      throws InterruptedException {
    return api.call(
        "PATCH", place.path(), query, "application/apply-patch+yaml", object.toString());
  }

  /// The object as a server-side apply would leave it.
  ///
  /// @throws KubeFailure if the server says no
  public ObjectNode predicted(ObjectNode object, String manager) throws InterruptedException {
    var options = new WriteOptions(manager, true, false, false);
    return serverSideApply(object, options).object();
  }

  /// The classic apply: what is wanted over what is live, without what was applied before and is
  /// not wanted any more. What was applied is noted in an annotation.
  ///
  /// @throws KubeFailure if the server says no
  public Written apply(ObjectNode object, WriteOptions options) throws InterruptedException {
    var place = place(object);
    var wanted = noted(object);
    for (var tries = 1; ; tries++) {
      try {
        var live = find(place);
        return live.isEmpty()
            ? create(wanted, place, options)
            : patched(place, wanted, live.get(), options);
      } catch (KubeFailure e) {
        if (!isRace(e) || tries == TRIES_MAX) {
          return anew(wanted, place, options, e);
        }
      }
    }
  }

  private static boolean isRace(KubeFailure e) {
    return e.reason().equals("Conflict") || e.reason().equals("AlreadyExists");
  }

  private static ObjectNode noted(ObjectNode object) {
    var plain = object.deepCopy();
    LastApplied.removeFrom(plain);
    var noted = plain.deepCopy();
    noted
        .withObjectProperty("metadata")
        .withObjectProperty("annotations")
        .put(LastApplied.ANNOTATION, plain + "\n");
    return noted;
  }

  private Written patched(Place place, ObjectNode wanted, ObjectNode live, WriteOptions options)
      throws InterruptedException {
    var original = LastApplied.of(live).orElseGet(JsonNodeFactory.instance::objectNode);
    var apiVersion = wanted.path("apiVersion").asText();
    var kind = wanted.path("kind").asText();
    // The annotation itself was no part of what was applied.
    var predicted =
        Schema.known(apiVersion, kind) && !isDefinition(wanted)
            ? ThreeWay.strategic(original, wanted, live, Schema.of(apiVersion, kind))
            : ThreeWay.json(original, wanted, live);
    if (Values.same(predicted, live)) {
      return written(live, place, "unchanged", options);
    }
    var patch = Merges.between(live, predicted);
    patch
        .withObjectProperty("metadata")
        .set("resourceVersion", live.path("metadata").get("resourceVersion"));
    var answer =
        api.call(
            "PATCH",
            place.path(),
            options.query(),
            "application/merge-patch+json",
            patch.toString());
    return written(answer, place, "configured", options);
  }

  private static boolean isDefinition(JsonNode object) {
    return object.path("kind").asText().equals("CustomResourceDefinition");
  }

  /// Creates an object; it may have `generateName` only.
  ///
  /// @throws KubeFailure if the server says no
  public Written create(ObjectNode object, WriteOptions options) throws InterruptedException {
    return create(object, place(object), options);
  }

  private Written create(ObjectNode object, Place place, WriteOptions options)
      throws InterruptedException {
    var answer = api.call("POST", place.collection(), options.query(), JSON, object.toString());
    return written(answer, place, "created", options);
  }

  /// Puts an object in the place of a live one, or creates it.
  ///
  /// @throws KubeFailure if the server says no
  public Written replace(ObjectNode object, WriteOptions options) throws InterruptedException {
    var place = place(object);
    var lasting = isDefinition(object) || object.path("kind").asText().equals("Namespace");
    for (var tries = 1; ; tries++) {
      var live = find(place);
      if (live.isEmpty()) {
        return create(object, place, options);
      }
      if (options.force() && !lasting && !options.dryRun()) {
        return recreated(object, place, options);
      }
      var next = object.deepCopy();
      next.withObjectProperty("metadata")
          .set("resourceVersion", live.get().path("metadata").get("resourceVersion"));
      try {
        var answer = api.call("PUT", place.path(), options.query(), JSON, next.toString());
        return written(answer, place, "replaced", options);
      } catch (KubeFailure e) {
        if (!isRace(e) || tries == TRIES_MAX) {
          throw e;
        }
      }
    }
  }

  /// An object that cannot be changed is made anew, if that is wanted.
  private Written anew(ObjectNode object, Place place, WriteOptions options, KubeFailure failure)
      throws InterruptedException {
    var unchangeable = failure.code() == 422 || failure.code() == 409;
    if (!options.force() || options.dryRun() || !unchangeable || find(place).isEmpty()) {
      throw failure;
    }
    return recreated(object, place, options);
  }

  private Written recreated(ObjectNode object, Place place, WriteOptions options)
      throws InterruptedException {
    delete(place, Propagation.FOREGROUND, false);
    awaitGone(place);
    return create(object, place, options);
  }

  /// Deletes an object. Nothing happens if it is gone already.
  ///
  /// @return the object while it goes; empty if it was not there
  /// @throws KubeFailure if the server says no
  public Optional<JsonNode> delete(JsonNode object, Propagation propagation, boolean dryRun)
      throws InterruptedException {
    return delete(place(object), propagation, dryRun);
  }

  private Optional<JsonNode> delete(Place place, Propagation propagation, boolean dryRun)
      throws InterruptedException {
    var query = new HashMap<String, String>();
    query.put("propagationPolicy", propagation.text);
    if (dryRun) {
      query.put("dryRun", "All");
    }
    try {
      return Optional.of(api.call("DELETE", place.path(), query, JSON, "{}"));
    } catch (KubeFailure e) {
      if (e.code() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Waits until an object is gone.
  ///
  /// @throws KubeFailure if something holds it back for too long
  public void awaitGone(JsonNode object) throws InterruptedException {
    awaitGone(place(object));
  }

  private void awaitGone(Place place) throws InterruptedException {
    var end = System.nanoTime() + GONE_MAX.toNanos();
    while (System.nanoTime() < end) {
      var live = find(place);
      if (live.isEmpty()) {
        return;
      }
      var version = live.get().path("metadata").path("resourceVersion").asText();
      var left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      if (!api.awaitChange(place.collection(), place.name(), version, left)) {
        Thread.sleep(ESTABLISHED_LOOK);
      }
    }
    throw KubeFailure.senseless(
        "%s is not gone after %d s: finalizers hold it back", place.said(), GONE_MAX.toSeconds());
  }

  /// Waits until objects of a defined kind can be made.
  ///
  /// @return false if it is not so within three seconds
  public boolean awaitEstablished(JsonNode definition) throws InterruptedException {
    var place = place(definition);
    var end = System.nanoTime() + ESTABLISHED_MAX.toNanos();
    while (true) {
      if (find(place).filter(ObjectWriter::isEstablished).isPresent()) {
        return true;
      }
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(ESTABLISHED_LOOK);
    }
  }

  private static boolean isEstablished(JsonNode definition) {
    for (var condition : definition.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Established")
          && condition.path("status").asText().equals("True")) {
        return true;
      }
    }
    return false;
  }

  /// Gives the fields that `from` has applied client-side to a manager that applies server-side, so
  /// that what is not wanted any more goes with the next apply.
  ///
  /// @return whether there was anything to give
  /// @throws KubeFailure if the server says no
  public boolean migrate(JsonNode object, String from, String to) throws InterruptedException {
    return migration.migrate(place(object).path(), from, to);
  }
}
