package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactRepository;
import dev.tiphys.artifacts.Location;
import dev.tiphys.artifacts.Transfer;
import dev.tiphys.artifacts.archive.Packing;
import dev.tiphys.engine.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Artifacts in the stores that templates name, or in the repository of the run.
///
/// @param scratch a directory for archives on their way
public record StoredArtifacts(Transfer transfer, Path scratch) implements Artifacts {
  private interface Work<T> {
    T run() throws IOException;
  }

  @Override
  public Optional<Input> input(Step step, JsonNode artifact) {
    var written = Location.of(artifact);
    if (written.isEmpty()) {
      if (artifact.path("optional").asBoolean(false)) {
        return Optional.empty();
      }
      throw new ArtifactFailure("input artifact '%s' has no place", name(artifact));
    }
    return Optional.of(
        path ->
            named(
                "input",
                artifact,
                () -> {
                  bring(step, artifact, written.get(), path);
                  return path;
                }));
  }

  private void bring(Step step, JsonNode artifact, Location written, Path path) throws IOException {
    var place = repository(step).complete(written);
    var part = artifact.path("subPath").asText("");
    if (!part.isEmpty()) {
      place = place.below(part);
    }
    try {
      transfer.load(step.run().namespace(), place, artifact, path);
    } catch (ArtifactFailure.Missing e) {
      if (!artifact.path("optional").asBoolean(false)) {
        throw e;
      }
    }
  }

  @Override
  public Optional<JsonNode> output(Step step, JsonNode artifact, @Nullable Path path) {
    if (path == null) {
      if (artifact.path("optional").asBoolean(false)) {
        return Optional.empty();
      }
      throw new ArtifactFailure(
          "output artifact '%s': there is nothing at %s",
          name(artifact), artifact.path("path").asText());
    }
    // What the runner itself put into a directory for its own purposes is no part of it.
    var what = new Transfer.Saved(path, fileName(artifact), StoredArtifacts::isOfStep);
    return Optional.of(named("output", artifact, () -> keep(step, artifact, what)));
  }

  private static boolean isOfStep(Path file) {
    return !file.getFileName().toString().startsWith(".argo-");
  }

  private static String fileName(JsonNode artifact) {
    var file = Path.of(artifact.path("path").asText("/")).getFileName();
    return file == null ? name(artifact) : file.toString();
  }

  private JsonNode keep(Step step, JsonNode artifact, Transfer.Saved what) throws IOException {
    var repository = repository(step);
    var written = Location.of(artifact);
    var place =
        written.isPresent()
            ? repository.complete(written.get())
            : below(step, name(artifact) + Packing.of(artifact).suffix());
    if (place.key().contains("{{")) {
      throw new ArtifactFailure("its key '%s' has a tag without a value", place.key());
    }
    transfer.save(step.run().namespace(), place, artifact, what, scratch);
    var shown = (ObjectNode) artifact.deepCopy();
    var own = written.or(() -> archiveLocation(step)).map(Location::isComplete).orElse(false);
    ArtifactRepository.show(place, !own, shown);
    return shown;
  }

  /// Where something of a step lies that has no place of its own.
  private static Location below(Step step, String name) {
    var repository = repository(step);
    var location = archiveLocation(step);
    if (location.isPresent()) {
      return repository.complete(location.get()).below(name);
    }
    return repository.at(repository.keyBase(step.run().name() + "/" + step.podName()) + "/" + name);
  }

  private static Optional<Location> archiveLocation(Step step) {
    return Location.of(step.template().path("archiveLocation")).filter(l -> !l.key().isEmpty());
  }

  @Override
  public Optional<JsonNode> log(Step step, String container, Path log) {
    if (!archivesLogs(step) || !Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    var artifact = JsonNodeFactory.instance.objectNode().put("name", container + "-logs");
    artifact.putObject("archive").putObject("none");
    return Optional.of(
        named(
            "output",
            artifact,
            () -> {
              var place = below(step, container + ".log");
              transfer.save(
                  step.run().namespace(), place, artifact, Transfer.Saved.all(log), scratch);
              var shown = JsonNodeFactory.instance.objectNode();
              shown.put("name", container + "-logs");
              var own = archiveLocation(step).map(Location::isComplete).orElse(false);
              ArtifactRepository.show(place, !own, shown);
              return shown;
            }));
  }

  /// Whether logs are kept as artifacts: the repository may insist; else the template decides, else
  /// the Workflow (F061).
  public static boolean archivesLogs(Step step) {
    if (repository(step).archiveLogs()) {
      return true;
    }
    var template = step.template().path("archiveLocation").path("archiveLogs");
    return template.isBoolean()
        ? template.asBoolean()
        : step.spec().path("archiveLogs").asBoolean(false);
  }

  @Override
  public List<String> list(Step step, JsonNode artifact, int max) {
    var written =
        Location.of(artifact)
            .orElseThrow(
                () -> new ArtifactFailure("artifactPaths name no kind of storage, such as s3"));
    return named(
        "input",
        artifact,
        () ->
            transfer.list(step.run().namespace(), repository(step).completeForList(written), max));
  }

  private static ArtifactRepository repository(Step step) {
    return ArtifactRepository.of(step.repository());
  }

  private static String name(JsonNode artifact) {
    return artifact.path("name").asText();
  }

  private static <T> T named(String what, JsonNode artifact, Work<T> work) {
    try {
      return work.run();
    } catch (ArtifactFailure e) {
      throw new ArtifactFailure("%s artifact '%s': %s", what, name(artifact), e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      throw ArtifactFailure.because(e, "%s artifact '%s'", what, name(artifact));
    }
  }
}
