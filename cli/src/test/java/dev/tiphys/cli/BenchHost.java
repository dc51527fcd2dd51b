package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Archive;
import dev.tiphys.api.ArtifactContent;
import dev.tiphys.api.Definitions;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.ResubmitOptions;
import dev.tiphys.api.SubmitOptions;
import dev.tiphys.api.SyncLimits;
import dev.tiphys.api.Workflows;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunId;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// What stands behind a real API server in tests: runs go on only as far as a test moves them.
final class BenchHost implements Workflows, Definitions {
  private final Map<SyncLimits.Key, Integer> limits = new HashMap<>();

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

  final List<RunCommand> commands = new CopyOnWriteArrayList<>();
  final List<SubmitOptions> submissions = new CopyOnWriteArrayList<>();
  final List<ResubmitOptions> resubmissions = new CopyOnWriteArrayList<>();

  Archive archive = Archive.NONE;

  /// Opens when somebody watches.
  final CountDownLatch watched = new CountDownLatch(1);

  private final Map<String, List<ObjectNode>> runs = new LinkedHashMap<>();
  private final Map<String, ObjectNode> templates = new LinkedHashMap<>();
  private final Map<String, String> logs = new LinkedHashMap<>();
  private final List<Consumer<RunId>> subscribers = new CopyOnWriteArrayList<>();

  /// Makes this the newest state of its run.
  ObjectNode put(ObjectNode workflow) {
    var next = workflow.deepCopy();
    var metadata = next.withObject("/metadata");
    var name = metadata.path("name").asText();
    synchronized (this) {
      var versions = runs.computeIfAbsent(name, _ -> new ArrayList<>());
      versions.add(next);
      metadata.put("uid", "uid-of-" + name).put("resourceVersion", "" + versions.size());
      metadata.put("namespace", "default");
    }
    subscribers.forEach(s -> s.accept(new RunId("default", name, "uid-of-" + name)));
    return next.deepCopy();
  }

  synchronized void log(String pod, String text) {
    logs.put(pod, text);
  }

  @Override
  public Archive archive() {
    return archive;
  }

  @Override
  public ArtifactContent artifact(ObjectNode workflow, JsonNode artifact, String path) {
    var bytes = artifact.path("content").asText().getBytes(StandardCharsets.UTF_8);
    return new ArtifactContent.Single(
        artifact.path("file").asText(), new ByteArrayInputStream(bytes));
  }

  @Override
  public synchronized List<ObjectNode> list(String namespace) {
    return runs.values().stream().map(versions -> versions.getLast().deepCopy()).toList();
  }

  @Override
  public Optional<ObjectNode> summary(String namespace, String name) {
    return get(namespace, name);
  }

  @Override
  public synchronized Optional<ObjectNode> get(String namespace, String name) {
    return Optional.ofNullable(runs.get(name)).map(versions -> versions.getLast().deepCopy());
  }

  @Override
  public synchronized Optional<ObjectNode> get(String namespace, String name, long version) {
    return Optional.ofNullable(runs.get(name))
        .filter(versions -> version <= versions.size())
        .map(versions -> versions.get((int) version - 1).deepCopy());
  }

  @Override
  public void validate(String namespace, ObjectNode workflow) {
    if (!workflow.path("spec").has("entrypoint")) {
      throw Refusal.invalid("spec.entrypoint is required");
    }
  }

  @Override
  public ObjectNode create(String namespace, ObjectNode workflow) {
    validate(namespace, workflow);
    var metadata = workflow.withObject("/metadata");
    if (metadata.path("name").asText().isEmpty()) {
      metadata.put("name", metadata.path("generateName").asText() + "abcde");
    }
    if (get(namespace, metadata.path("name").asText()).isPresent()) {
      throw Refusal.exists("workflows", metadata.path("name").asText());
    }
    metadata.put("creationTimestamp", "2026-11-24T06:00:00Z");
    return put(workflow);
  }

  @Override
  public ObjectNode submit(String namespace, SubmitOptions options) {
    submissions.add(options);
    return put(named(options.resourceName() + "-abcde"));
  }

  @Override
  public ObjectNode resubmit(String namespace, String name, ResubmitOptions options) {
    resubmissions.add(options);
    return put(named(name + "-again"));
  }

  private static ObjectNode named(String name) {
    var workflow = JsonNodeFactory.instance.objectNode();
    workflow.putObject("metadata").put("name", name);
    return workflow;
  }

  @Override
  public ObjectNode request(String namespace, String name, RunCommand command) {
    commands.add(command);
    return get(namespace, name).orElseThrow(() -> Refusal.notFound("workflows", name));
  }

  @Override
  public synchronized boolean delete(String namespace, String name) {
    return runs.remove(name) != null;
  }

  @Override
  public Subscription subscribe(Consumer<RunId> changed) {
    subscribers.add(changed);
    watched.countDown();
    return () -> subscribers.remove(changed);
  }

  private synchronized byte[] bytes(String pod) {
    return logs.getOrDefault(pod, "").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public long logSize(RunId run, String pod, String container) {
    return bytes(pod).length;
  }

  @Override
  public byte[] log(RunId run, String pod, String container, long offset, int max) {
    var bytes = bytes(pod);
    var from = (int) Math.min(offset, bytes.length);
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + max));
  }

  @Override
  public synchronized List<ObjectNode> list(Kind kind, String namespace) {
    return templates.values().stream()
        .filter(found -> found.path("kind").asText().equals(kind.toString()))
        .toList();
  }

  @Override
  public synchronized Optional<ObjectNode> get(Kind kind, String namespace, String name) {
    return Optional.ofNullable(templates.get(name));
  }

  @Override
  public void validate(Kind kind, String namespace, ObjectNode template) {}

  @Override
  public synchronized ObjectNode create(Kind kind, String namespace, ObjectNode template) {
    templates.put(template.path("metadata").path("name").asText(), template);
    return template;
  }

  @Override
  public ObjectNode replace(Kind kind, String namespace, ObjectNode template) {
    return create(kind, namespace, template);
  }

  @Override
  public synchronized boolean delete(Kind kind, String namespace, String name) {
    return templates.remove(name) != null;
  }
}
