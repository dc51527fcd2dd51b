package dev.tiphys.delivery.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.events.delivery.HookType;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResultCode;
import dev.tiphys.events.delivery.SyncPhase;
import dev.tiphys.events.delivery.TaskResult;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One thing to do to one object: apply it, create it as a hook, or prune it.
///
/// @param target what is wanted; absent if nothing is
/// @param live what is there
/// @param hook as which hook it runs, absent if it is none
/// @param skipDryRun its kind may not be served yet
/// @param invalid why it cannot be done at all
public record SyncTask(
    SyncPhase phase,
    int wave,
    @Nullable JsonNode target,
    @Nullable JsonNode live,
    @Nullable HookType hook,
    boolean skipDryRun,
    @Nullable String invalid) {
  public SyncTask {
    if (target == null && live == null) {
      throw new IllegalArgumentException("a task needs an object that is wanted or there");
    }
  }

  /// A task with the wave that its object names.
  public static SyncTask of(
      SyncPhase phase,
      @Nullable JsonNode target,
      @Nullable JsonNode live,
      @Nullable HookType hook) {
    var object = target == null ? live : target;
    return new SyncTask(
        phase, object == null ? 0 : waveOf(object), target, live, hook, false, null);
  }

  /// The wave that `object` names: 0 if it names none.
  public static int waveOf(JsonNode object) {
    var own = integer(Annotations.of(object, Annotations.SYNC_WAVE));
    var wave = own == null ? integer(Annotations.of(object, Annotations.HELM_HOOK_WEIGHT)) : own;
    return wave == null ? 0 : wave;
  }

  private static @Nullable Integer integer(String text) {
    try {
      return text.isEmpty() ? null : Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// What is wanted, or what is there.
  public JsonNode object() {
    return target != null ? target : java.util.Objects.requireNonNull(live);
  }

  /// Whether the object is there and nothing wants it.
  public boolean isPrune() {
    return target == null;
  }

  public boolean isHook() {
    return hook != null;
  }

  public ObjectKey key() {
    return ObjectKey.of(object());
  }

  String kind() {
    return object().path("kind").asText("");
  }

  String name() {
    return object().path("metadata").path("name").asText("");
  }

  /// When the hook is deleted.
  public Set<Hooks.DeletePolicy> deletePolicies() {
    return Hooks.deletePolicies(object());
  }

  /// Whether the live object is being deleted.
  boolean isTerminating() {
    return live != null && live.path("metadata").hasNonNull("deletionTimestamp");
  }

  /// Whether the option stands on what is wanted or on what is there.
  public boolean hasOption(String option) {
    return target != null && Annotations.option(target, option)
        || live != null && Annotations.option(live, option);
  }

  SyncTask withWave(int other) {
    return other == wave
        ? this
        : new SyncTask(phase, other, target, live, hook, skipDryRun, invalid);
  }

  SyncTask at(SyncPhase otherPhase, int otherWave) {
    return new SyncTask(otherPhase, otherWave, target, live, hook, skipDryRun, invalid);
  }

  SyncTask withLive(@Nullable JsonNode other) {
    return new SyncTask(phase, wave, target, other, hook, skipDryRun, invalid);
  }

  SyncTask skippingDryRun() {
    return new SyncTask(phase, wave, target, live, hook, true, invalid);
  }

  SyncTask refused(String why) {
    return new SyncTask(phase, wave, target, live, hook, skipDryRun, why);
  }

  /// What tells the result of this task from those of others.
  public TaskResult.Key resultKey() {
    var key = key();
    return new TaskResult.Key(key.group(), key.kind(), key.namespace(), key.name(), phase);
  }

  /// The result of this task.
  public TaskResult result(
      @Nullable ResultCode code, @Nullable OperationPhase now, String message) {
    var key = key();
    var apiVersion = object().path("apiVersion").asText("");
    return new TaskResult(
        key.group(),
        apiVersion.substring(apiVersion.indexOf('/') + 1),
        key.kind(),
        key.namespace(),
        key.name(),
        phase,
        code,
        hook,
        now,
        message);
  }

  /// As messages name it: `apps/Deployment/web`.
  @Override
  public String toString() {
    var key = key();
    return key.group() + "/" + key.kind() + "/" + key.name();
  }
}
