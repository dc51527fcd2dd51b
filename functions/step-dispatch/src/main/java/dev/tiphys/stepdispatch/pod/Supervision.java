package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.Step;
import dev.tiphys.stepdispatch.runner.Container;
import dev.tiphys.stepdispatch.runner.Container.Role;
import dev.tiphys.stepdispatch.runner.ContainerRetry;
import dev.tiphys.stepdispatch.runner.OutputFiles;
import dev.tiphys.stepdispatch.runner.Pod;
import dev.tiphys.stepdispatch.runner.PodFailure;
import dev.tiphys.stepdispatch.runner.StoredArtifacts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Puts the supervisor before the command of a container.
///
/// The kubelet fills in `$(NAME)` in all words of a command, so that the user's words stay as they
/// are, and a `$` in ours is doubled.
final class Supervision {
  /// Linux takes no longer argument (MAX_ARG_STRLEN, less the ending NUL).
  static final int ARGUMENT_MAX = 128 * 1024 - 1;

  private final Step step;
  private final Pod pod;
  private final PodSettings settings;

  Supervision(Step step, Pod pod, PodSettings settings) {
    this.step = step;
    this.pod = pod;
    this.settings = settings;
  }

  /// Sets the command of `into`, the manifest of the container.
  ///
  /// @throws PodFailure if nobody knows what the container runs
  void supervise(Container container, ObjectNode into) {
    var words = new ArrayList<>(command(container));
    if (container.source() != null) {
      words.add(SharedFolder.SCRIPT);
    }
    into.putArray("command").add(SharedFolder.SUPERVISOR);
    var args = into.putArray("args");
    options(container).forEach(word -> args.add(escaped(word)));
    args.add("--");
    words.forEach(args::add);
  }

  private List<String> options(Container container) {
    List<String> words = new ArrayList<>(List.of("run", "--step", SharedFolder.PATH));
    words.addAll(List.of("--name", container.name()));
    words.addAll(List.of("--grace", Long.toString(settings.runner().grace().toSeconds())));
    if (step.deadline() != null) {
      words.addAll(List.of("--deadline", Long.toString(step.deadline().getEpochSecond())));
    }
    if (container.role() == Role.SIDECAR) {
      pod.of(Role.WORK).forEach(work -> words.addAll(List.of("--until", work.name())));
    } else {
      var retry = ContainerRetry.of(step.template());
      if (retry.retries() > 0) {
        words.addAll(List.of("--retries", Integer.toString(retry.retries())));
        words.addAll(List.of("--pause", Long.toString(retry.pause().toSeconds())));
      }
      container.dependencies().forEach(name -> words.addAll(List.of("--after", name)));
    }
    if (StoredArtifacts.archivesLogs(step)) {
      words.addAll(List.of("--log", Long.toString(settings.runner().logMax())));
    }
    if (container.isMain()) {
      if (step.captureResult()) {
        words.addAll(List.of("--result", Integer.toString(OutputFiles.RESULT_MAX)));
      }
      kept(words);
    }
    return words;
  }

  private void kept(List<String> words) {
    var kept = SharedFolder.kept(step);
    if (kept.stream().anyMatch(k -> !k.tree())) {
      words.addAll(List.of("--file-max", Integer.toString(settings.runner().outputMax())));
    }
    if (kept.stream().anyMatch(SharedFolder.Kept::tree)) {
      var limits = settings.limits().archive();
      words.addAll(List.of("--tree-max", Long.toString(limits.bytes())));
      words.addAll(List.of("--entries-max", Long.toString(limits.entries())));
    }
    kept.forEach(k -> words.addAll(List.of(k.tree() ? "--tree" : "--file", k.path().toString())));
  }

  /// Command and arguments, those of the image where the container has none (F151).
  private List<String> command(Container container) {
    var image = settings.runner().images().get(container.image());
    var command = container.command();
    var args = container.args();
    if (command.isEmpty() && image != null) {
      command = image.entrypoint();
      args = args.isEmpty() ? image.cmd() : args;
    }
    if (command.isEmpty()) {
      throw new PodFailure(
          "container '%s' has no command, and its image '%s' is not among 'images' of the"
              + " configuration",
          container.name(), container.image());
    }
    List<String> words = new ArrayList<>(command);
    words.addAll(args);
    for (var number = 0; number < words.size(); number++) {
      if (isLong(words.get(number))) {
        words.set(number, "@" + SharedFolder.PATH + "/" + longArgument(container.name(), number));
      }
    }
    return words;
  }

  /// Whether a process can be given `word` only in a file (F050).
  static boolean isLong(String word) {
    return word.length() > ARGUMENT_MAX / 4
        && word.getBytes(StandardCharsets.UTF_8).length > ARGUMENT_MAX;
  }

  /// The file below the shared folder that stands in for a word.
  static String longArgument(String container, int number) {
    return "ctr/%s/argo_arg_%d.txt".formatted(container, number);
  }

  /// `text` as it is, whatever variables there are.
  static String escaped(String text) {
    return text.replace("$", "$$");
  }

  /// A variable with that very value.
  static void variable(ArrayNode env, String name, String value) {
    env.addObject().put("name", name).put("value", escaped(value));
  }
}
