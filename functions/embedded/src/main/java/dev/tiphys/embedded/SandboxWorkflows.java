package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.RunFailure;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import dev.tiphys.log.LogFailure;
import dev.tiphys.sandbox.Change;
import dev.tiphys.sandbox.Change.Type;
import dev.tiphys.sandbox.Kind;
import dev.tiphys.sandbox.Objects;
import dev.tiphys.sandbox.Patch;
import dev.tiphys.sandbox.Refused;
import dev.tiphys.sandbox.Writing;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.InvalidSubmission;
import dev.tiphys.trigger.Submission;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Keeps the Workflows of a sandbox and the runs of a host the same: a Workflow that somebody
/// creates there starts a run, the status of a run is that of its Workflow, and a Workflow that is
/// deleted ends its run.
final class SandboxWorkflows implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SandboxWorkflows.class.getName());
  private static final Writing OURS = Writing.by("tiphys");
  private static final Duration LOOK = Duration.ofSeconds(30);

  /// The runs of a host.
  record Runs(Host host, RunIndex index) {}

  private final Host host;
  private final RunIndex index;
  private final Objects objects;
  private final Kind kind;

  /// The runs whose Workflow is or was there, by uid.
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  private final LinkedBlockingQueue<RunId> changed = new LinkedBlockingQueue<>();
  private final Set<RunId> queued = ConcurrentHashMap.newKeySet();
  private @Nullable Runnable deaf;
  private @Nullable Thread watching;
  private @Nullable Thread showing;

  SandboxWorkflows(Runs runs, Objects objects) {
    this.host = runs.host();
    this.index = runs.index();
    this.objects = objects;
    this.kind = objects.kind("argoproj.io/v1alpha1", "Workflow").orElseThrow();
  }

  void start() {
    deaf =
        index.listen(
            run -> {
              if (queued.add(run)) {
                changed.add(run);
              }
            });
    index.list("").forEach(entry -> show(entry.run()));
    watching = Thread.ofVirtual().name("sandbox-watch").start(this::watch);
    showing = Thread.ofVirtual().name("sandbox-show").start(this::showChanged);
  }

  private void showChanged() {
    try {
      while (true) {
        var run = changed.take();
        queued.remove(run);
        show(run);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Makes the Workflow of a run say what the run is now.
  void show(RunId run) {
    try {
      index
          .summary(run.namespace(), run.name())
          .filter(workflow -> workflow.at("/metadata/uid").asText().equals(run.uid()))
          .ifPresent(workflow -> show(run, workflow));
    } catch (LogFailure e) {
      LOG.log(Level.WARNING, "run {0} is not shown in the sandbox: {1}", run, e.getMessage());
    }
  }

  /// One at a time, so that an older state does not come after a newer one.
  private synchronized void show(RunId run, ObjectNode workflow) {
    try {
      var first = known.add(run.uid());
      var there = objects.find(kind, run.namespace(), run.name());
      var same = there.filter(o -> o.at("/metadata/uid").asText().equals(run.uid())).isPresent();
      if (same) {
        var status = JsonNodeFactory.instance.objectNode();
        status.set("status", workflow.path("status"));
        objects.patch(kind, run.namespace(), run.name(), new Patch.Merge(status), OURS);
      } else if (first && there.isEmpty()) {
        objects.ensureNamespace(run.namespace());
        objects.create(kind, run.namespace(), created(workflow), OURS);
      }
    } catch (Refused e) {
      LOG.log(Level.DEBUG, "run {0} is not shown in the sandbox: {1}", run, e.getMessage());
    }
  }

  private static ObjectNode created(ObjectNode workflow) {
    var object = workflow.deepCopy();
    object.withObject("/metadata").remove("resourceVersion");
    return object;
  }

  private void watch() {
    var version = 0L;
    try {
      // Nothing is waited for in a sandbox that is closed, so that nobody would be interrupted.
      while (!objects.isClosed()) {
        for (var change : objects.after(version, LOOK)) {
          version = change.version();
          if (change.kind().resource().equals(kind.resource())) {
            follow(change);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Refused e) {
      LOG.log(Level.ERROR, "the sandbox moves too fast to be followed: {0}", e.getMessage());
    }
  }

  private void follow(Change change) {
    var metadata = change.after().path("metadata");
    var uid = metadata.path("uid").asText();
    if (change.type() == Type.ADDED && known.add(uid)) {
      begin(change.after(), uid);
    } else if (change.type() == Type.DELETED) {
      var run = new RunId(metadata.path("namespace").asText(), metadata.path("name").asText(), uid);
      if (index.find(run.namespace(), run.name()).filter(run::equals).isPresent()
          && !index.finished(run)) {
        try {
          host.request(run, new StopRun(Shutdown.TERMINATE, "", null, host.now()));
        } catch (RunFailure | LogFailure e) {
          LOG.log(Level.WARNING, "run {0} is not ended: {1}", run, e.getMessage());
        }
      }
    }
  }

  private void begin(ObjectNode object, String uid) {
    try {
      var birth = new Birth(uid, host.now(), new SecureRandom());
      host.start(host.trigger().submit(manifest(object), Submission.NONE, birth));
    } catch (InvalidSubmission e) {
      refuse(
          object,
          e.findings().stream()
              .map(f -> f.path().isEmpty() ? f.message() : f.path() + ": " + f.message())
              .collect(Collectors.joining("; ")));
    } catch (LogFailure | IllegalArgumentException e) {
      refuse(object, String.valueOf(e.getMessage()));
    }
  }

  /// What a person would have written.
  private static ObjectNode manifest(ObjectNode object) {
    var manifest = JsonNodeFactory.instance.objectNode();
    manifest.set("apiVersion", object.path("apiVersion"));
    manifest.set("kind", object.path("kind"));
    var metadata = manifest.putObject("metadata");
    for (var field : Set.of("name", "namespace", "labels", "annotations")) {
      if (object.path("metadata").has(field)) {
        metadata.set(field, object.path("metadata").get(field));
      }
    }
    JsonNode spec = object.path("spec");
    manifest.set("spec", spec);
    return manifest;
  }

  private void refuse(ObjectNode object, String message) {
    var status = JsonNodeFactory.instance.objectNode();
    status.putObject("status").put("phase", "Error").put("message", message);
    try {
      objects.patch(
          kind,
          object.at("/metadata/namespace").asText(),
          object.at("/metadata/name").asText(),
          new Patch.Merge(status),
          OURS);
    } catch (Refused e) {
      LOG.log(Level.DEBUG, "{0}", e.getMessage());
    }
  }

  @Override
  public void close() {
    if (deaf != null) {
      deaf.run();
    }
    if (watching != null) {
      watching.interrupt();
    }
    if (showing != null) {
      showing.interrupt();
    }
  }
}
