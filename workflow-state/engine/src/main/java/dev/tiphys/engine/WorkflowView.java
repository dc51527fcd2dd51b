package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Phase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run as Argo would show its Workflow: the resource as submitted, and `status` (F199).
public final class WorkflowView {
  private static final String PREFIX = "workflows.argoproj.io/";

  private static final String ARCHIVING = PREFIX + "workflow-archiving-status";

  private WorkflowView() {}

  /// Whether a Workflow, as shown here, is that of a run which only an archive has.
  public static boolean isExpired(JsonNode workflow) {
    return workflow.at("/metadata/labels").path(ARCHIVING).asText().equals("Persisted");
  }

  /// The whole Workflow. Costs what the run has nodes.
  ///
  /// @param version of the log that `run` is folded from; shown as `metadata.resourceVersion`
  public static ObjectNode of(Run run, long version) {
    var workflow = summary(run, version);
    var status = (ObjectNode) workflow.get("status");
    status.set("nodes", new NodesView(run).json());
    copy(run, status, "storedTemplates");
    copy(run, status, "storedWorkflowTemplateSpec");
    return workflow;
  }

  private static void copy(Run run, ObjectNode status, String field) {
    var stored = run.plan().pinned().get(field);
    if (stored != null && !stored.isEmpty()) {
      status.set(field, stored);
    }
  }

  /// The Workflow without `status.nodes` and stored templates; costs the same for every run.
  public static ObjectNode summary(Run run, long version) {
    var workflow = (ObjectNode) run.plan().pinned().path("workflow").deepCopy();
    metadata(run, version, workflow.withObjectProperty("metadata"));
    var spec = workflow.withObjectProperty("spec");
    if (run.suspended()) {
      spec.put("suspend", true);
    } else {
      spec.remove("suspend");
    }
    if (run.shutdown() != null) {
      spec.put("shutdown", run.shutdown().toString());
    }
    workflow.set("status", status(run));
    return workflow;
  }

  private static void metadata(Run run, long version, ObjectNode metadata) {
    metadata.put("resourceVersion", Long.toString(version));
    var labels = metadata.withObjectProperty("labels");
    labels.put(PREFIX + "phase", run.phase().toString());
    labels.put(PREFIX + "completed", Boolean.toString(run.finished()));
    if (run.expired()) {
      labels.put(ARCHIVING, "Persisted");
    }
    metadata.withObjectProperty("annotations").put(PREFIX + "pod-name-format", "v2");
    if (ArtifactCollection.keeps(run)) {
      metadata.withArrayProperty("finalizers").add(PREFIX + "artifact-gc");
    }
  }

  private static ObjectNode status(Run run) {
    var status = JsonNodeFactory.instance.objectNode();
    status.put("phase", run.phase().toString());
    put(status, "startedAt", time(run.startedAt()));
    put(status, "finishedAt", time(run.finishedAt()));
    if (run.plan().estimate("") > 0) {
      status.put("estimatedDuration", run.plan().estimate(""));
    }
    put(status, "progress", run.progress().toString());
    synchronization(run, status);
    put(status, "message", message(run));
    resources(status, run.resources());
    conditions(run, status.putArray("conditions"));
    status.set("artifactRepositoryRef", run.plan().artifactRepository());
    ArtifactCollection.show(run, status);
    if (!run.globals().isEmpty()) {
      globals(run, status.putObject("outputs"));
    }
    return status;
  }

  /// Every wait says what for.
  private static @Nullable String message(Run run) {
    if (run.message() != null || !run.held()) {
      return run.message();
    }
    return Locks.waiting(run, run.locks().get(Run.NOBODY).get());
  }

  private static void conditions(Run run, ArrayNode conditions) {
    if (run.phase() != Phase.PENDING) {
      condition(conditions, "PodRunning", run.activeSteps() > 0);
    }
    condition(conditions, "Completed", run.finished());
    if (run.metricsProblem() != null) {
      conditions
          .addObject()
          .put("type", "MetricsError")
          .put("status", "True")
          .put("message", run.metricsProblem());
    }
  }

