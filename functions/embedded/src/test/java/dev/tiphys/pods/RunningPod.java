package dev.tiphys.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// One pod on its way: init containers one after the other, then all others at once.
final class RunningPod {
  /// From TERM to KILL.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ObjectNode pod;
  private final Path folder;
  private final Path claims;
  private final Machine machine;
  private final FakeKubelet kubelet;
  private final ObjectNode status = JsonNodeFactory.instance.objectNode();
  private final Map<String, Process> processes = new ConcurrentHashMap<>();
  private boolean ending;

  RunningPod(ObjectNode pod, Path folder, Machine machine, FakeKubelet kubelet) {
    this.pod = pod;
    var namespace = folder.resolve(pod.at("/metadata/namespace").asText());
    this.folder = namespace.resolve(name());
    this.claims = namespace.resolve(".claims");
    this.machine = machine;
    this.kubelet = kubelet;
  }

  String name() {
    return pod.at("/metadata/name").asText();
  }

  private String namespace() {
    return pod.at("/metadata/namespace").asText();
  }

  /// The first process of a container, as the machine sees it.
  ProcessHandle first(String container) {
    return processes.get(container).children().findFirst().orElseThrow();
  }

  void run() {
    status.put("phase", "Pending");
    tell();
    var init = status.putArray("initContainerStatuses");
    for (var container : pod.at("/spec/initContainers")) {
      if (await(container, start(container, init)) != 0) {
        finish("Failed");
        return;
      }
    }
    var all = status.putArray("containerStatuses");
    var threads = new ArrayList<Thread>();
    for (var container : pod.at("/spec/containers")) {
      var entry = start(container, all);
      threads.add(Thread.ofVirtual().start(() -> await(container, entry)));
    }
    status.put("phase", "Running").put("podIP", "127.0.0.1");
    status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
    tell();
    var failed = false;
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (var container : all) {
      failed |= container.at("/state/terminated/exitCode").asInt(-1) != 0;
    }
    finish(failed ? "Failed" : "Succeeded");
  }

  private synchronized void finish(String phase) {
    status.put("phase", phase);
    tell();
  }

  private synchronized void tell() {
    kubelet.status(pod, status.deepCopy());
  }

  private synchronized ObjectNode start(JsonNode container, ArrayNode statuses) {
    var name = container.path("name").asText();
    var entry = statuses.addObject().put("name", name);
    if (container.path("image").asText().startsWith("nowhere/")) {
      entry
          .putObject("state")
          .putObject("waiting")
          .put("reason", "ImagePullBackOff")
          .put("message", "Back-off pulling image");
      return entry;
    }
    try {
      Files.createDirectories(folder);
      var command = machine.command(container, environment(container), mounts(container));
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(new java.io.File("/dev/null"))
              .redirectOutput(folder.resolve(name + ".log").toFile())
              .start();
      processes.put(name, process);
      if (ending) {
        signal("TERM", name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    entry.putObject("state").putObject("running").put("startedAt", now());
    return entry;
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private int await(JsonNode container, ObjectNode entry) {
    var process = processes.get(container.path("name").asText());
    try {
      if (process == null) {
        // Its image will never come; the pod ends when somebody deletes it.
        Thread.currentThread().join();
        return 1;
      }
      var code = process.waitFor();
      ended(entry, code);
      return code;
    } catch (InterruptedException e) {
      return 1;
    }
  }

  private synchronized void ended(ObjectNode entry, int code) {
    var began = entry.at("/state/running/startedAt").asText();
    var state = entry.putObject("state").putObject("terminated");
    state.put("exitCode", code).put("startedAt", began).put("finishedAt", now());
    state.put("reason", code == 0 ? "Completed" : "Error");
    tell();
  }

  /// Asks all containers to end, and makes them.
  void end() {
    synchronized (this) {
      ending = true;
    }
    processes.keySet().forEach(name -> signal("TERM", name));
    try {
      var end = System.nanoTime() + GRACE.toNanos();
      for (var process : processes.values()) {
        process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  void signal(String signal, String container) {
    try {
      var process = processes.get(container);
      var first = process.children().findFirst();
      if (first.isPresent()) {
        new ProcessBuilder("kill", "-" + signal, Long.toString(first.get().pid()))
            .start()
            .waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void kill() {
    processes.values().forEach(Process::destroyForcibly);
  }

  private Map<String, String> environment(JsonNode container) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (var variable : container.path("env")) {
      var name = variable.path("name").asText();
      var from = variable.path("valueFrom");
      if (from.isMissingNode()) {
        environment.put(name, Machine.expanded(variable.path("value").asText(""), environment));
      } else if (from.has("fieldRef")) {
        var path = from.at("/fieldRef/fieldPath").asText();
        environment.put(name, pod.at("/" + path.replace('.', '/')).asText());
      } else {
        var secret = from.has("secretKeyRef");
        var reference = from.path(secret ? "secretKeyRef" : "configMapKeyRef");
        var value =
            content(secret, reference.path("name").asText()).get(reference.path("key").asText());
        environment.put(name, new String(value, java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return environment;
  }

  private Map<String, byte[]> content(boolean secret, String name) {
    var object = kubelet.find(secret ? "Secret" : "ConfigMap", namespace(), name);
    Map<String, byte[]> content = new LinkedHashMap<>();
    if (object != null) {
      for (var entry : object.path("data").properties()) {
        var text = entry.getValue().asText();
        content.put(entry.getKey(), secret ? Base64.getDecoder().decode(text) : text.getBytes());
      }
      for (var entry : object.path("stringData").properties()) {
        content.put(entry.getKey(), entry.getValue().asText().getBytes());
      }
    }
    return content;
  }

  private List<Machine.Mount> mounts(JsonNode container) throws IOException {
    var mounts = new ArrayList<Machine.Mount>();
    for (var mount : container.path("volumeMounts")) {
      var source = volume(mount.path("name").asText());
      var part = mount.path("subPath").asText("");
      if (!part.isEmpty()) {
        source = source.resolve(part);
        if (!Files.exists(source)) {
          Files.createDirectories(source);
        }
      }
      mounts.add(
          new Machine.Mount(
              source, mount.path("mountPath").asText(), mount.path("readOnly").asBoolean(false)));
    }
    return mounts;
  }

  private Path volume(String name) throws IOException {
    for (var volume : pod.at("/spec/volumes")) {
      if (volume.path("name").asText().equals(name)) {
        if (volume.has("persistentVolumeClaim")) {
          var claim = volume.at("/persistentVolumeClaim/claimName").asText();
          return directory(claims.resolve(claim));
        }
        var directory = directory(folder.resolve("volumes").resolve(name));
        var secret = volume.has("secret");
        if (secret || volume.has("configMap")) {
          var source = secret ? "/secret/secretName" : "/configMap/name";
          for (var entry : content(secret, volume.at(source).asText()).entrySet()) {
            Files.write(directory.resolve(entry.getKey()), entry.getValue());
          }
        }
        return directory;
      }
    }
    throw new AssertionError("no volume " + name);
  }

  private static Path directory(Path path) throws IOException {
    Files.createDirectories(path);
    path.toFile().setWritable(true, false);
    return path;
  }
}
