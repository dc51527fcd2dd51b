package dev.tiphys.delivery.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.health.Health;
import dev.tiphys.delivery.sync.Hooks.DeletePolicy;
import dev.tiphys.delivery.sync.Step.Act;
import dev.tiphys.delivery.sync.Step.Cleanup;
import dev.tiphys.delivery.sync.Step.Finish;
import dev.tiphys.delivery.sync.Step.Rehearse;
import dev.tiphys.delivery.sync.Step.Wait;
import dev.tiphys.delivery.sync.Wave.Outcome;
import dev.tiphys.delivery.sync.Wave.Report;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResultCode;
import dev.tiphys.events.delivery.SyncPhase;
import dev.tiphys.events.delivery.TaskResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One step of a sync (alg §8): what is to be done now, from the tasks as they are now and what
/// came of them so far. It is called again whenever something may have changed.
public final class SyncStep {
  private static final String UNSUCCESSFUL =
      "one or more synchronization tasks completed unsuccessfully";

  private final SyncSettings settings;
  private final List<SyncTask> tasks;
  private final World world;
  private final Map<TaskResult.Key, TaskResult> results = new LinkedHashMap<>();

  /// What is known of the destination.
  ///
  /// @param health how a live object is; empty if its kind has no rule
  /// @param gone objects that should be there and are known not to be
  /// @param unmodified objects that are as they are wanted
  /// @param proof what may be pruned
  public record World(
      Function<JsonNode, Optional<Health>> health,
      Set<ObjectKey> gone,
      Set<ObjectKey> unmodified,
      PruneProof proof) {
    public World {
      gone = Set.copyOf(gone);
      unmodified = Set.copyOf(unmodified);
    }
  }

  /// @param tasks in their order, with live objects as they are now
  /// @param results of the steps before
  public SyncStep(
      SyncSettings settings, List<SyncTask> tasks, List<TaskResult> results, World world) {
    this.settings = settings;
    this.tasks = List.copyOf(tasks);
    this.world = world;
    for (var result : results) {
      this.results.put(result.key(), result);
    }
  }

  /// What is to be done now.
  ///
  /// @param rehearsed whether the dry run is behind us
  public Step next(boolean rehearsed) {
    var invalid = tasks.stream().filter(task -> task.invalid() != null).toList();
    if (!invalid.isEmpty()) {
      return notValid(invalid);
    }
    if (!rehearsed && results.isEmpty()) {
      return rehearsal();
    }
    readHealth();
    return waiting().orElseGet(this::proceed);
  }

