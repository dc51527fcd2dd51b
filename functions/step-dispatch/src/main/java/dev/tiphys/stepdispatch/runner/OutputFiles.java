package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What the main container of a step left behind.
public final class OutputFiles {
  /// How much of stdout `outputs.result` may have (F048).
  public static final int RESULT_MAX = 256 * 1024;

  private final Step step;
  private final Artifacts artifacts;
  private final int outputMax;

  public OutputFiles(Step step, Artifacts artifacts, int outputMax) {
    this.step = step;
    this.artifacts = artifacts;
    this.outputMax = outputMax;
  }

  /// Paths that the template expects files at.
  public static List<Path> declared(Step step) {
    var outputs = step.template().path("outputs");
    return Stream.concat(
            stream(outputs.path("parameters"))
                .map(p -> p.path("valueFrom").path("path").asText("")),
            stream(outputs.path("artifacts")).map(a -> a.path("path").asText("")))
        .filter(path -> !path.isEmpty())
        .map(Path::of)
        .toList();
  }

  /// Reads what is there, and keeps the artifacts.
  ///
  /// @param strict whether something missing is a failure: not if the container failed anyway
  /// @throws PodFailure if something is missing, or larger than the limit
  public Outputs collect(
      @Nullable Left main, StepFolder folder, @Nullable End end, boolean strict) {
    Map<String, JsonNode> kept = logs(folder);
    var code = end instanceof End.Exited(var number, _) ? Integer.toString(number) : null;
    if (main == null || code == null) {
      return kept.isEmpty() ? Outputs.NONE : new Outputs(Map.of(), null, null, kept);
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    stream(step.template().path("outputs").path("parameters"))
        .filter(parameter -> parameter.path("valueFrom").hasNonNull("path"))
        .forEach(
            parameter ->
                value(main, parameter, strict)
                    .ifPresent(value -> parameters.put(parameter.path("name").asText(), value)));
    for (var artifact : step.template().path("outputs").path("artifacts")) {
      var path = main.output(Path.of(artifact.path("path").asText("/"))).orElse(null);
      if (strict || path != null) {
        PodFailure.unlessKept(() -> artifacts.output(step, artifact, path))
            .ifPresent(place -> kept.put(artifact.path("name").asText(), place));
      }
    }
    return new Outputs(parameters, result(folder.container(Container.MAIN)), code, kept);
  }

  private Map<String, JsonNode> logs(StepFolder folder) {
    Map<String, JsonNode> logs = new LinkedHashMap<>();
    for (var container : folder.containers()) {
      PodFailure.unlessKept(() -> artifacts.log(step, container.name(), container.log()))
          .ifPresent(artifact -> logs.put(artifact.path("name").asText(), artifact));
    }
    return logs;
  }

  private Optional<String> value(Left main, JsonNode parameter, boolean strict) {
    var from = parameter.path("valueFrom");
    var path = Path.of(from.path("path").asText());
    var file = main.output(path).filter(Files::isRegularFile);
    if (file.isPresent()) {
      return Optional.of(withoutLineEnd(read(file.get(), parameter)));
    }
    if (from.hasNonNull("default")) {
      return Optional.of(from.path("default").asText());
    }
    if (strict) {
      throw new PodFailure(
          "output parameter '%s': there is no file %s, and no default",
          parameter.path("name").asText(), path);
    }
    return Optional.empty();
  }

  private String read(Path file, JsonNode parameter) {
    try {
      var size = Files.size(file);
      if (size > outputMax) {
        throw new PodFailure(
            "output parameter '%s': %s has %d bytes, the limit (runner.outputMaxBytes) is %d",
            parameter.path("name").asText(),
            parameter.path("valueFrom").path("path").asText(),
            size,
            outputMax);
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new PodFailure(
          "output parameter '%s': %s cannot be read",
          parameter.path("name").asText(), parameter.path("valueFrom").path("path").asText());
    }
  }

  private @Nullable String result(ContainerFolder folder) {
    if (!step.captureResult()) {
      return null;
    }
    return withoutLineEnd(Regular.start(folder.result(), RESULT_MAX));
  }

  private static String withoutLineEnd(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
