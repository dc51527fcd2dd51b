package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Phase;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the status of a pod means for its step, in Argo's words (F153 to F155). Pure.
///
/// The companion tells how a step ended, and ends with 0 if it has. All else that ends a pod is
/// seen here: images that cannot be started, memory, eviction, the node, deletion.
final class PodStatus {
  /// What Argo's own wrapper exits with when it cannot run the program; ours does too.
  private static final int WRAPPER_FAILED = 64;

  /// How sidecars may end: they are told to.
  private static final Set<Integer> TOLD = Set.of(0, 137, 143);

  /// What every pod waits for at first.
  private static final Set<String> USUAL = Set.of("", "PodInitializing", "ContainerCreating");

  /// A container that ended so has never run: our supervisor knows nothing of it.
  private static final Set<String> NEVER_RAN =
      Set.of("StartError", "ContainerCannotRun", "ContainerStatusUnknown");

  private final JsonNode pod;
  private final JsonNode status;

  private PodStatus(JsonNode pod) {
    this.pod = pod;
    this.status = pod.path("status");
  }

  /// What can be said.
  sealed interface Told {
    /// Nothing will follow.
    default boolean isLast() {
      return switch (this) {
        case Nothing _, Waiting _, Running _ -> false;
        case Spoken _, Unheard _, Ended _ -> true;
      };
    }

    /// Nothing new.
    record Nothing() implements Told {}

    /// It has not begun, and why.
    record Waiting(String message) implements Told {}

    /// It has begun.
    ///
    /// @param ready whether it is a daemon that can be used
    record Running(@Nullable String host, @Nullable String ip, Instant at, boolean ready)
        implements Told {}

    /// The companion has told how it ended.
    record Spoken() implements Told {}

    /// The companion has told how it ended, and the broker did not take it.
    record Unheard() implements Told {}

    /// It ended, and the companion could not tell.
    ///
    /// @param stuck whether something of the pod runs still, for nothing
    record Ended(Phase phase, String message, @Nullable Instant startedAt, boolean stuck)
        implements Told {}
  }

  /// @param gone whether the pod is not there any more, and this is what was seen last
  static Told of(JsonNode pod, boolean gone, Instant now) {
    return new PodStatus(pod).told(gone, now);
  }

  private Told told(boolean gone, Instant now) {
    var companion = terminated(OwnContainers.COMPANION);
    if (companion.isPresent() && code(companion.get()) == 0) {
      return new Told.Spoken();
    }
    if (companion.isPresent() && code(companion.get()) == Executor.UNHEARD) {
      return new Told.Unheard();
    }
    var phase = status.path("phase").asText("");
    var silent = companion.filter(end -> code(end) == Executor.SILENT).isPresent();
    var over = phase.equals("Failed") || phase.equals("Succeeded");
    if (over && !(silent && pod.path("metadata").hasNonNull("deletionTimestamp"))) {
      return failed(false);
    }
    // A pod that is deleted is still there when its containers have ended for that reason.
    if (gone || over) {
      return new Told.Ended(Phase.ERROR, deleted(), startedAt(), false);
    }
    if (isLost(now)) {
      return new Told.Ended(Phase.ERROR, lostMessage(), startedAt(), true);
    }
    if (work().stream().anyMatch(this::neverRan)) {
      return failed(true);
    }
    return going();
  }

  private Told going() {
    var started = startedAt();
    if (started != null) {
      var ready = pod.at("/metadata/annotations").has(PodManifest.DAEMON) && isReady();
      return new Told.Running(
          text(pod.at("/spec/nodeName")), text(status.path("podIP")), started, ready);
    }
    return pending().<Told>map(Told.Waiting::new).orElseGet(Told.Nothing::new);
  }