  private Finish notValid(List<SyncTask> invalid) {
    for (var task : invalid) {
      put(task, ResultCode.SYNC_FAILED, OperationPhase.FAILED, String.valueOf(task.invalid()));
    }
    var reasons = reasons(invalid.stream().map(task -> String.valueOf(task.invalid())).toList());
    return finish(
        List.of(),
        OperationPhase.FAILED,
        "one or more synchronization tasks are not valid"
            + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons)));
  }

  private Rehearse rehearsal() {
    var namespace =
        tasks.stream()
            .filter(task -> isDestination(task) && task.live() == null && !task.isPrune())
            .findFirst()
            .orElse(null);
    var rehearsed =
        tasks.stream()
            .filter(task -> task != namespace && !task.isPrune() && !task.skipDryRun())
            .filter(this::isOutOfSync)
            .toList();
    return new Rehearse(resultList(), List.of(), namespace, rehearsed);
  }

  private boolean isDestination(SyncTask task) {
    return task.key().group().isEmpty()
        && task.kind().equals("Namespace")
        && task.name().equals(settings.namespace());
  }

  /// The end of a dry run that failed; empty if it did not.
  ///
  /// @param failures what was refused
  /// @param namespace whether the namespace of the destination could not be applied
  public Optional<Step> afterRehearsal(List<Outcome> failures, boolean namespace) {
    if (failures.isEmpty()) {
      return Optional.empty();
    }
    failures.forEach(this::record);
    return Optional.of(
        namespace
            ? failed("the namespace failed to apply", failedTasks())
            : finish(
                List.of(), OperationPhase.FAILED, "one or more objects failed to apply (dry run)"));
  }

  private void readHealth() {
    for (var task : tasks) {
      var result = results.get(task.resultKey());
      if (result == null || result.phase() != OperationPhase.RUNNING || task.live() == null) {
        continue;
      }
      var health = world.health().apply(task.live());
      var phase = phaseOf(task.isHook(), health);
      if (phase != OperationPhase.RUNNING) {
        var message = health.map(Health::message).orElse("");
        results.put(
            task.resultKey(),
            result.with(result.status(), phase, message.isEmpty() ? result.message() : message));
      }
    }
  }

  /// What the health of an object that was applied means for its task.
  public static OperationPhase phaseOf(boolean hook, Optional<Health> health) {
    return hook ? hookPhase(health) : objectPhase(health);
  }

  private static OperationPhase hookPhase(Optional<Health> health) {
    if (health.isEmpty()) {
      return OperationPhase.SUCCEEDED;
    }
    return switch (health.get().status()) {
      case HEALTHY -> OperationPhase.SUCCEEDED;
      case PROGRESSING, SUSPENDED, MISSING -> OperationPhase.RUNNING;
      case DEGRADED, UNKNOWN -> OperationPhase.FAILED;
    };
  }

  private static OperationPhase objectPhase(Optional<Health> health) {
    if (health.isEmpty()) {
      return OperationPhase.SUCCEEDED;
    }
    return switch (health.get().status()) {
      case HEALTHY -> OperationPhase.SUCCEEDED;
      case DEGRADED -> OperationPhase.FAILED;
      case PROGRESSING, SUSPENDED, MISSING, UNKNOWN -> OperationPhase.RUNNING;
    };
  }

  private Optional<Step> waiting() {
    var several =
        !tasks.isEmpty()
            && (tasks.getFirst().phase() != tasks.getLast().phase()
                || tasks.getFirst().wave() != tasks.getLast().wave());
    var running = with(task -> phase(task) == OperationPhase.RUNNING && (task.isHook() || several));
    if (!running.isEmpty()) {
      running.stream()
          .filter(task -> task.live() == null && world.gone().contains(task.key()))
          .forEach(
              task ->
                  put(
                      task,
                      ResultCode.SYNC_FAILED,
                      OperationPhase.ERROR,
                      "Resource %s is missing, it might have been deleted".formatted(task.key())));
      return Optional.of(
          new Wait(resultList(), List.of(), RunningMessage.of(running, false), running));
    }
    var terminating =
        with(
            task -> {
              var result = results.get(task.resultKey());
              return task.isTerminating() && result != null && result.status() == ResultCode.PRUNED;
            });
    return terminating.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Wait(resultList(), List.of(), RunningMessage.of(terminating, true), terminating));
  }

  private Step proceed() {
    if (!failedTasks().isEmpty()) {
      return failed(UNSUCCESSFUL, failedTasks());
    }
    var pending = pending();
    return pending.isEmpty()
        ? succeeded("successfully synced (no more tasks)")
        : act(pending, false);
  }

  /// Tasks that failed, those of the SyncFail phase apart.
  private List<SyncTask> failedTasks() {
    return with(
        task -> {
          var phase = phase(task);
          return task.phase() != SyncPhase.SYNC_FAIL && phase != null && phase.bad();
        });
  }

  private List<SyncTask> pending() {
    return with(
        task -> task.phase() != SyncPhase.SYNC_FAIL && phase(task) == null && isOutOfSync(task));
  }

  private boolean isOutOfSync(SyncTask task) {
    return !settings.has(SyncSettings.APPLY_OUT_OF_SYNC_ONLY)
        || task.isHook()
        || task.isPrune()
        || task.live() == null
        || !world.unmodified().contains(task.key());
  }

  private Step act(List<SyncTask> pending, boolean onFailure) {
    var first = pending.getFirst();
    var wave =
        pending.stream()
            .filter(task -> task.phase() == first.phase() && task.wave() == first.wave())
            .toList();
    var end = pending.getLast();
    var last = end.phase() == first.phase() && end.wave() == first.wave();
    var prunes = new ArrayList<SyncTask>();
    var unconfirmed = new ArrayList<SyncTask>();
    for (var task : wave) {
      if (task.isPrune()) {
        switch (world.proof().judge(task, settings)) {
          case PruneProof.Skip(var why) ->
              put(task, ResultCode.PRUNE_SKIPPED, OperationPhase.SUCCEEDED, why);
          case PruneProof.Confirm _ -> unconfirmed.add(task);
          case PruneProof.Delete _ -> prunes.add(task);
        }
      }
    }
    if (!unconfirmed.isEmpty()) {
      return new Wait(
          resultList(),
          cleanups(Set.of()),
          "Waiting for pruning confirmation of "
              + unconfirmed.getFirst()
              + (unconfirmed.size() == 1
                  ? ""
                  : " and %d more resources".formatted(unconfirmed.size() - 1)),
          unconfirmed);
    }
    var applies = wave.stream().filter(task -> !task.isPrune()).toList();
    return new Act(
        resultList(),
        onFailure ? List.of() : cleanups(Set.of()),
        new Wave(
            first.phase(),
            first.wave(),
            wave,
            wave.stream()
                .filter(task -> task.isHook() && task.live() != null && Hooks.isHeld(task.live()))
                .toList(),
            prunes,
            wave.stream()
                .filter(
                    task ->
                        task.isHook()
                            && task.live() != null
                            && task.deletePolicies().contains(DeletePolicy.BEFORE_HOOK_CREATION))
                .toList(),
            Wave.byKind(applies),
            last));
  }

  /// What follows from a wave that was carried out.
  public Step after(Wave wave, Report report) {
    report.outcomes().forEach(this::record);
    var hooks = wave.tasks().stream().filter(SyncTask::isHook).toList();
    var runningHooks =
        hooks.stream().filter(task -> phase(task) == OperationPhase.RUNNING).toList();
    if (report.failed()) {
      if (wave.phase() != SyncPhase.SYNC_FAIL && !runningHooks.isEmpty()) {
        return waitFor(runningHooks, false);
      }
      return failed("one or more objects failed to apply", failedTasks());
    }
    if (!report.deleting().isEmpty()) {
      return waitFor(report.deleting(), true);
    }
    if (wave.phase() == SyncPhase.SYNC_FAIL) {
      return runningHooks.isEmpty() ? failed(UNSUCCESSFUL, failedTasks()) : waitFor(hooks, false);
    }
    return pending().isEmpty() && hooks.isEmpty()
        ? succeeded("successfully synced (all tasks run)")
        : waitFor(wave.tasks(), false);
  }

  private Wait waitFor(List<SyncTask> waited, boolean deletion) {
    return new Wait(resultList(), List.of(), RunningMessage.of(waited, deletion), waited);
  }

  private void record(Outcome outcome) {
    var phase =
        switch (outcome.code()) {
          case SYNCED -> settings.dryRun() ? OperationPhase.SUCCEEDED : OperationPhase.RUNNING;
          case SYNC_FAILED -> OperationPhase.FAILED;
          case PRUNED, PRUNE_SKIPPED -> OperationPhase.SUCCEEDED;
        };
    put(outcome.task(), outcome.code(), phase, outcome.message());
  }

  private Finish succeeded(String message) {
    return finish(cleanups(Set.of(DeletePolicy.HOOK_SUCCEEDED)), OperationPhase.SUCCEEDED, message);
  }

  /// Runs the hooks that are there for this, and ends.
  private Step failed(String message, List<SyncTask> failures) {
    var reasons =
        reasons(
            failures.stream()
                .map(task -> results.get(task.resultKey()))
                .map(result -> result == null ? "" : result.message())
                .toList());
    var text = reasons.isEmpty() ? message : message + ", reason: " + String.join(",", reasons);
    var onFailure = with(task -> task.phase() == SyncPhase.SYNC_FAIL);
    var pending = onFailure.stream().filter(task -> phase(task) == null).toList();
    if (!pending.isEmpty()) {
      return act(pending, true);
    }
    var running = onFailure.stream().filter(task -> phase(task) == OperationPhase.RUNNING).toList();
    if (!running.isEmpty()) {
      return waitFor(running, false);
    }
    var bad =
        onFailure.stream()
            .map(task -> results.get(task.resultKey()))
            .filter(result -> result != null && result.phase() != null && result.phase().bad())
            .map(TaskResult::message)
            .toList();
    var second =
        bad.isEmpty()
            ? ""
            : "\none or more SyncFail hooks failed"
                + (reasons(bad).isEmpty() ? "" : ", reason: " + String.join(",", reasons(bad)));
    return finish(cleanups(Set.of(DeletePolicy.HOOK_FAILED)), OperationPhase.FAILED, text + second);
  }

  private static List<String> reasons(List<String> messages) {
    return messages.stream().filter(message -> !message.isEmpty()).distinct().toList();
  }

  /// Hooks that are over: with one of these policies they are deleted.
  private List<Cleanup> cleanups(Set<DeletePolicy> policies) {
    return tasks.stream()
        .filter(task -> task.isHook() && task.live() != null)
        .filter(
            task -> {
              var phase = phase(task);
              return phase != null && phase.completed();
            })
        .map(task -> new Cleanup(task, task.deletePolicies().stream().anyMatch(policies::contains)))
        .filter(
            cleanup ->
                cleanup.delete()
                    || Hooks.isHeld(java.util.Objects.requireNonNull(cleanup.hook().live())))
        .toList();
  }

  /// The end of a sync that somebody terminates: what was applied stays, hooks that run are
  /// deleted.
  public Finish terminate() {
    var cleanups = new ArrayList<>(cleanups(Set.of()));
    for (var task : tasks) {
      var result = results.get(task.resultKey());
      if (!task.isHook() || result == null || result.phase() != OperationPhase.RUNNING) {
        continue;
      }
      var phase =
          task.live() == null
              ? OperationPhase.RUNNING
              : hookPhase(world.health().apply(task.live()));
      var over = phase.completed();
      put(
          task,
          result.status(),
          over ? phase : OperationPhase.FAILED,
          over ? result.message() : "Terminated");
      if (task.live() != null) {
        cleanups.add(
            new Cleanup(task, !over || task.deletePolicies().contains(DeletePolicy.HOOK_FAILED)));
      }
    }
    return finish(cleanups, OperationPhase.FAILED, "Operation terminated");
  }

  private Finish finish(List<Cleanup> cleanups, OperationPhase phase, String message) {
    return new Finish(resultList(), cleanups, phase, message);
  }

  private @Nullable OperationPhase phase(SyncTask task) {
    var result = results.get(task.resultKey());
    return result == null ? null : result.phase();
  }

  private List<SyncTask> with(Predicate<SyncTask> property) {
    return tasks.stream().filter(property).collect(Collectors.toList());
  }

  private void put(SyncTask task, @Nullable ResultCode code, OperationPhase phase, String message) {
    results.put(task.resultKey(), task.result(code, phase, message));
  }

  private List<TaskResult> resultList() {
    return List.copyOf(results.values());
  }
}