  private static void condition(ArrayNode conditions, String type, boolean status) {
    conditions.addObject().put("type", type).put("status", status ? "True" : "False");
  }

  /// `status.outputs` is what nodes exported under a `globalName` (F208).
  private static void globals(Run run, ObjectNode outputs) {
    for (var entry : run.globals()) {
      var name = entry._1();
      if (name.startsWith("workflow.outputs.parameters.")) {
        outputs
            .withArrayProperty("parameters")
            .addObject()
            .put("name", name.substring("workflow.outputs.parameters.".length()))
            .put("value", entry._2());
      } else if (name.startsWith("workflow.outputs.artifacts.")) {
        artifact(
            name.substring("workflow.outputs.artifacts.".length()),
            ArtifactPlaces.json(entry._2()),
            outputs.withArrayProperty("artifacts"));
      }
    }
  }

  /// Which locks the run and its nodes hold and wait for (F131). Who holds what is waited for is
  /// known to the lock alone.
  private static void synchronization(Run run, ObjectNode status) {
    run.locks()
        .keySet()
        .toJavaStream()
        .sorted()
        .forEach(
            node -> {
              var waits = node == Run.NOBODY ? run.held() : run.node(node).held();
              var holder =
                  run.id().namespace()
                      + "/"
                      + run.id().name()
                      + (node == Run.NOBODY ? "" : "/" + RunStatus.id(run, run.node(node)));
              for (var lock : run.locks().get(node).get()) {
                lock(status, lock, holder, waits);
              }
            });
  }

  private static void lock(ObjectNode status, String lock, String holder, boolean waits) {
    var parts = lock.split("/", 3);
    var mutex = parts.length > 1 && parts[1].equals("Mutex");
    // Room among other runs is not what a workflow asks for.
    if (parts.length < 2 || parts[1].equals("Parallelism")) {
      return;
    }
    var list =
        status
            .withObjectProperty("synchronization")
            .withObjectProperty(mutex ? "mutex" : "semaphore")
            .withArrayProperty(waits ? "waiting" : "holding");
    for (var known : list) {
      if (!mutex && known.path("semaphore").asText().equals(lock)) {
        if (!waits) {
          ((ObjectNode) known).withArrayProperty("holders").add(holder);
        }
        return;
      }
    }
    var entry = list.addObject().put(mutex ? "mutex" : "semaphore", lock);
    if (mutex && !waits) {
      entry.put("holder", holder);
    } else if (!mutex && !waits) {
      entry.putArray("holders").add(holder);
    }
  }

  /// Seconds of cores and of 100 Mi of memory (F207).
  static void resources(ObjectNode object, Resources resources) {
    if (!resources.equals(Resources.NONE)) {
      object
          .putObject("resourcesDuration")
          .put("cpu", resources.cpu())
          .put("memory", resources.memory());
    }
  }

  static void put(ObjectNode object, String field, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      object.put(field, value);
    }
  }

  /// RFC 3339 in whole seconds, as Kubernetes writes times.
  static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static ArrayNode parameters(Map<String, String> values) {
    var list = JsonNodeFactory.instance.arrayNode();
    values.forEach((name, value) -> list.addObject().put("name", name).put("value", value));
    return list;
  }

  static ArrayNode artifacts(Map<String, JsonNode> locations) {
    var list = JsonNodeFactory.instance.arrayNode();
    locations.forEach((name, location) -> artifact(name, location, list));
    return list;
  }

  private static void artifact(String name, JsonNode location, ArrayNode list) {
    var artifact = list.addObject().put("name", name);
    if (location instanceof ObjectNode object) {
      object.properties().forEach(field -> artifact.set(field.getKey(), field.getValue()));
      artifact.put("name", name);
    }
  }
}
