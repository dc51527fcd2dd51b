package dev.tiphys.delivery.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.events.delivery.HookType;
import dev.tiphys.events.delivery.SyncPhase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes the tasks of a sync out of what is wanted and what is there (alg §9.1–§9.6).
///
/// @param refusal why the project does not permit an object, if it does not
public record TaskBuilder(
    SyncSettings settings, Kinds kinds, Function<JsonNode, Optional<String>> refusal) {
  /// An object as it is wanted and as it is; one of them may be absent.
  public record Pair(@Nullable JsonNode target, @Nullable JsonNode live) {
    JsonNode object() {
      return target != null ? target : java.util.Objects.requireNonNull(live);
    }
  }

  /// The tasks in their order.
  ///
  /// @param hooks the hooks that are wanted
  /// @param liveNamespace the namespace of the destination, if it is there
  public List<SyncTask> build(
      List<Pair> pairs, List<? extends JsonNode> hooks, @Nullable JsonNode liveNamespace) {
    var tasks = new ArrayList<SyncTask>();
    for (var pair : pairs) {
      if (isOrdinary(pair) && isSelected(pair.object())) {
        tasks.add(SyncTask.of(SyncPhase.SYNC, placed(pair.target()), pair.live(), null));
      }
    }
    if (settings.hooks()) {
      var live = liveByKey(pairs);
      for (var hook : hooks) {
        addHook(hook, live, tasks);
      }
    }
    namespace(tasks, liveNamespace).ifPresent(tasks::add);
    return TaskOrder.order(validated(tasks), settings.has(SyncSettings.PRUNE_LAST));
  }

  private static boolean isOrdinary(Pair pair) {
    if (pair.target() == null && pair.live() == null) {
      return false;
    }
    return !Hooks.isHook(pair.object()) && !Hooks.isSkipped(pair.object());
  }

  private boolean isSelected(JsonNode object) {
    if (settings.resources().isEmpty()) {
      return true;
    }
    var key = ObjectKey.of(object);
    return settings.resources().stream()
        .anyMatch(
            one ->
                one.group().equals(key.group())
                    && one.kind().equals(key.kind())
                    && one.name().equals(key.name())
                    && (one.namespace().isEmpty()
                        || one.namespace().equals(key.namespace())
                        || key.namespace().isEmpty()
                            && one.namespace().equals(settings.namespace())));
  }

  /// What names no namespace goes to that of the destination.
  private @Nullable JsonNode placed(@Nullable JsonNode object) {
    if (object == null || !object.path("metadata").path("namespace").asText("").isEmpty()) {
      return object;
    }
    var namespaced =
        kinds
            .namespaced(object.path("apiVersion").asText(""), object.path("kind").asText(""))
            .orElse(true);
    if (!namespaced || settings.namespace().isEmpty()) {
      return object;
    }
    ObjectNode placed = object.deepCopy();
    placed.withObject("/metadata").put("namespace", settings.namespace());
    return placed;
  }

  private static Map<ObjectKey, JsonNode> liveByKey(List<Pair> pairs) {
    Map<ObjectKey, JsonNode> live = new HashMap<>();
    for (var pair : pairs) {
      if (pair.live() != null) {
        live.put(ObjectKey.of(pair.live()), pair.live());
      }
    }
    return live;
  }

  private void addHook(JsonNode hook, Map<ObjectKey, JsonNode> live, List<SyncTask> tasks) {
    for (var type : Hooks.types(hook)) {
      type.phase()
          .ifPresent(
              phase -> {
                var target = named(hook, type);
                var key = ObjectKey.of(target);
                var there = live.getOrDefault(key, live.get(key.withNamespace("")));
                tasks.add(SyncTask.of(phase, target, there, type));
              });
    }
  }

  /// A copy that is held by our finalizer and has a name.
  private JsonNode named(JsonNode hook, HookType type) {
    var placed = placed(hook);
    var copy =
        Hooks.named(
            java.util.Objects.requireNonNull(placed),
            type,
            settings.revision(),
            settings.startedAt());
    if (!Hooks.isHeld(copy)) {
      copy.withObject("/metadata").withArray("/finalizers").add(Hooks.FINALIZER);
    }
    return copy;
  }

  private Optional<SyncTask> namespace(List<SyncTask> tasks, @Nullable JsonNode live) {
    var wanted =
        tasks.stream()
            .anyMatch(
                task ->
                    !task.isPrune()
                        && !task.isHook()
                        && task.key().group().isEmpty()
                        && task.kind().equals("Namespace")
                        && task.name().equals(settings.namespace()));
    var managed = settings.namespaceMetadata();
    if (!settings.has(SyncSettings.CREATE_NAMESPACE)
        || settings.namespace().isEmpty()
        || wanted
        || live != null && managed == null) {
      return Optional.empty();
    }
    return Optional.of(SyncTask.of(SyncPhase.PRE_SYNC, managedNamespace(settings), live, null));
  }

  /// The namespace of the destination as `managedNamespaceMetadata` wants it.
  public static JsonNode managedNamespace(SyncSettings settings) {
    var namespace =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Namespace");
    var metadata = namespace.putObject("metadata").put("name", settings.namespace());
    var managed = settings.namespaceMetadata();
    if (managed != null) {
      managed.labels().forEach(metadata.withObject("/labels")::put);
      var annotations = metadata.withObject("/annotations");
      managed.annotations().forEach(annotations::put);
      annotations.put(Annotations.SYNC_OPTIONS, SyncSettings.SERVER_SIDE_APPLY);
    }
    return namespace;
  }

  private List<SyncTask> validated(List<SyncTask> tasks) {
    return tasks.stream().map(task -> validated(task, tasks)).toList();
  }

  private SyncTask validated(SyncTask task, List<SyncTask> all) {
    var object = task.object();
    var apiVersion = object.path("apiVersion").asText("");
    var checked = task;
    if (kinds.namespaced(apiVersion, task.kind()).isEmpty()) {
      var excused =
          settings.has(SyncSettings.SKIP_DRY_RUN)
              || task.hasOption(SyncSettings.SKIP_DRY_RUN)
              || all.stream().anyMatch(other -> !other.isPrune() && defines(other, task));
      checked =
          excused
              ? task.skippingDryRun()
              : task.refused(
                  "The Kubernetes API could not find %s/%s for requested resource %s/%s. Make sure the \"%s\" CRD is installed on the destination cluster."
                      .formatted(
                          task.key().group(),
                          task.kind(),
                          task.key().namespace(),
                          task.name(),
                          task.kind()));
    }
    var refused = refusal.apply(object);
    return refused.isPresent() ? task.refused(refused.get()) : checked;
  }

  private static boolean defines(SyncTask definition, SyncTask task) {
    var spec = definition.object().path("spec");
    return definition.kind().equals("CustomResourceDefinition")
        && spec.path("group").asText().equals(task.key().group())
        && spec.path("names").path("kind").asText().equals(task.kind());
  }
}
