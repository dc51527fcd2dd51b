package dev.tiphys.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.sandbox.Change.Type;
import dev.tiphys.sandbox.Objects;
import dev.tiphys.sandbox.Patch;
import dev.tiphys.sandbox.Refused;
import dev.tiphys.sandbox.Sandbox;
import dev.tiphys.sandbox.Writing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Plays scheduler and kubelet in a sandbox, which has objects only: the containers of each pod run
/// as processes of this machine, with files of their own.
final class FakeKubelet implements AutoCloseable {
  private static final String FINALIZER = "tiphys.dev/kubelet";

  private final Objects objects;
  private final Path folder;
  private final Machine machine;
  private final Map<String, RunningPod> running = new ConcurrentHashMap<>();
  private final Thread thread;

  /// @param folder where volumes and logs lie
  FakeKubelet(Sandbox sandbox, Path folder, Machine machine) {
    this.objects = sandbox.objects();
    this.folder = folder;
    this.machine = machine;
    sandbox.serveLogs(this::log);
    thread = Thread.ofVirtual().name("kubelet").start(this::run);
  }

  private byte @Nullable [] log(String namespace, String pod, String container) {
    var file = folder.resolve(namespace).resolve(pod).resolve(container + ".log");
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run() {
    var version = 0L;
    try {
      while (true) {
        for (var change : objects.after(version, Duration.ofMinutes(1))) {
          version = change.version();
          if (change.kind().kind().equals("Pod")) {
            changed(change.type(), change.after());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void changed(Type type, ObjectNode pod) {
    var uid = pod.at("/metadata/uid").asText();
    if (type == Type.ADDED) {
      // As a real one, it lets a pod go only when its containers have ended.
      patch(pod, metadata(List.of(FINALIZER)), Writing.by("kubelet"));
      var run = new RunningPod(pod, folder, machine, this);
      running.put(uid, run);
      Thread.ofVirtual().name("pod-" + pod.at("/metadata/name").asText()).start(run::run);
    } else if (pod.path("metadata").hasNonNull("deletionTimestamp")) {
      var run = running.remove(uid);
      if (run != null) {
        Thread.ofVirtual().start(() -> end(run, pod));
      }
    }
  }

  private void end(RunningPod run, ObjectNode pod) {
    run.end();
    patch(pod, metadata(List.of()), Writing.by("kubelet"));
  }

  private static ObjectNode metadata(List<String> finalizers) {
    var patch = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    var list = patch.putObject("metadata").putArray("finalizers");
    finalizers.forEach(list::add);
    return patch;
  }

  void status(ObjectNode pod, ObjectNode status) {
    var patch = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    patch.set("status", status);
    patch(pod, patch, Writing.by("kubelet").ofStatus());
  }

  private void patch(ObjectNode pod, ObjectNode patch, Writing writing) {
    try {
      objects.patch(
          objects.kind("v1", "Pod").orElseThrow(),
          pod.at("/metadata/namespace").asText(),
          pod.at("/metadata/name").asText(),
          new Patch.Merge(patch),
          writing);
    } catch (Refused e) {
      // It is gone.
    }
  }

  /// An object that a pod refers to.
  @Nullable JsonNode find(String kind, String namespace, String name) {
    return objects.find(objects.kind("v1", kind).orElseThrow(), namespace, name).orElse(null);
  }

  /// The process of a container, for who wants to do something to it.
  RunningPod pod(String name) {
    return running.values().stream()
        .filter(run -> run.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    thread.interrupt();
    running.values().forEach(RunningPod::kill);
  }
}