  /// Why it does not begin, if that is worth a word (F154).
  private Optional<String> pending() {
    for (var condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("PodScheduled")
          && condition.path("status").asText().equals("False")) {
        return Optional.of(
            said(condition.path("reason").asText(), condition.path("message").asText()));
      }
    }
    for (var list : List.of("initContainerStatuses", "containerStatuses")) {
      for (var container : status.path(list)) {
        var waiting = container.at("/state/waiting");
        if (!USUAL.contains(waiting.path("reason").asText(""))) {
          return Optional.of(
              said(waiting.path("reason").asText(), waiting.path("message").asText("")));
        }
      }
    }
    return Optional.empty();
  }

  private static String said(String reason, String message) {
    return message.isEmpty() ? reason : reason.isEmpty() ? message : reason + ": " + message;
  }

  private Told.Ended failed(boolean stuck) {
    var started = startedAt();
    var message = status.path("message").asText("");
    var reason = status.path("reason").asText("");
    if (!message.isEmpty() || !reason.isEmpty()) {
      return new Told.Ended(Phase.FAILED, message.isEmpty() ? reason : message, started, stuck);
    }
    for (var container : status.path("initContainerStatuses")) {
      var end = container.at("/state/terminated");
      if (code(end) != 0) {
        var name = container.path("name").asText() + ": ";
        return new Told.Ended(Phase.ERROR, name + ended(end), started, stuck);
      }
    }
    var work = work();
    for (var name : work) {
      var end = terminated(name);
      if (end.isPresent() && code(end.get()) != 0) {
        var phase = code(end.get()) == WRAPPER_FAILED ? Phase.ERROR : Phase.FAILED;
        return new Told.Ended(phase, prefix(name, work) + ended(end.get()), started, stuck);
      }
    }
    for (var container : status.path("containerStatuses")) {
      var name = container.path("name").asText();
      var end = container.at("/state/terminated");
      if (!work.contains(name)
          && code(end) != 0
          && (name.equals(OwnContainers.COMPANION) || !TOLD.contains(code(end)))) {
        return new Told.Ended(Phase.ERROR, name + ": " + ended(end), started, stuck);
      }
    }
    return new Told.Ended(Phase.ERROR, "the pod ended without a reason", started, stuck);
  }

  private static String prefix(String name, List<String> work) {
    return work.size() == 1 && name.equals("main") ? "" : name + ": ";
  }

  private static String ended(JsonNode terminated) {
    var reason = terminated.path("reason").asText("Error");
    var message = terminated.path("message").asText("").strip();
    var code = "%s (exit code %d)".formatted(reason, code(terminated));
    return message.isEmpty() ? code : code + ": " + message;
  }

  /// An eviction says why in a condition of the pod that it deletes.
  private String deleted() {
    var disruption = condition("DisruptionTarget");
    var message = disruption.path("message").asText("");
    return message.isEmpty() ? "pod deleted" : "pod deleted: " + message;
  }

  /// A node that does not answer never confirms that a pod ended: it has had its time by then.
  private boolean isLost(Instant now) {
    if (status.path("reason").asText("").equals("NodeLost")) {
      return true;
    }
    var due = time(pod.at("/metadata/deletionTimestamp"));
    return due != null
        && due.isBefore(now)
        && condition("DisruptionTarget").path("reason").asText("").equals("DeletionByTaintManager");
  }

  private String lostMessage() {
    var message = status.path("message").asText("");
    return message.isEmpty() ? deleted() : message;
  }

  private JsonNode condition(String type) {
    for (var condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)
          && condition.path("status").asText().equals("True")) {
        return condition;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  private boolean isReady() {
    return condition("Ready").isObject();
  }

  /// The containers of the step's user: all that wait for the supervisor of none other.
  private List<String> work() {
    List<String> names = new ArrayList<>();
    for (var container : pod.at("/spec/containers")) {
      var name = container.path("name").asText();
      if (!name.equals(OwnContainers.COMPANION) && !isSidecar(container)) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean isSidecar(JsonNode container) {
    for (var word : container.path("args")) {
      if (word.asText().equals("--")) {
        return false;
      }
      if (word.asText().equals("--until")) {
        return true;
      }
    }
    return false;
  }

  private boolean neverRan(String name) {
    return terminated(name)
        .filter(end -> NEVER_RAN.contains(end.path("reason").asText("")))
        .isPresent();
  }

  private Optional<JsonNode> terminated(String name) {
    for (var container : status.path("containerStatuses")) {
      if (container.path("name").asText().equals(name)) {
        return Optional.of(container.at("/state/terminated")).filter(JsonNode::isObject);
      }
    }
    return Optional.empty();
  }

  private static int code(JsonNode terminated) {
    return terminated.path("exitCode").asInt(0);
  }

  /// When the first container of the work began.
  private @Nullable Instant startedAt() {
    Instant first = null;
    var work = work();
    for (var container : status.path("containerStatuses")) {
      if (work.contains(container.path("name").asText())) {
        var running = time(container.at("/state/running/startedAt"));
        var at = running == null ? time(container.at("/state/terminated/startedAt")) : running;
        if (at != null && at.getEpochSecond() > 0 && (first == null || at.isBefore(first))) {
          first = at;
        }
      }
    }
    return first;
  }

  private static @Nullable Instant time(JsonNode text) {
    try {
      return text.isTextual() ? Instant.parse(text.asText()) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }
}
