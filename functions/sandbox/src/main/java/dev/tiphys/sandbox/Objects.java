package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.Applying;
import dev.tiphys.delivery.merge.Fields;
import dev.tiphys.delivery.merge.Managers;
import dev.tiphys.delivery.merge.Managers.Manager;
import dev.tiphys.delivery.merge.MergeFailure;
import dev.tiphys.delivery.merge.Schema;
import dev.tiphys.sandbox.Change.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the sandbox holds: objects by kind, namespace and name. Safe for many threads; what goes in
/// and comes out are copies.
public final class Objects {
  /// More objects than anybody tries out things with.
  static final int OBJECTS_MAX = 100_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final NavigableMap<String, ObjectNode> objects = new TreeMap<>();
  private final Kinds kinds = new Kinds();
  private final Changes changes = new Changes(lock);
  private final Names names = new Names();
  private final InstantSource clock;
  private long version = 1;

  Objects(InstantSource clock) {
    this.clock = clock;
    for (var namespace : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      ensureNamespace(namespace);
    }
  }

  Kinds kinds() {
    return kinds;
  }

  Changes changes() {
    return changes;
  }

  /// The kind that an object of that apiVersion and kind is of.
  public Optional<Kind> kind(String apiVersion, String kind) {
    return kinds.ofKind(apiVersion, kind);
  }

  /// Creates a namespace unless it is there.
  public void ensureNamespace(String name) {
    var kind = kinds.ofKind("v1", "Namespace").orElseThrow();
    locked(
        () -> {
          if (!objects.containsKey(key(kind, "", name))) {
            var namespace = JsonNodeFactory.instance.objectNode();
            namespace.put("apiVersion", "v1").put("kind", "Namespace");
            namespace.putObject("metadata").put("name", name);
            create(kind, "", namespace, Writing.by("tiphys"));
          }
          return null;
        });
  }

  /// How far the sandbox is: what lists show as their resourceVersion.
  public long version() {
    return locked(() -> version);
  }

  /// The object of that name.
  public Optional<ObjectNode> find(Kind kind, String namespace, String name) {
    return locked(
        () ->
            Optional.ofNullable(objects.get(key(kind, namespace, name)))
                .map(object -> shown(kind, object)));
  }

  /// The object of that name.
  ///
  /// @throws Refused if there is none
  public ObjectNode get(Kind kind, String namespace, String name) {
    return find(kind, namespace, name).orElseThrow(() -> Refused.notFound(kind, name));
  }

  /// What is selected of a kind, in one namespace or with the empty text in all, and at which
  /// version of the sandbox that is so.
  record Listing(List<ObjectNode> items, long version) {}

  Listing list(Kind kind, String namespace, Selection selection) {
    var prefix = kind.resource() + "/" + (namespace.isEmpty() ? "" : namespace + "/");
    return locked(
        () ->
            new Listing(
                objects.subMap(prefix, prefix + Character.MAX_VALUE).values().stream()
                    .filter(selection)
                    .map(object -> shown(kind, object))
                    .toList(),
                version));
  }

  /// Whether nothing will happen any more.
  public boolean isClosed() {
    return changes.closed();
  }

  /// What happened after `version`, waiting for it at most `limit`.
  ///
  /// @throws Refused if that is too long ago for the sandbox to know
  public List<Change> after(long version, Duration limit) throws InterruptedException {
    return changes.after(version, limit);
  }

  /// Creates an object; what is asked for under `metadata.uid` is granted, as only this process
  /// can ask.
  ///
  /// @throws Refused if the object cannot be
  public ObjectNode create(Kind kind, String namespace, ObjectNode wanted, Writing writing) {
    return locked(
        () -> {
          var object = born(kind, namespace, wanted, writing);
          var name = name(object);
          if (objects.containsKey(key(kind, namespace, name))) {
            throw Refused.exists(kind, name);
          }
          managed(kind, null, object, writing);
          return store(kind, namespace, null, object, writing);
        });
  }

  private ObjectNode born(Kind kind, String namespace, ObjectNode wanted, Writing writing) {
    if (objects.size() >= OBJECTS_MAX) {
      throw new Refused(
          507,
          "InsufficientStorage",
          "the sandbox has %d objects, its limit".formatted(OBJECTS_MAX));
    }
    var object = (ObjectNode) Fields.parse(wanted.toString());
    names.check(kind, namespace, object);
    if (kind.namespaced()
        && !objects.containsKey(key(kinds.ofResource("namespaces").orElseThrow(), "", namespace))) {
      throw new Refused(404, "NotFound", "namespaces \"%s\" not found".formatted(namespace));
    }
    var metadata = object.withObject("/metadata");
    if (!metadata.hasNonNull("uid")) {
      metadata.put("uid", UUID.randomUUID().toString());
    }
    metadata.put("creationTimestamp", now().truncatedTo(ChronoUnit.SECONDS).toString());
    metadata.remove("deletionTimestamp");
    metadata.remove("managedFields");
    if (kind.status()) {
      object.remove("status");
    }
    if (object.has("spec")) {
      metadata.put("generation", 1);
    }
    return object;
  }

