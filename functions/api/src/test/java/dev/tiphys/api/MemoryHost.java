package dev.tiphys.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunId;
import dev.tiphys.language.naming.PodNameFormat;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.language.validation.Validation;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A small host that keeps workflows, templates, logs and events in memory, every version of them.
/// It validates as the real one does; a run goes on only as far as a test moves it.
final class MemoryHost implements Workflows, Definitions, Ingress {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, List<ObjectNode>> runs = new LinkedHashMap<>();
  private final Map<String, ObjectNode> templates = new LinkedHashMap<>();
  private final Map<String, byte[]> logs = new HashMap<>();
  private final Map<String, List<Written>> written = new HashMap<>();
  private final Map<SyncLimits.Key, Integer> limits = new HashMap<>();
  private final List<Consumer<RunId>> subscribers = new CopyOnWriteArrayList<>();
  final List<String> uploads = new CopyOnWriteArrayList<>();
  final List<RunCommand> commands = new CopyOnWriteArrayList<>();
  final Semaphore unsubscribed = new Semaphore(0);
  final List<CloudEvent> events = new CopyOnWriteArrayList<>();
  private Instant now = Instant.parse("2026-11-24T10:00:00Z");

  @Override
  public synchronized List<ObjectNode> list(String namespace) {
    return runs.values().stream()
        .map(List::getLast)
        .filter(run -> namespace.isEmpty() || namespace.equals(Resources.namespace(run)))
        .map(MemoryHost::summary)
        .toList();
  }

  @Override
  public String upload(
      String namespace, String template, String artifact, String file, InputStream content)
      throws IOException {
    var key = String.join("/", namespace, template, artifact, file);
    uploads.add(key + ": " + content.readAllBytes().length);
    return key;
  }

  @Override
  public SyncLimits syncLimits() {
    return new SyncLimits() {
      @Override
      public Optional<Integer> get(Key key) {
        return Optional.ofNullable(limits.get(key));
      }

      @Override
      public void set(Key key, int limit) {
        limits.put(key, limit);
      }

      @Override
      public boolean delete(Key key) {
        return limits.remove(key) != null;
      }
    };
  }

  private static ObjectNode summary(ObjectNode run) {
    var summary = run.deepCopy();
    summary.withObject("/status").remove("nodes");
    return summary;
  }

  @Override
  public Optional<ObjectNode> summary(String namespace, String name) {
    return get(namespace, name).map(MemoryHost::summary);
  }

  @Override
  public synchronized Optional<ObjectNode> get(String namespace, String name) {
    return Optional.ofNullable(runs.get(namespace + "/" + name)).map(List::getLast);
  }

  @Override
  public synchronized Optional<ObjectNode> get(String namespace, String name, long version) {
    var versions = runs.getOrDefault(namespace + "/" + name, List.of());
    return version > versions.size()
        ? Optional.empty()
        : Optional.of(versions.get((int) version - 1));
  }

  @Override
  public void validate(String namespace, ObjectNode workflow) {
    check(workflow);
  }

