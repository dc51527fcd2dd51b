package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.cluster.Resource;
import dev.tiphys.engine.Step;
import dev.tiphys.stepdispatch.kube.Flags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a `resource` template does to objects, as kubectl would. Doing it twice is doing it once:
/// what is created is named and marked by its step.
final class ResourceAction {
  /// On objects that a step created: its run and node.
  static final String MARK = "tiphys.dev/created-by";

  private static final String MANAGER = "tiphys";
  private static final String JSON = "application/json";
  private static final int REPLACE_TRIES = 5;
  private static final Duration GONE_MAX = Duration.ofMinutes(10);

  private final Step step;
  private final KubeApi api;
  private final JsonNode template;
  private final Flags flags;
  private final ResourceManifest manifest;

  ResourceAction(Step step, Surroundings around, KubeApi api) {
    this.step = step;
    this.api = api;
    this.template = step.template().path("resource");
    List<String> words = new ArrayList<>();
    template.path("flags").forEach(flag -> words.add(flag.asText()));
    this.flags = Flags.parse(words);
    this.manifest = new ResourceManifest(step, around.artifacts());
  }

  /// Where an object lies.
  ///
  /// @param collection the path of all objects of its kind and namespace
  /// @param name of the object; empty if all that are selected are meant
  /// @param selector as a query
  /// @param kind as messages name it
  /// @param gone whether it was deleted
  record Place(String collection, String name, String selector, String kind, boolean gone) {
    static Place of(Resource resource, String namespace, String name) {
      // Checks the name.
      resource.path(namespace, name);
      return new Place(resource.path(namespace), name, "", resource.name(), false);
    }

    String path() {
      return collection + (name.isEmpty() ? selector : "/" + name);
    }

    String said() {
      return name.isEmpty() ? kind : kind + "/" + name;
    }

    Place deleted() {
      return new Place(collection, name, selector, kind, true);
    }

    String text() {
      return String.join("\n", collection, name, selector, kind, Boolean.toString(gone), "");
    }

    static Place read(String text) {
      var lines = text.split("\n", -1);
      return new Place(lines[0], lines[1], lines[2], lines[3], Boolean.parseBoolean(lines[4]));
    }
  }

  /// @return where the object lies; null if there is none and that is fine
  /// @throws KubeFailure if the server says no
  @Nullable Place carryOut(StepFolder folder) throws InterruptedException {
    var action = template.path("action").asText();
    return switch (action) {
      case "create" -> create();
      case "apply" -> apply();
      case "replace" -> replace();
      case "patch" -> patch(folder);
      case "get" -> get();
      case "delete" -> delete(folder);
      default ->
          throw new PodFailure(
              "resource.action should be get, create, apply, delete, replace or patch, not '%s'",
              action);
    };
  }

  /// The object of the manifest, whose kind the server knows.
  private record Meant(ObjectNode object, Resource resource, String namespace) {
    String name() {
      return object.path("metadata").path("name").asText("");
    }

    Place place() {
      return Place.of(resource, namespace, name());
    }

    /// Where it lies, or a failure if it has no name.
    Place named() {
      if (name().isEmpty()) {
        throw KubeFailure.senseless("resource name may not be empty: metadata.name is missing");
      }
      return place();
    }
  }

  private Meant meant() throws InterruptedException {
    var object = manifest.object();
    var resource =
        api.resource(object.path("apiVersion").asText(""), object.path("kind").asText(""));
    var own = object.path("metadata").path("namespace").asText("");
    var said = flags.namespace();
    if (said != null && !own.isEmpty() && !said.equals(own)) {
      throw KubeFailure.senseless(
          "the namespace from the provided object \"%s\" does not match the namespace \"%s\". You must pass '--namespace=%s' to perform this operation.",
          own, said, own);
    }
    var namespace = !own.isEmpty() ? own : said != null ? said : step.run().namespace();
    return new Meant(object, resource, namespace);
  }

