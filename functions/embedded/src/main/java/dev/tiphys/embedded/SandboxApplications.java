package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications;
import dev.tiphys.api.Applications.Cascade;
import dev.tiphys.api.Applications.Key;
import dev.tiphys.api.Definitions;
import dev.tiphys.api.Refusal;
import dev.tiphys.delivery.deletion.Stage;
import dev.tiphys.log.LogFailure;
import dev.tiphys.sandbox.Change;
import dev.tiphys.sandbox.Change.Type;
import dev.tiphys.sandbox.Objects;
import dev.tiphys.sandbox.Patch;
import dev.tiphys.sandbox.Refused;
import dev.tiphys.sandbox.Writing;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Delivers the Applications, projects and sets that stand as objects in the sandbox, as those of
/// an application of applications do (C149), and shows there how they are.
///
/// An object that is gone because the sandbox was made anew deletes nothing: only one that somebody
/// deletes does.
final class SandboxApplications {
  private static final System.Logger LOG = System.getLogger(SandboxApplications.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Writing OURS = Writing.by("tiphys");
  private static final String APPLICATION = "Application";

  /// Which object an application or definition of the host is there for.
  private static final String OBJECT = "tiphys.dev/object";

  private static final Map<String, Definitions.Kind> KINDS =
      Map.of(
          "AppProject", Definitions.Kind.APP_PROJECT,
          "ApplicationSet", Definitions.Kind.APPLICATION_SET);

  private final Applications applications;
  private final Definitions definitions;
  private final Objects objects;
  private final LinkedBlockingQueue<Key> moved = new LinkedBlockingQueue<>();

  SandboxApplications(Applications applications, Definitions definitions, Objects objects) {
    this.applications = applications;
    this.definitions = definitions;
    this.objects = objects;
  }

  /// Begins to show how applications are; what changes has to be handed to [#follow].
  void start() {
    objects.ensureNamespace(applications.namespace());
    Thread.ofVirtual().name("sandbox-applications").start(this::show);
  }

  /// What has changed in the sandbox.
  void follow(List<Change> changes) {
    for (var change : changes) {
      var kind = change.after().path("kind").asText();
      if (!change.after().path("apiVersion").asText().startsWith("argoproj.io/")) {
        continue;
      }
      try {
        if (kind.equals(APPLICATION)) {
          application(change);
        } else if (KINDS.containsKey(kind)) {
          definition(KINDS.get(kind), change);
        }
      } catch (Refusal | LogFailure e) {
        LOG.log(
            Level.WARNING,
            "{0} {1} of the sandbox is not delivered: {2}",
            kind,
            change.after().at("/metadata/name").asText(),
            e.getMessage());
      }
    }
  }

  private void application(Change change) {
    var object = change.after();
    var key = new Key(text(object, "namespace"), text(object, "name"));
    var there = applications.get(key);
    if (there.isPresent() && !isFor(there.get(), object)) {
      return;
    }
    var leaving = !text(object, "deletionTimestamp").isEmpty();
    if (change.type() == Type.DELETED || leaving) {
      // Its finalizers say whether its objects go with it.
      applications.delete(key, Cascade.AS_WRITTEN);
      approve(key, object);
      release(key);
    } else if (there.isEmpty()) {
      applications.create(wanted(object), false);
    } else {
      if (!same(there.get(), object)) {
        applications.replace(wanted(object), false);
      }
      operate(key);
    }
  }

  /// Begins the operation that somebody wrote into the object as it is now, and takes it out. It
  /// stays there as long as another one is under way, whose end leads here again.
  private void operate(Key key) {
    var kind = objects.kind("argoproj.io/v1alpha1", APPLICATION).orElseThrow();
    var there = objects.find(kind, key.namespace(), key.name());
    if (there.isEmpty() || !(there.get().get("operation") instanceof ObjectNode operation)) {
      return;
    }
    try {
      applications.begin(key, operation);
    } catch (Refusal e) {
      if (e.code() == Refusal.Code.FAILED_PRECONDITION) {
        return;
      }
      LOG.log(Level.WARNING, "operation of {0}: {1}", key, e.getMessage());
    }
    var patch = JsonNodeFactory.instance.objectNode();
    patch.putNull("operation");
    try {
      objects.patch(kind, key.namespace(), key.name(), new Patch.Merge(patch), OURS);
    } catch (Refused e) {
      LOG.log(Level.DEBUG, "{0}", e.getMessage());
    }
  }

  /// What people say of a deletion that is under way.
  private void approve(Key key, ObjectNode object) {
    var there = applications.get(key);
    if (there.isPresent()) {
      var wanted = wanted(object);
      wanted
          .withObjectProperty("metadata")
          .set("finalizers", there.get().at("/metadata/finalizers"));
      if (!same(there.get(), wanted)) {
        applications.replace(wanted, false);
      }
    }
  }

  /// What had to be done before an object may go is done when its application is gone.
  private void release(Key key) {
    var kind = objects.kind("argoproj.io/v1alpha1", APPLICATION).orElseThrow();
    var there = objects.find(kind, key.namespace(), key.name());
    if (there.isEmpty()
        || text(there.get(), "deletionTimestamp").isEmpty()
        || applications.get(key).filter(found -> isFor(found, there.get())).isPresent()) {
      return;
    }
    var patch = JsonNodeFactory.instance.objectNode();
    var kept = patch.putObject("metadata").putArray("finalizers");
    for (var finalizer : there.get().at("/metadata/finalizers")) {
      if (!Stage.isOurs(finalizer.asText())) {
        kept.add(finalizer);
      }
    }
    try {
      objects.patch(kind, key.namespace(), key.name(), new Patch.Merge(patch), OURS);
    } catch (Refused e) {
      LOG.log(Level.DEBUG, "{0}", e.getMessage());
    }
  }

  private void definition(Definitions.Kind kind, Change change) {
    var object = change.after();
    var namespace = text(object, "namespace");
    var there = definitions.get(kind, namespace, text(object, "name"));
    var ours = there.filter(found -> isFor(found, object));
    if (change.type() == Type.DELETED) {
      ours.ifPresent(_ -> definitions.delete(kind, namespace, text(object, "name")));
    } else if (there.isEmpty()) {
      definitions.create(kind, namespace, wanted(object));
    } else if (ours.isPresent() && !same(there.get(), object)) {
      definitions.replace(kind, namespace, wanted(object));
    }
  }

  private static String text(ObjectNode object, String field) {
    return object.path("metadata").path(field).asText();
  }

  private static boolean isFor(ObjectNode kept, ObjectNode object) {
    return kept.path("metadata")
        .path("annotations")
        .path(OBJECT)
        .asText()
        .equals(text(object, "uid"));
  }

  /// Whether people would write the same.
  private static boolean same(ObjectNode kept, ObjectNode object) {
    var wanted = wanted(object);
    return kept.path("spec").equals(wanted.path("spec"))
        && finalizers(kept).equals(finalizers(wanted))
        && List.of("labels", "annotations").stream()
            .allMatch(
                field ->
                    kept.path("metadata").path(field).equals(wanted.path("metadata").path(field)));
  }

  /// Those that people write; what hooks of a deletion ask for is found out.
  private static List<String> finalizers(ObjectNode object) {
    var written = new ArrayList<String>();
    for (var each : object.path("metadata").path("finalizers")) {
      if (!Stage.isOurs(each.asText()) || Stage.CASCADE.finalizers().contains(each.asText())) {
        written.add(each.asText());
      }
    }
    return written;
  }

  /// What a person would have written, and which object it is there for.
  private static ObjectNode wanted(ObjectNode object) {
    var wanted = JsonNodeFactory.instance.objectNode();
    wanted.set("apiVersion", object.path("apiVersion"));
    wanted.set("kind", object.path("kind"));
    var metadata = wanted.putObject("metadata");
    for (var field : List.of("name", "namespace", "labels", "annotations", "finalizers")) {
      if (object.path("metadata").has(field)) {
        metadata.set(field, object.path("metadata").get(field).deepCopy());
      }
    }
    metadata.withObjectProperty("annotations").put(OBJECT, text(object, "uid"));
    wanted.set("spec", object.path("spec").deepCopy());
    return wanted;
  }

  private void show() {
    try (var _ = applications.subscribe(moved::add)) {
      while (!objects.isClosed()) {
        var key = moved.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (key == null) {
          continue;
        }
        try {
          show(key);
        } catch (Refusal | LogFailure | Refused e) {
          LOG.log(Level.DEBUG, "{0} is not shown in the sandbox: {1}", key, e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Most applications are no objects here, and then nobody needs to know how they are.
  private void show(Key key) {
    var kind = objects.kind("argoproj.io/v1alpha1", APPLICATION).orElseThrow();
    var there = objects.find(kind, key.namespace(), key.name());
    if (there.isEmpty()) {
      return;
    }
    var application = applications.get(key);
    if (application.isEmpty()) {
      release(key);
    } else if (isFor(application.get(), there.get())
        && !there.get().path("status").equals(application.get().path("status"))) {
      var status = JsonNodeFactory.instance.objectNode();
      status.set("status", application.get().path("status"));
      objects.patch(kind, key.namespace(), key.name(), new Patch.Merge(status), OURS);
    }
  }
}