  private synchronized void check(ObjectNode resource) {
    try {
      var bytes = new ArrayList<byte[]>();
      bytes.add(JSON.writeValueAsBytes(resource));
      for (var template : templates.values()) {
        bytes.add(JSON.writeValueAsBytes(template));
      }
      var documents = new ArrayList<Document>();
      bytes.forEach(text -> documents.addAll(Manifests.read(text, "body").documents()));
      var findings = Validation.check(documents);
      if (!findings.isEmpty()) {
        throw Refusal.invalid(findings.getFirst().path() + ": " + findings.getFirst().message());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ObjectNode create(String namespace, ObjectNode workflow) {
    check(workflow);
    var metadata = workflow.withObject("/metadata");
    synchronized (this) {
      if (Resources.name(workflow).isEmpty()) {
        metadata.put("name", metadata.get("generateName").asText() + runs.size());
      }
      var key = namespace + "/" + Resources.name(workflow);
      if (runs.containsKey(key)) {
        throw Refusal.exists("workflows", Resources.name(workflow));
      }
      now = now.plusSeconds(60);
      metadata.put("uid", UUID.randomUUID().toString());
      metadata.put("creationTimestamp", now.toString());
      metadata.put("resourceVersion", "1");
      workflow.withObject("/status").put("phase", "Running").put("startedAt", now.toString());
      runs.put(key, new ArrayList<>(List.of(workflow)));
    }
    announce(workflow);
    return workflow;
  }

  private void announce(ObjectNode workflow) {
    subscribers.forEach(subscriber -> subscriber.accept(WatchRoute.id(workflow)));
  }

  /// The next version of a run.
  ObjectNode change(String namespace, String name, UnaryOperator<ObjectNode> change) {
    ObjectNode changed;
    synchronized (this) {
      var versions = runs.get(namespace + "/" + name);
      if (versions == null) {
        throw Refusal.notFound("workflows", name);
      }
      changed = change.apply(versions.getLast().deepCopy());
      changed.withObject("/metadata").put("resourceVersion", "" + (versions.size() + 1));
      versions.add(changed);
    }
    announce(changed);
    return changed;
  }

  @Override
  public ObjectNode submit(String namespace, SubmitOptions options) {
    var kind =
        Stream.of(Kind.values())
            .filter(known -> known.toString().equals(options.resourceKind()))
            .findFirst()
            .orElseThrow(() -> Refusal.invalid("no " + options.resourceKind()));
    get(kind, kind == Kind.WORKFLOW_TEMPLATE ? namespace : "", options.resourceName())
        .orElseThrow(() -> Refusal.notFound(kind.resource(), options.resourceName()));
    var workflow = JSON.createObjectNode();
    workflow.put("apiVersion", Resources.API_VERSION).put("kind", "Workflow");
    var metadata = workflow.putObject("metadata").put("namespace", namespace);
    if (options.name() != null) {
      metadata.put("name", options.name());
    }
    metadata.put("generateName", options.resourceName() + "-");
    options.labels().forEach(metadata.putObject("labels")::put);
    var spec = workflow.putObject("spec");
    if (options.entryPoint() != null) {
      spec.put("entrypoint", options.entryPoint());
    }
    spec.putObject("workflowTemplateRef")
        .put("name", options.resourceName())
        .put("clusterScope", kind == Kind.CLUSTER_WORKFLOW_TEMPLATE);
    var parameters = spec.putObject("arguments").putArray("parameters");
    options
        .parameters()
        .forEach((name, value) -> parameters.addObject().put("name", name).put("value", value));
    return options.dryRun() ? workflow : create(namespace, workflow);
  }

  @Override
  public ObjectNode resubmit(String namespace, String name, ResubmitOptions options) {
    var old = get(namespace, name).orElseThrow(() -> Refusal.notFound("workflows", name));
    var workflow = old.deepCopy();
    workflow.remove("status");
    workflow.putObject("metadata").put("namespace", namespace).put("generateName", name + "-");
    return create(namespace, workflow);
  }

  @Override
  public ObjectNode request(String namespace, String name, RunCommand command) {
    return change(
        namespace,
        name,
        run -> {
          if (Resources.ended(run) && !(command instanceof RetryRun)) {
            throw new Refusal(
                Refusal.Code.FAILED_PRECONDITION, "workflow %s has ended".formatted(name));
          }
          commands.add(command);
          var status = run.withObject("/status");
          switch (command) {
            case SuspendRun _ -> run.withObject("/spec").put("suspend", true);
            case ResumeRun _ -> run.withObject("/spec").remove("suspend");
            case StopRun stop -> end(status, Phase.FAILED, stop.at());
            case SetNodes set -> status.put("message", set.message());
            case RetryRun _ -> status.put("phase", "Running");
            default -> throw Refusal.invalid("not for people: " + command);
          }
          return run;
        });
  }

  private static void end(ObjectNode status, Phase phase, Instant at) {
    status.put("phase", phase.toString()).put("finishedAt", at.toString());
  }

  /// Ends a run well.
  void succeed(String namespace, String name, Instant at) {
    change(
        namespace,
        name,
        run -> {
          end(run.withObject("/status"), Phase.SUCCEEDED, at);
          return run;
        });
  }

  /// A step of the run is in `phase` now.
  ///
  /// @return the name of its pod
  String step(String namespace, String name, String node, Phase phase) {
    change(
        namespace,
        name,
        run -> {
          var status = run.withObject("/status").withObject("nodes").withObject(name + "-" + node);
          status.put("name", name + "." + node).put("type", "Pod").put("templateName", "main");
          status.put("phase", phase.toString());
          if (!status.has("startedAt")) {
            now = now.plusSeconds(1);
            status.put("startedAt", now.toString());
          }
          if (phase.ended()) {
            status.put("finishedAt", now.plusSeconds(1).toString());
          }
          return run;
        });
    return PodNameFormat.V2.podName(name, name + "." + node, "main");
  }

  @Override
  public boolean delete(String namespace, String name) {
    List<ObjectNode> versions;
    synchronized (this) {
      versions = runs.remove(namespace + "/" + name);
    }
    if (versions != null) {
      announce(versions.getLast());
    }
    return versions != null;
  }

  @Override
  public Subscription subscribe(Consumer<RunId> changed) {
    subscribers.add(changed);
    return () -> {
      subscribers.remove(changed);
      unsubscribed.release();
    };
  }

  int subscribers() {
    return subscribers.size();
  }

  /// Says when the log had grown to so many bytes.
  synchronized void written(String pod, String container, long upTo, Instant at) {
    written
        .computeIfAbsent(pod + "/" + container, _ -> new ArrayList<>())
        .add(new Written(upTo, at));
  }

  @Override
  public synchronized List<Written> written(RunId run, String pod, String container) {
    return List.copyOf(written.getOrDefault(pod + "/" + container, List.of()));
  }

  /// A container of a step writes something.
  synchronized void write(String pod, String container, String text) {
    var written = text.getBytes(StandardCharsets.UTF_8);
    logs.merge(
        pod + "/" + container,
        written,
        (before, _) -> {
          var all = Arrays.copyOf(before, before.length + written.length);
          System.arraycopy(written, 0, all, before.length, written.length);
          return all;
        });
  }

  @Override
  public synchronized long logSize(RunId run, String pod, String container) {
    return logs.getOrDefault(pod + "/" + container, new byte[0]).length;
  }

  @Override
  public synchronized byte[] log(RunId run, String pod, String container, long offset, int max) {
    var log = logs.getOrDefault(pod + "/" + container, new byte[0]);
    var from = (int) Math.min(offset, log.length);
    return Arrays.copyOfRange(log, from, Math.min(log.length, from + max));
  }

  @Override
  public synchronized List<ObjectNode> list(Kind kind, String namespace) {
    return templates.values().stream()
        .filter(template -> template.path("kind").asText().equals(kind.toString()))
        .filter(template -> namespace.isEmpty() || namespace.equals(Resources.namespace(template)))
        .toList();
  }

  @Override
  public synchronized Optional<ObjectNode> get(Kind kind, String namespace, String name) {
    return Optional.ofNullable(templates.get(kind + "/" + namespace + "/" + name));
  }

  @Override
  public void validate(Kind kind, String namespace, ObjectNode template) {
    check(template);
  }

  @Override
  public synchronized ObjectNode create(Kind kind, String namespace, ObjectNode template) {
    check(template);
    var key = kind + "/" + namespace + "/" + Resources.name(template);
    if (templates.putIfAbsent(key, template) != null) {
      throw Refusal.exists(kind.resource(), Resources.name(template));
    }
    return template;
  }

  @Override
  public synchronized ObjectNode replace(Kind kind, String namespace, ObjectNode template) {
    check(template);
    var key = kind + "/" + namespace + "/" + Resources.name(template);
    if (templates.replace(key, template) == null) {
      throw Refusal.notFound(kind.resource(), Resources.name(template));
    }
    return template;
  }

  @Override
  public synchronized boolean delete(Kind kind, String namespace, String name) {
    return templates.remove(kind + "/" + namespace + "/" + name) != null;
  }

  @Override
  public void accept(CloudEvent event) {
    events.add(event);
  }
}
