package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// A server that is killed again and again while it runs a workflow of 200 steps. Every step leaves
/// a line in a file of its own when it begins, and that file is the judge.
///
/// Needs `sh`. The files are a volume of the steps.
@DisplayNameGeneration(ReplaceUnderscores.class)
class KillTest {
  private static final int KILLS = 20;
  private static final int STEPS = 200;
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Path root = Path.of("target", "kill-test").toAbsolutePath();
  private final Path effects = root.resolve("effects");

  private record Server(Process process, URI uri) {
    void kill() throws InterruptedException {
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void each_step_happens_once_however_often_the_server_is_killed() throws Exception {
    var seed = Long.getLong("kill.seed", System.nanoTime());
    System.out.println("KillTest: -Dkill.seed=" + seed);
    var random = new Random(seed);
    clean();
    var started = Instant.now();
    var server = start();
    submit(server);
    for (var kill = 0; kill < KILLS; kill++) {
      awaitEffects(random.nextInt(STEPS / KILLS) + 1);
      server.kill();
      server = start();
    }
    var workflow = end(server, started.plus(LIMIT));
    server.kill();

    assertThat(workflow.path("status").path("phase").asText())
        .as("%s", workflow.path("status").path("message"))
        .isEqualTo("Succeeded");
    for (var step = 0; step < STEPS; step++) {
      assertThat(effects.resolve(Integer.toString(step))).hasContent("begun\nended\n");
    }
    try (var files = Files.list(effects)) {
      assertThat(files).hasSize(STEPS);
    }
  }

  private void clean() throws IOException {
    if (Files.exists(root)) {
      try (var old = Files.walk(root)) {
        for (var path : old.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(effects);
  }

  private Server start() throws IOException {
    var java = ProcessHandle.current().info().command().orElseThrow();
    var process =
        new ProcessBuilder(
                List.of(
                    java,
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.tiphys.cli.Tiphys",
                    "up",
                    "--runner",
                    "process",
                    "--port",
                    "0",
                    "--store",
                    root.resolve("store").toString()))
            .redirectError(ProcessBuilder.Redirect.appendTo(root.resolve("errors").toFile()))
            .start();
    var line = process.inputReader().readLine();
    assertThat(line).as("what the server says").startsWith("tiphys is up at ");
    return new Server(process, URI.create(line.split(" ")[4]));
  }

  private void submit(Server server) throws IOException, InterruptedException {
    var script = "echo begun >> /effects/{{item}}; sleep 0.02; echo ended >> /effects/{{item}}";
    var workflow =
        """
        {"workflow": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
          "metadata": {"name": "killed"},
          "spec": {"entrypoint": "main", "parallelism": 8,
            "volumes": [{"name": "effects", "hostPath": {"path": "%s"}}], "templates": [
            {"name": "main", "steps": [[{"name": "s", "template": "step",
               "withSequence": {"count": "%d"},
               "arguments": {"parameters": [{"name": "script", "value": "%s"}]}}]]},
            {"name": "step", "inputs": {"parameters": [{"name": "script"}]},
             "container": {"image": "busybox", "command": ["sh", "-c"],
                           "args": ["{{inputs.parameters.script}}"],
                           "volumeMounts": [{"name": "effects", "mountPath": "/effects"}]}}]}}}
        """
            .formatted(effects, STEPS, script);
    var request =
        HttpRequest.newBuilder(server.uri().resolve("/api/v1/workflows/default"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(workflow))
            .build();
    var response = http.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  /// Waits until so many more steps have begun, or all have.
  private void awaitEffects(int more) throws IOException, InterruptedException {
    var goal = Math.min(STEPS, count() + more);
    var limit = Instant.now().plus(LIMIT);
    try (var watch = effects.getFileSystem().newWatchService()) {
      effects.register(watch, java.nio.file.StandardWatchEventKinds.ENTRY_CREATE);
      while (count() < goal) {
        assertThat(Instant.now()).as("%d of %d steps have begun", count(), goal).isBefore(limit);
        var key = watch.poll(1, TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
    }
  }

  private int count() throws IOException {
    try (var files = Files.list(effects)) {
      return (int) files.count();
    }
  }

  private JsonNode end(Server server, Instant limit) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                server.uri().resolve("/api/v1/workflow-events/default?listOptions.watch=true"))
            .timeout(Duration.between(Instant.now(), limit))
            .build();
    var lines = http.send(request, BodyHandlers.ofLines()).body();
    var json = new ObjectMapper();
    for (var line : (Iterable<String>) lines::iterator) {
      var object = json.readTree(line).path("result").path("object");
      if (object.path("status").path("finishedAt").isTextual()) {
        return object;
      }
    }
    throw new AssertionError("the server ended the stream");
  }
}
