package dev.tiphys.apply;

import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.applications.Surroundings;
import dev.tiphys.apply.Looking.InvalidApplication;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.compare.CompareFailure;
import dev.tiphys.delivery.dependencies.AppName;
import dev.tiphys.delivery.sync.Annotations;
import dev.tiphys.delivery.sync.PruneProof;
import dev.tiphys.delivery.sync.Step;
import dev.tiphys.delivery.sync.Step.Act;
import dev.tiphys.delivery.sync.Step.Finish;
import dev.tiphys.delivery.sync.Step.Rehearse;
import dev.tiphys.delivery.sync.Step.Wait;
import dev.tiphys.delivery.sync.SyncCommand;
import dev.tiphys.delivery.sync.SyncCommand.Applied;
import dev.tiphys.delivery.sync.SyncCommand.FinishSync;
import dev.tiphys.delivery.sync.SyncCommand.RecordStep;
import dev.tiphys.delivery.sync.SyncSettings;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.delivery.sync.SyncStep;
import dev.tiphys.delivery.sync.SyncTask;
import dev.tiphys.delivery.sync.TaskBuilder;
import dev.tiphys.delivery.windows.SyncWindows;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.ResultCode;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.events.delivery.TaskResult;
import dev.tiphys.events.delivery.Waiting;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.expression.Ambient;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One step of one sync, woken by `cause`: does one wave, or finds that it has to wait, or that the
/// sync is over.
final class SyncRun {
  /// What waits for a person or a window is looked at so often.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  /// A step that answers a wave with another one, as hooks for failures do, does so no more often.
  private static final int WAVES_MAX = 3;

  private final Syncs syncs;
  private final Inventory lists;
  private final Surroundings around;
  private final SyncId id;
  private final CloudEvent cause;
  private final Instant now;
  private final List<CloudEvent> events = new ArrayList<>();
  private int commands;
  private int attempt;
  private boolean rehearsed;

  SyncRun(
      Syncs syncs, Inventory lists, Surroundings around, SyncId id, CloudEvent cause, Instant now) {
    this.syncs = syncs;
    this.lists = lists;
    this.around = around;
    this.id = id;
    this.cause = cause;
    this.now = now;
  }

  /// @param application absent if it is gone
  List<CloudEvent> go(Optional<Application> application) {
    var state = syncs.load(id).state();
    attempt = state.retries();
    rehearsed = state.rehearsed();
    if (!state.open()) {
      return List.of();
    }
    if (state.retry() != null && state.terminating() == null && now.isBefore(state.retry().due())) {
      return List.of(DeliveryEvents.scheduled(id.stream(), state.retry().due(), now));
    }
    if (state.watched() && !state.waveOver()) {
      return List.of();
    }
    if (application.isEmpty()) {
      finish(OperationPhase.ERROR, "the application is gone", List.of());
      return events;
    }
    try {
      step(state, application.get());
    } catch (InvalidApplication | CompareFailure e) {
      finish(OperationPhase.ERROR, String.valueOf(e.getMessage()), state.results());
    } catch (DestinationFailure e) {
      finish(
          OperationPhase.ERROR,
          "the destination cannot be used: " + e.getMessage(),
          state.results());
    }
    return events;
  }

  private void step(SyncState state, Application application) {
    var sync = state.operation().sync();
    if (sync == null) {
      finish(OperationPhase.ERROR, "Invalid operation request: no operation specified", List.of());
      return;
    }
    var looking = Looking.at(application, around);
    var window =
        SyncWindows.of(looking.rules().spec().syncWindows(), application)
            .decide(!state.operation().automated(), now, state.startedAt());
    if (!window.allowed() && state.terminating() == null) {
      waitFor(
          state,
          new Waiting(
              window.explained(),
              List.of(),
              now,
              window.until().orElse(null),
              "the window opens, or the sync is terminated",
              false));
      return;
    }
    if (!state.rehearsed() && state.terminating() == null) {
      var others =
          looking
              .dependencies()
              .waiting(
                  name -> around.shown(name).orElse(null),
                  new Ambient(InstantSource.fixed(now), new SplittableRandom(0)));
      if (others.isPresent()) {
        waitFor(
            state,
            new Waiting(
                others.get().message(),
                others.get().reasons().keySet().stream().map(AppName::toString).toList(),
                now,
                null,
                "they are ready",
                false));
        return;
      }
    }
    var started = Objects.requireNonNull(state.started());
    var manifests = state.manifests();
    if (manifests == null) {
      var revision = revision(state.sources());
      waitFor(
          state,
          new Waiting(
              "waiting for the manifests of "
                  + (revision.isEmpty() ? "what the sources mean now" : revision),
              List.of(),
              now,
              null,
              "the sources are rendered",
              false));
      return;
    }
    // Nobody knows what manifests of somebody's own leave out, so nothing is pruned for them.
    var owned = state.isLocal() ? Map.<ObjectKey, String>of() : lists.keys(started.inventory());
    var comparing =
        new Comparing(application, looking.destination(), looking.cluster().server(), around, now);
    var compared =
        comparing.compare(
            lists.manifests(manifests), owned, object -> looking.refusal(object).isEmpty());
    var policy = application.spec().syncPolicy();
    var settings =
        SyncSettings.of(
            sync,
            application.spec().destination().namespace(),
            revision(state.sources()),
            state.startedAt(),
            policy == null ? null : policy.managedNamespaceMetadata());
    if (settings.has("FailOnSharedResource=true") && compared.foreign() != null) {
      finish(
          OperationPhase.FAILED, "Shared resource found: " + compared.foreign(), state.results());
      return;
    }
    var tasks =
        new TaskBuilder(settings, looking.destination(), looking::refusal)
            .build(
                settings.has(SyncSettings.RESPECT_IGNORED)
                    ? comparing.respecting(compared.pairs())
                    : compared.pairs(),
                compared.hooks(),
                compared.namespace());
    var pruned = (int) tasks.stream().filter(SyncTask::isPrune).count();
    var approved =
        PruneProof.approval(Annotations.of(application.json(), Annotations.DELETION_APPROVED));
    var allowEmpty =
        policy != null && policy.automated() != null && policy.automated().allowEmpty();
    var world =
        new SyncStep.World(
            around.health()::assess,
            gone(tasks, state),
            compared.unmodified(),
            new PruneProof(owned.keySet(), compared.wanted(), pruned, allowEmpty, approved));
    var run =
        new WaveRun(
            looking.destination(),
            settings,
            id.uid() + "." + state.retries(),
            migrated(application));
    go(state, new SyncStep(settings, tasks, state.results(), world), run, tasks);
  }