  private Place create() throws InterruptedException {
    var meant = meant();
    var metadata = meant.object().withObject("/metadata");
    var mark = step.run().uid() + "/" + step.node();
    metadata.withObject("/annotations").put(MARK, mark);
    var prefix = metadata.path("generateName").asText("");
    if (meant.name().isEmpty() && !prefix.isEmpty()) {
      metadata.put("name", prefix + manifest.suffix());
    }
    own(meant);
    try {
      return placed(
          meant,
          api.call(
              "POST",
              meant.resource().path(meant.namespace()),
              flags.ofWrite(MANAGER),
              JSON,
              meant.object().toString()));
    } catch (KubeFailure e) {
      if (e.reason().equals("AlreadyExists")) {
        var there = api.get(meant.named().path());
        if (there.path("metadata").path("annotations").path(MARK).asText().equals(mark)) {
          return meant.place();
        }
      }
      throw e;
    }
  }

  private Place placed(Meant meant, JsonNode written) {
    var place =
        Place.of(
            meant.resource(), meant.namespace(), written.path("metadata").path("name").asText());
    return flags.ofWrite(MANAGER).containsKey("dryRun") ? place.deleted() : place;
  }

  private void own(Meant meant) {
    if (template.path("setOwnerReference").asBoolean(false)) {
      if (!meant.resource().namespaced() || !meant.namespace().equals(step.run().namespace())) {
        throw KubeFailure.senseless(
            "setOwnerReference: the object should be in the namespace of the workflow, %s",
            step.run().namespace());
      }
      meant
          .object()
          .withObject("/metadata")
          .withArray("ownerReferences")
          .addObject()
          .put("apiVersion", "argoproj.io/v1alpha1")
          .put("kind", "Workflow")
          .put("name", step.run().name())
          .put("uid", step.run().uid())
          .put("controller", true)
          .put("blockOwnerDeletion", true);
    }
  }

  private Place apply() throws InterruptedException {
    var meant = meant();
    var place = meant.named();
    own(meant);
    var query = new HashMap<>(flags.ofWrite(MANAGER));
    // What kubectl applies without --server-side overwrites what others set.
    query.put(
        "force", Boolean.toString(!flags.on("--server-side") || flags.on("--force-conflicts")));
    return placed(
        meant,
        api.call(
            "PATCH",
            place.path(),
            query,
            "application/apply-patch+yaml",
            meant.object().toString()));
  }

  private Place replace() throws InterruptedException {
    var meant = meant();
    var place = meant.named();
    for (var tries = 1; ; tries++) {
      var metadata = meant.object().withObject("/metadata");
      try {
        metadata.set("resourceVersion", api.get(place.path()).at("/metadata/resourceVersion"));
        return placed(
            meant,
            api.call("PUT", place.path(), flags.ofWrite(MANAGER), JSON, meant.object().toString()));
      } catch (KubeFailure e) {
        if (e.code() == 404 && flags.on("--force")) {
          metadata.remove("resourceVersion");
          return create();
        }
        if (!e.reason().equals("Conflict") || tries == REPLACE_TRIES) {
          throw e;
        }
      }
    }
  }

  private Place patch(StepFolder folder) throws InterruptedException {
    var strategy = template.path("mergeStrategy").asText("strategic");
    var type =
        switch (strategy.isEmpty() ? "strategic" : strategy) {
          case "strategic" -> "application/strategic-merge-patch+json";
          case "merge" -> "application/merge-patch+json";
          case "json" -> "application/json-patch+json";
          default ->
              throw KubeFailure.senseless(
                  "resource.mergeStrategy should be strategic, merge or json, not '%s'", strategy);
        };
    var place = flags.words().isEmpty() ? meant().named() : pointed();
    if (place.name().isEmpty()) {
      throw KubeFailure.senseless("a patch needs the name of an object");
    }
    // Operations, unlike merges, may not be done twice.
    if (!folder.claim("patched") && strategy.equals("json")) {
      throw new PodFailure(
          "the patch was sent by a host that ended: what became of it is not known");
    }
    var path = place.path();
    var part = flags.values().get("--subresource");
    if (part != null) {
      path += "/" + part;
    }
    api.call("PATCH", path, flags.ofWrite(MANAGER), type, manifest.json().toString());
    return place;
  }

