package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.language.time.Durations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A step that an executor plugin executes (F018, F222): the first plugin that takes the template
/// is asked again whenever it wants to be, until it says how the step ended.
///
/// Which one took it and when it is due are noted, so that a host which starts again asks the same
/// plugin, and not before its time.
final class PluginErrand implements Errand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METHOD = "template.execute";
  private static final Duration CALL_MAX = Duration.ofSeconds(30);

  /// What may be otherwise soon.
  private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

  /// How often a plugin that is not there, or too busy, is asked in a row.
  private static final int TRIES_MAX = 6;

  /// Between two calls, whatever the plugin wants: 10 calls a second do no harm.
  private static final Duration PAUSE_MIN = Duration.ofMillis(100);

  private static final Duration PAUSE_MAX = Duration.ofDays(1);

  private final Step step;
  private final RunnerConfig config;
  private final byte[] request;

  PluginErrand(Step step, RunnerConfig config) {
    this.step = step;
    this.config = config;
    var body = JSON.createObjectNode();
    body.putObject("workflow")
        .putObject("metadata")
        .put("name", step.run().name())
        .put("namespace", step.run().namespace())
        .put("uid", step.run().uid());
    body.set("template", step.template());
    request = body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Who took the template and when it wants to be asked again.
  private record Due(ExecutorPlugin plugin, Instant at) {}

  @Override
  public Answer carryOut(StepFolder folder, Reports reports) throws InterruptedException {
    var due = due(folder);
    var reply = due == null ? firstOf(config.plugins()) : again(due);
    while (true) {
      var node = reply.body().path("node");
      var phase = phase(reply.plugin(), node);
      var message = node.hasNonNull("message") ? node.path("message").asText() : null;
      if (phase.ended()) {
        return new Answer(phase, message, outputs(node.path("outputs")));
      }
      var next = new Due(reply.plugin(), Instant.now().plus(requeue(reply)));
      folder.keep("requeue", next.at() + "\n" + next.plugin().name());
      if (message != null || node.hasNonNull("progress")) {
        reports.progress(
            node.hasNonNull("progress") ? node.path("progress").asText() : null, message);
      }
      reply = again(next);
    }
  }

  private @Nullable Due due(StepFolder folder) {
    return folder
        .kept("requeue")
        .map(text -> text.split("\n", 2))
        .flatMap(
            parts ->
                config.plugins().stream()
                    .filter(plugin -> plugin.name().equals(parts[1]))
                    .findFirst()
                    .map(plugin -> new Due(plugin, Instant.parse(parts[0]))))
        .orElse(null);
  }

  private record Reply(ExecutorPlugin plugin, JsonNode body) {}

  private Reply firstOf(List<ExecutorPlugin> plugins) throws InterruptedException {
    for (var plugin : plugins) {
      var reply = ask(plugin);
      if (reply.isPresent()) {
        return reply.get();
      }
    }
    throw new PodFailure("%s", nobody(plugins));
  }

  private String nobody(List<ExecutorPlugin> plugins) {
    var names = plugins.stream().map(ExecutorPlugin::name).toList();
    var message =
        names.isEmpty()
            ? "no executor plugin is known here: name its URL in runner.plugins"
            : "no executor plugin took the template: asked " + names;
    List<String> own = new ArrayList<>();
    for (var plugin : step.spec().path("executorPlugins")) {
      var name = plugin.path("metadata").path("name").asText();
      if (!names.contains(name)) {
        own.add(name);
      }
    }
    return own.isEmpty() ? message : message + "; the workflow wants " + own;
  }

  private Reply again(Due due) throws InterruptedException {
    Thread.sleep(Duration.between(Instant.now(), due.at()));
    return ask(due.plugin())
        .orElseThrow(
            () ->
                new PodFailure(
                    "executor plugin '%s' does not know any more the template that it took",
                    due.plugin().name()));
  }

  private static Duration requeue(Reply reply) {
    var text = reply.body().path("requeue").asText("");
    if (text.isEmpty()) {
      throw new PodFailure(
          "executor plugin '%s' left the step unfinished, but does not want to be asked again"
              + " (requeue)",
          reply.plugin().name());
    }
    try {
      var pause = Durations.parse(text);
      return pause.compareTo(PAUSE_MIN) < 0
          ? PAUSE_MIN
          : pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
    } catch (IllegalArgumentException e) {
      throw new PodFailure(
          "executor plugin '%s': requeue: %s", reply.plugin().name(), e.getMessage());
    }
  }

  /// @return nothing if the plugin does not take the template
  private Optional<Reply> ask(ExecutorPlugin plugin) throws InterruptedException {
    var pause = PAUSE_MIN.multipliedBy(5);
    for (var tries = 1; ; tries++) {
      String problem;
      try {
        var response = call(plugin).send(config.outputMax(), null);
        var status = response.status();
        if (status == 200) {
          return read(plugin, response.body());
        }
        if (status == 404) {
          return Optional.empty();
        }
        if (!BUSY.contains(status)) {
          throw new PodFailure("executor plugin '%s' answered %d", plugin.name(), status);
        }
        problem = "answered " + status;
      } catch (IOException e) {
        problem = "cannot be asked: " + (e.getMessage() == null ? e.getClass() : e.getMessage());
      }
      if (tries == TRIES_MAX) {
        throw new PodFailure(
            "executor plugin '%s' %s (%d times)", plugin.name(), problem, TRIES_MAX);
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
    }
  }

  private HttpCall call(ExecutorPlugin plugin) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Content-Type", List.of("application/json"));
    plugin.token().ifPresent(token -> headers.put("Authorization", List.of("Bearer " + token)));
    return new HttpCall(
        "POST", plugin.method(METHOD).toString(), headers, request, CALL_MAX, false);
  }

  private static Optional<Reply> read(ExecutorPlugin plugin, String body) {
    try {
      var reply = JSON.readTree(body);
      return reply.path("node").isObject()
          ? Optional.of(new Reply(plugin, reply))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      throw new PodFailure(
          "executor plugin '%s' answered what is no JSON: %s",
          plugin.name(), e.getOriginalMessage());
    }
  }

  private static Phase phase(ExecutorPlugin plugin, JsonNode node) {
    try {
      return Phase.of(node.path("phase").asText());
    } catch (IllegalArgumentException e) {
      throw new PodFailure("executor plugin '%s': node.phase: %s", plugin.name(), e.getMessage());
    }
  }

  private static Outputs outputs(JsonNode outputs) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (var parameter : outputs.path("parameters")) {
      parameters.put(parameter.path("name").asText(), parameter.path("value").asText());
    }
    Map<String, JsonNode> artifacts = new LinkedHashMap<>();
    for (var artifact : outputs.path("artifacts")) {
      artifacts.put(artifact.path("name").asText(), artifact);
    }
    return new Outputs(
        parameters,
        outputs.hasNonNull("result") ? outputs.path("result").asText() : null,
        outputs.hasNonNull("exitCode") ? outputs.path("exitCode").asText() : null,
        artifacts);
  }
}