  private static String migrated(Application application) {
    var own =
        Annotations.of(
            application.json(), "argocd.argoproj.io/client-side-apply-migration-manager");
    return own.isEmpty() ? "kubectl-client-side-apply" : own;
  }

  /// The live state was asked for a moment ago, so what is not in it is not there.
  private static Set<ObjectKey> gone(List<SyncTask> tasks, SyncState state) {
    var running =
        state.results().stream()
            .filter(result -> result.phase() == OperationPhase.RUNNING)
            .map(TaskResult::key)
            .collect(Collectors.toSet());
    return tasks.stream()
        .filter(task -> task.live() == null && running.contains(task.resultKey()))
        .map(SyncTask::key)
        .collect(Collectors.toSet());
  }

  private void go(SyncState state, SyncStep stepping, WaveRun run, List<SyncTask> tasks) {
    if (state.terminating() != null) {
      var end = stepping.terminate();
      run.cleanUp(end.cleanups());
      finish(end.phase(), end.message(), end.results());
      return;
    }
    var next = stepping.next(state.rehearsed());
    if (next instanceof Rehearse rehearse) {
      next = rehearsed(rehearse, stepping, run, tasks);
    }
    Applied applied = null;
    for (var waves = 0; next instanceof Act act; waves++) {
      if (waves == WAVES_MAX) {
        throw new IllegalStateException("sync %s: a step has no end".formatted(id));
      }
      run.cleanUp(act.cleanups());
      var report = run.carryOut(act.wave());
      applied = new Applied(act.wave().phase(), act.wave().number(), act.wave().last());
      next = stepping.after(act.wave(), report);
    }
    run.cleanUp(next.cleanups());
    switch (next) {
      case Wait wait -> record(wait, applied);
      case Finish finish -> {
        if (applied != null) {
          record(new RecordStep(attempt, true, finish.results(), applied, null, now));
        }
        finish(finish.phase(), finish.message(), finish.results());
      }
      case Act _, Rehearse _ -> throw new IllegalStateException("no step ends so");
    }
  }

  private Step rehearsed(Rehearse rehearse, SyncStep stepping, WaveRun run, List<SyncTask> tasks) {
    if (rehearse.namespace() != null) {
      var outcome = run.namespace(rehearse.namespace());
      if (outcome.code() == ResultCode.SYNC_FAILED) {
        return stepping.afterRehearsal(List.of(outcome), true).orElseThrow();
      }
    }
    var namespaces =
        tasks.stream()
            .filter(task -> !task.isPrune() && task.live() == null)
            .map(SyncTask::key)
            .filter(key -> key.group().isEmpty() && key.kind().equals("Namespace"))
            .map(ObjectKey::name)
            .collect(Collectors.toSet());
    var failed = stepping.afterRehearsal(run.rehearse(rehearse.tasks(), namespaces), false);
    if (failed.isPresent()) {
      return failed.get();
    }
    rehearsed = true;
    return stepping.next(true);
  }

  private void record(Wait wait, @Nullable Applied applied) {
    var first = wait.tasks().isEmpty() ? null : wait.tasks().getFirst();
    var person = wait.message().startsWith("Waiting for pruning confirmation");
    record(
        new RecordStep(
            attempt,
            rehearsed,
            wait.results(),
            applied,
            new Waiting(
                wait.message(),
                wait.tasks().stream().map(task -> task.key().toString()).toList(),
                now,
                null,
                person
                    ? "the annotation %s on the application, not older than the sync"
                        .formatted(Annotations.DELETION_APPROVED)
                    : endedBy(first),
                !person),
            now));
    if (person) {
      events.add(DeliveryEvents.scheduled(id.stream(), now.plus(LOOK_AGAIN), now));
    }
  }

  private static String endedBy(@Nullable SyncTask task) {
    if (task == null) {
      return "the next look at the cluster";
    }
    if (task.isPrune()) {
      return task + " is gone";
    }
    return task.isHook() ? task + " is complete" : task + " is healthy";
  }

  private void waitFor(SyncState state, Waiting waiting) {
    record(new RecordStep(attempt, rehearsed, state.results(), null, waiting, now));
    var due = waiting.until() == null ? now.plus(LOOK_AGAIN) : waiting.until();
    events.add(DeliveryEvents.scheduled(id.stream(), due, now));
  }

  private void finish(OperationPhase phase, String message, List<TaskResult> results) {
    record(new FinishSync(attempt, phase, message, results, now));
  }

  private void record(SyncCommand command) {
    events.addAll(syncs.handle(id, cause, "step " + commands++, command));
  }

  private static String revision(List<ResolvedSource> sources) {
    return sources.isEmpty() ? "" : sources.getFirst().revision();
  }
}