  /// What flags point at: `pod name`, `pod/name`, or a type and a selector.
  private Place pointed() throws InterruptedException {
    var words = flags.words();
    var slash = words.getFirst().indexOf('/');
    if (words.size() > 2 || (slash > 0 && words.size() > 1)) {
      throw KubeFailure.senseless("flags should name one object, not %s", words);
    }
    var type = slash > 0 ? words.getFirst().substring(0, slash) : words.getFirst();
    var name =
        slash > 0 ? words.getFirst().substring(slash + 1) : words.size() > 1 ? words.get(1) : "";
    var resource = api.resource(type);
    var namespace = flags.namespace() == null ? step.run().namespace() : flags.namespace();
    if (!name.isEmpty()) {
      return Place.of(resource, namespace, name);
    }
    var selector = flags.selector();
    if (selector == null) {
      throw KubeFailure.senseless("resource(s) were provided, but no name was specified");
    }
    var query =
        selector.isEmpty()
            ? ""
            : "?labelSelector="
                + java.net.URLEncoder.encode(selector, java.nio.charset.StandardCharsets.UTF_8);
    return new Place(resource.path(namespace), "", query, resource.name(), false);
  }

  private Place pointedOrMeant() throws InterruptedException {
    return flags.words().isEmpty() ? meant().named() : pointed();
  }

  private @Nullable Place get() throws InterruptedException {
    var place = pointedOrMeant();
    try {
      api.get(place.path());
      return place;
    } catch (KubeFailure e) {
      if (e.code() == 404 && flags.ignoresNotFound()) {
        return null;
      }
      throw e;
    }
  }

  private Place delete(StepFolder folder) throws InterruptedException {
    var place = pointedOrMeant();
    // A host that was killed may have deleted it already.
    var first = folder.claim("deleted");
    if (place.name().isEmpty()) {
      for (var item : api.get(place.path()).path("items")) {
        delete(place.collection() + "/" + item.at("/metadata/name").asText(), true);
      }
      return place.deleted();
    }
    delete(place.path(), flags.ignoresNotFound() || !first);
    return place.deleted();
  }

  private void delete(String path, boolean ignoring) throws InterruptedException {
    try {
      var uid = api.get(path).at("/metadata/uid").asText();
      api.call("DELETE", path, flags.ofDelete(), JSON, "{}");
      if (flags.waits() && !flags.ofDelete().containsKey("dryRun")) {
        awaitGone(path, uid);
      }
    } catch (KubeFailure e) {
      if (e.code() != 404 || !ignoring) {
        throw e;
      }
    }
  }

  /// Finalizers may hold an object back.
  private void awaitGone(String path, String uid) throws InterruptedException {
    var end = System.nanoTime() + GONE_MAX.toNanos();
    var name = path.substring(path.lastIndexOf('/') + 1);
    var collection = path.substring(0, path.lastIndexOf('/'));
    while (System.nanoTime() < end) {
      try {
        var live = api.get(path);
        if (!live.at("/metadata/uid").asText().equals(uid)) {
          return;
        }
        var version = live.at("/metadata/resourceVersion").asText();
        if (!api.awaitChange(collection, name, version, Duration.ofSeconds(30))) {
          Thread.sleep(Duration.ofSeconds(2));
        }
      } catch (KubeFailure e) {
        if (e.code() == 404) {
          return;
        }
        throw e;
      }
    }
    throw KubeFailure.senseless(
        "%s is not gone after %d min: finalizers hold it back", name, GONE_MAX.toMinutes());
  }
}