  /// Puts another state in the place of an object.
  ///
  /// @throws Refused if there is none, or it is not any more what the writer saw
  public ObjectNode update(
      Kind kind, String namespace, String name, ObjectNode wanted, Writing writing) {
    return locked(
        () -> {
          var old = objects.get(key(kind, namespace, name));
          if (old == null) {
            throw Refused.notFound(kind, name);
          }
          return replace(
              kind, namespace, old, (ObjectNode) Fields.parse(wanted.toString()), writing, true);
        });
  }

  /// Changes an object; an apply creates it if need be.
  ///
  /// @throws Refused if there is none, or the change makes no sense
  public ObjectNode patch(Kind kind, String namespace, String name, Patch patch, Writing writing) {
    return locked(
        () -> {
          var old = objects.get(key(kind, namespace, name));
          if (patch instanceof Patch.Apply(var wanted)) {
            return apply(kind, namespace, name, old, wanted, writing);
          }
          if (old == null) {
            throw Refused.notFound(kind, name);
          }
          var patched = Patching.patched(kind, shown(kind, old), patch);
          return replace(kind, namespace, old, patched, writing, true);
        });
  }

  private ObjectNode apply(
      Kind kind,
      String namespace,
      String name,
      @Nullable ObjectNode old,
      JsonNode wanted,
      Writing writing) {
    if (!(wanted instanceof ObjectNode object)) {
      throw Refused.bad("an apply patch should be an object");
    }
    if (object.path("metadata").hasNonNull("managedFields")) {
      throw Refused.bad("metadata.managedFields must be nil");
    }
    if (!object.path("metadata").path("name").asText(name).equals(name)) {
      throw Refused.bad("the name of the object does not match the name on the URL");
    }
    var applied = object.deepCopy();
    applied.withObject("/metadata").put("name", name);
    if (kind.namespaced()) {
      applied.withObject("/metadata").put("namespace", namespace);
    }
    Patching.sameKind(kind, applied);
    var manager = new Manager(writing.manager(), "Apply", writing.status() ? "status" : "");
    var applying = new Applying(kind.apiVersion(), kind.kind(), manager, writing.force());
    if (old == null) {
      var created = born(kind, namespace, applied, writing);
      var managers = applying.apply(JsonNodeFactory.instance.objectNode(), applied, now());
      created
          .withObject("/metadata")
          .set("managedFields", managers.path("metadata").path("managedFields"));
      return store(kind, namespace, null, created, writing);
    }
    var base = old.deepCopy();
    return replace(kind, namespace, old, applying.apply(base, applied, now()), writing, false);
  }

  private ObjectNode replace(
      Kind kind,
      String namespace,
      ObjectNode old,
      ObjectNode wanted,
      Writing writing,
      boolean managed) {
    var name = name(old);
    Patching.sameKind(kind, wanted);
    var next = Patching.kept(kind, old, wanted, writing.status());
    if (managed) {
      managed(kind, old, next, writing);
    }
    if (next.equals(old)) {
      return shown(kind, old);
    }
    var ends = next.path("metadata").hasNonNull("deletionTimestamp");
    if (ends && next.path("metadata").path("finalizers").isEmpty() && !writing.dryRun()) {
      remove(kind, namespace, name, next);
      return shown(kind, next);
    }
    return store(kind, namespace, old, next, writing);
  }

  private void managed(Kind kind, @Nullable ObjectNode old, ObjectNode next, Writing writing) {
    // A writer may say otherwise who owns what.
    var managers = Managers.of(next);
    managers.changed(
        old == null ? JsonNodeFactory.instance.objectNode() : old,
        next,
        Schema.of(kind.apiVersion(), kind.kind()),
        new Manager(writing.manager(), "Update", writing.status() ? "status" : ""),
        now());
    managers.writeTo(next);
  }

  private ObjectNode store(
      Kind kind, String namespace, @Nullable ObjectNode old, ObjectNode next, Writing writing) {
    Patching.secrets(kind, next);
    if (writing.dryRun()) {
      return shown(kind, next);
    }
    next.withObject("/metadata").put("resourceVersion", Long.toString(++version));
    objects.put(key(kind, namespace, name(next)), next);
    changes.add(new Change(version, old == null ? Type.ADDED : Type.MODIFIED, kind, old, next));
    if (kind.resource().equals(Kinds.CRD)) {
      defined(kind, next);
    }
    var shown = shown(kind, objects.getOrDefault(key(kind, namespace, name(next)), next));
    if (old == null && orphaned(next)) {
      remove(kind, namespace, name(next), next);
    }
    return shown;
  }

