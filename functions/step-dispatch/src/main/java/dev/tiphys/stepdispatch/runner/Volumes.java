package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What lies behind the volumeMounts of a step, on this machine. An emptyDir is a directory of the
/// step, a claim one of the run (so that steps share it), ConfigMaps and Secrets are files, a
/// hostPath is the host's. Anything else cannot be had here: an empty directory stands in, with a
/// warning.
final class Volumes {
  private static final System.Logger LOG = System.getLogger(Volumes.class.getName());

  /// A mount of a container: what is to lie over which path.
  record Mounted(Path source, Path target, boolean readOnly) {}

  private final Step step;
  private final StepFolder folder;
  private final ConfigValues values;

  Volumes(Step step, StepFolder folder, ConfigValues values) {
    this.step = step;
    this.folder = folder;
    this.values = values;
  }

  /// The mounts of `container`, outer ones first.
  List<Mounted> mounts(Container container) {
    List<Mounted> mounted = new ArrayList<>();
    for (var mount : container.json().path("volumeMounts")) {
      var source = source(mount.path("name").asText());
      var subPath = mount.path("subPath").asText("");
      mounted.add(
          new Mounted(
              subPath.isEmpty() ? source : below(source, subPath),
              Path.of(mount.path("mountPath").asText("/")).normalize(),
              mount.path("readOnly").asBoolean(false)));
    }
    mounted.sort(Comparator.comparing(m -> m.target().getNameCount()));
    return mounted;
  }

  private Path source(String name) {
    var volume =
        find(step.template().path("volumes"), name)
            .or(() -> find(step.spec().path("volumes"), name));
    if (volume.isEmpty()) {
      if (find(step.spec().path("volumeClaimTemplates"), name).isPresent()) {
        return ofRun(name);
      }
      throw new PodFailure("volumeMounts name the volume '%s', which is not among volumes", name);
    }
    return source(name, volume.get());
  }

  private static Optional<JsonNode> find(JsonNode list, String name) {
    for (var element : list) {
      if (element
          .path("name")
          .asText(element.path("metadata").path("name").asText())
          .equals(name)) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }

  private Path source(String name, JsonNode volume) {
    if (volume.hasNonNull("configMap")) {
      var map = volume.path("configMap");
      var source = map.path("name").asText();
      return files(
          name, map, "ConfigMap", source, values.configMap(step.run().namespace(), source));
    }
    if (volume.hasNonNull("secret")) {
      var secret = volume.path("secret");
      var source = secret.path("secretName").asText();
      return files(name, secret, "Secret", source, values.secret(step.run().namespace(), source));
    }
    if (volume.hasNonNull("hostPath")) {
      return hostPath(name, volume.path("hostPath"));
    }
    if (volume.hasNonNull("persistentVolumeClaim")) {
      return ofRun(volume.path("persistentVolumeClaim").path("claimName").asText(name));
    }
    if (!volume.has("emptyDir")) {
      var kinds = new ArrayList<String>();
      volume.fieldNames().forEachRemaining(kinds::add);
      kinds.remove("name");
      LOG.log(
          System.Logger.Level.WARNING,
          "run {0}: volume ''{1}'' of kind {2} cannot be had on this machine: an empty directory"
              + " stands in",
          step.run(),
          name,
          kinds);
    }
    return open(folder.volume(safe(name)));
  }

  /// Claims outlive the step: one directory per run and claim.
  private Path ofRun(String claim) {
    // The claim that a template makes is called <workflow>-<name>, and mounted by either name.
    var prefix = step.run().name() + "-";
    var name = claim.startsWith(prefix) ? claim.substring(prefix.length()) : claim;
    return open(folder.path().resolveSibling("claims").resolve(safe(name)));
  }

  private static Path hostPath(String name, JsonNode hostPath) {
    var path = Path.of(hostPath.path("path").asText("")).normalize();
    if (!path.isAbsolute()) {
      throw new PodFailure("volume '%s': hostPath.path should be absolute, not '%s'", name, path);
    }
    if (hostPath.path("type").asText("").endsWith("OrCreate")) {
      StepFolder.directories(path);
    }
    if (!Files.exists(path)) {
      throw new PodFailure("volume '%s': hostPath %s does not exist", name, path);
    }
    return path;
  }

  private Path files(
      String name,
      JsonNode volume,
      String kind,
      String source,
      @Nullable Map<String, byte[]> content) {
    var directory = StepFolder.directories(folder.volume(safe(name)));
    if (content == null) {
      if (volume.path("optional").asBoolean(false)) {
        return directory;
      }
      throw new PodFailure("volume '%s': %s '%s' was not found", name, kind, source);
    }
    if (!volume.has("items")) {
      content.forEach((key, value) -> write(below(directory, key), value));
    }
    for (var item : volume.path("items")) {
      var key = item.path("key").asText();
      var value = content.get(key);
      if (value == null && !volume.path("optional").asBoolean(false)) {
        throw new PodFailure("volume '%s': %s '%s' has no key '%s'", name, kind, source, key);
      }
      if (value != null) {
        write(below(directory, item.path("path").asText(key)), value);
      }
    }
    return directory;
  }

  private static void write(Path file, byte[] content) {
    try {
      StepFolder.directories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `relative` below `root`, and not beyond it, whatever links lie on the way.
  private static Path below(Path root, String relative) {
    var path = root.resolve(relative).normalize();
    try {
      if (path.startsWith(root)) {
        var existing = path;
        while (!Files.exists(existing)) {
          existing = existing.getParent();
        }
        if (existing.toRealPath().startsWith(root.toRealPath())) {
          return path;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new PodFailure("the path '%s' leaves its volume", relative);
  }

  /// Anybody may write there, as into a Kubernetes volume: containers run under other users.
  private static Path open(Path directory) {
    StepFolder.directories(directory);
    directory.toFile().setWritable(true, false);
    return directory;
  }

  private static String safe(String name) {
    if (!name.matches("[A-Za-z0-9]([-.A-Za-z0-9]{0,252})") || name.contains("..")) {
      throw new PodFailure("'%s' cannot be the name of a volume", name);
    }
    return name;
  }
}
