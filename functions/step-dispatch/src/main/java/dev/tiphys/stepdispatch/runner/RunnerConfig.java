package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What people can set about runners.
///
/// @param images what to run when a container names an image but no command (F151)
/// @param grace from TERM to KILL, and from the end of a step to that of its last words
/// @param path directories in which programs are looked for before those of the host's PATH
/// @param logMax bytes kept of what one container writes
/// @param outputMax bytes that one output parameter may have
/// @param engine how podman or docker are called
/// @param plugins the executor plugins that run here, in the order in which they are asked
public record RunnerConfig(
    Map<String, ImageCommand> images,
    Duration grace,
    List<Path> path,
    long logMax,
    int outputMax,
    EngineArgs engine,
    List<ExecutorPlugin> plugins) {
  public static final RunnerConfig DEFAULT =
      new RunnerConfig(
          Map.of(),
          Duration.ofSeconds(30),
          List.of(),
          64L << 20,
          16 << 20,
          new EngineArgs(List.of(), List.of(), "host"),
          List.of());

  private static final Set<String> FIELDS =
      Set.of(
          "gracePeriodSeconds",
          "path",
          "logMaxBytes",
          "outputMaxBytes",
          "globalArgs",
          "runArgs",
          "network",
          "plugins",
          // Which Kubernetes API there is: whoever makes the runner reads it.
          "kubeconfig",
          "context",
          // What only pods have.
          "sink",
          "owned",
          "podSecurity");

  public RunnerConfig {
    images = Map.copyOf(images);
    path = List.copyOf(path);
    plugins = List.copyOf(plugins);
    if (grace.isNegative() || logMax < 1 || outputMax < 1) {
      throw new IllegalArgumentException(
          "runner: gracePeriodSeconds should be 0 or more, logMaxBytes and outputMaxBytes 1 or more");
    }
  }

  /// What an image runs by itself, as Argo's controller configuration has it.
  public record ImageCommand(List<String> entrypoint, List<String> cmd) {
    public ImageCommand {
      entrypoint = List.copyOf(entrypoint);
      cmd = List.copyOf(cmd);
    }
  }

  /// How podman or docker are called.
  ///
  /// @param global arguments before `run`, such as `--runtime runc`
  /// @param run arguments after `run`, such as `--ulimit nofile=16384:16384`
  /// @param network of the containers; `host` lets steps reach daemon steps at 127.0.0.1
  public record EngineArgs(List<String> global, List<String> run, String network) {
    public EngineArgs {
      global = List.copyOf(global);
      run = List.copyOf(run);
    }
  }

  /// Reads `images` and `runner` of a configuration; whatever else it holds is others' business.
  ///
  /// @throws IllegalArgumentException if a field is unknown or of the wrong type
  public static RunnerConfig of(JsonNode config) {
    Map<String, ImageCommand> images = new HashMap<>();
    config
        .path("images")
        .properties()
        .forEach(
            image ->
                images.put(
                    image.getKey(),
                    new ImageCommand(
                        texts(image.getValue(), "images." + image.getKey(), "entrypoint"),
                        texts(image.getValue(), "images." + image.getKey(), "cmd"))));
    var runner = config.path("runner");
    runner
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                    "runner.%s is not known: expected one of %s"
                        .formatted(field, FIELDS.stream().sorted().toList()));
              }
            });
    return new RunnerConfig(
        images,
        Duration.ofSeconds(number(runner, "gracePeriodSeconds", DEFAULT.grace().toSeconds())),
        texts(runner, "runner", "path").stream().map(Path::of).toList(),
        number(runner, "logMaxBytes", DEFAULT.logMax()),
        (int) Math.min(Integer.MAX_VALUE, number(runner, "outputMaxBytes", DEFAULT.outputMax())),
        new EngineArgs(
            texts(runner, "runner", "globalArgs"),
            texts(runner, "runner", "runArgs"),
            runner.path("network").asText(DEFAULT.engine().network())),
        ExecutorPlugin.all(runner.path("plugins")));
  }

  /// The same with these plugins after its own; of two that share a name, its own counts.
  public RunnerConfig withPlugins(List<ExecutorPlugin> more) {
    var known = plugins.stream().map(ExecutorPlugin::name).toList();
    var all = new ArrayList<>(plugins);
    more.stream().filter(plugin -> !known.contains(plugin.name())).forEach(all::add);
    return new RunnerConfig(images, grace, path, logMax, outputMax, engine, all);
  }

  private static long number(JsonNode parent, String field, long otherwise) {
    var value = parent.path(field);
    if (!value.isMissingNode() && !value.isIntegralNumber()) {
      throw new IllegalArgumentException(
          "runner.%s should be a whole number, not %s".formatted(field, value));
    }
    return value.asLong(otherwise);
  }

  private static List<String> texts(JsonNode parent, String place, String field) {
    var value = parent.path(field);
    if (!value.isMissingNode() && !value.isArray()) {
      throw new IllegalArgumentException(
          "%s.%s should be a list of texts, not %s".formatted(place, field, value));
    }
    List<String> texts = new ArrayList<>();
    value.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