  /// A definition is in force at once.
  private void defined(Kind kind, ObjectNode crd) {
    kinds.define(crd);
    if (!crd.path("status").has("acceptedNames")) {
      var accepted = crd.deepCopy();
      var status = accepted.putObject("status");
      status.set("acceptedNames", crd.path("spec").path("names"));
      for (var type : List.of("NamesAccepted", "Established")) {
        status.withArray("conditions").addObject().put("type", type).put("status", "True");
      }
      store(kind, "", crd, accepted, Writing.by("tiphys"));
    }
  }

  /// Deletes an object, or says that it is to go once its finalizers are gone.
  ///
  /// @param orphan whether what it owns stays
  /// @return the object as it was last, or is while it goes
  /// @throws Refused if there is none
  public ObjectNode delete(
      Kind kind, String namespace, String name, boolean orphan, Writing writing) {
    return locked(
        () -> {
          var old = objects.get(key(kind, namespace, name));
          if (old == null) {
            throw Refused.notFound(kind, name);
          }
          if (writing.dryRun()) {
            return shown(kind, old);
          }
          if (orphan) {
            release(old.path("metadata").path("uid").asText());
          }
          if (!old.path("metadata").path("finalizers").isEmpty()) {
            if (old.path("metadata").hasNonNull("deletionTimestamp")) {
              return shown(kind, old);
            }
            var going = old.deepCopy();
            going
                .withObject("/metadata")
                .put("deletionTimestamp", now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("deletionGracePeriodSeconds", 0);
            return store(kind, namespace, old, going, writing);
          }
          remove(kind, namespace, name, old);
          return shown(kind, old);
        });
  }

  private void remove(Kind kind, String namespace, String name, ObjectNode last) {
    objects.remove(key(kind, namespace, name));
    var gone = last.deepCopy();
    gone.withObject("/metadata").put("resourceVersion", Long.toString(++version));
    changes.add(new Change(version, Type.DELETED, kind, last, gone));
    if (kind.resource().equals(Kinds.CRD)) {
      Kinds.definedBy(last).forEach(defined -> removeAll(defined.resource() + "/"));
      kinds.undefine(last);
    }
    if (kind.resource().equals("namespaces")) {
      for (var each : kinds.all()) {
        if (each.namespaced()) {
          removeAll(each.resource() + "/" + name + "/");
        }
      }
    }
    collect(last.path("metadata").path("uid").asText());
  }

  private void removeAll(String prefix) {
    for (var key : List.copyOf(objects.subMap(prefix, prefix + Character.MAX_VALUE).keySet())) {
      removeAt(key);
    }
  }

  private void removeAt(String key) {
    var object = objects.get(key);
    var parts = key.split("/", 3);
    if (object != null) {
      kinds
          .ofResource(parts[0])
          .ifPresent(kind -> delete(kind, parts[1], parts[2], false, Writing.by("garbage")));
    }
  }

  /// Deletes what only `uid` owned.
  private void collect(String uid) {
    for (var key : ownedBy(uid)) {
      var object = objects.get(key);
      if (object != null && orphaned(object)) {
        removeAt(key);
      }
    }
  }

  private void release(String uid) {
    for (var key : ownedBy(uid)) {
      var old = objects.get(key);
      var parts = key.split("/", 3);
      var freed = old.deepCopy();
      var owners = freed.withObject("/metadata").withArray("ownerReferences").elements();
      while (owners.hasNext()) {
        if (owners.next().path("uid").asText().equals(uid)) {
          owners.remove();
        }
      }
      kinds
          .ofResource(parts[0])
          .ifPresent(kind -> store(kind, parts[1], old, freed, Writing.by("garbage")));
    }
  }

  private List<String> ownedBy(String uid) {
    List<String> keys = new ArrayList<>();
    objects.forEach(
        (key, object) -> {
          for (var owner : object.path("metadata").path("ownerReferences")) {
            if (owner.path("uid").asText().equals(uid)) {
              keys.add(key);
              return;
            }
          }
        });
    return keys;
  }

  /// Whether it has owners and none of them is there.
  private boolean orphaned(JsonNode object) {
    var owners = object.path("metadata").path("ownerReferences");
    if (owners.isEmpty()) {
      return false;
    }
    for (var owner : owners) {
      var uid = owner.path("uid").asText();
      if (objects.values().stream()
          .anyMatch(other -> other.path("metadata").path("uid").asText().equals(uid))) {
        return false;
      }
    }
    return true;
  }

  private Instant now() {
    return clock.instant();
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  private static String key(Kind kind, String namespace, String name) {
    return kind.resource() + "/" + (kind.namespaced() ? namespace : "") + "/" + name;
  }

  /// A copy, in the version that is asked for.
  private static ObjectNode shown(Kind kind, ObjectNode object) {
    var copy = object.deepCopy();
    copy.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    return copy;
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } catch (MergeFailure e) {
      throw Refused.by(e);
    } finally {
      lock.unlock();
    }
  }
}
