package dev.tiphys.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.Destination;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.delivery.sync.Annotations;
import dev.tiphys.delivery.sync.Hooks;
import dev.tiphys.delivery.sync.Step.Cleanup;
import dev.tiphys.delivery.sync.SyncSettings;
import dev.tiphys.delivery.sync.SyncTask;
import dev.tiphys.delivery.sync.Wave;
import dev.tiphys.delivery.sync.Wave.Outcome;
import dev.tiphys.delivery.sync.Wave.Report;
import dev.tiphys.events.delivery.ResultCode;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Does to a cluster what one step of a sync asks for.
///
/// @param mark tells a hook that this very try of this very sync has created from one of before
/// @param migrated the manager whose fields become ours with the first server-side apply
record WaveRun(Destination destination, SyncSettings settings, String mark, String migrated) {
  private static final String MARK = "tiphys.dev/sync";
  private static final int AT_ONCE = 10;
  private static final System.Logger LOG = System.getLogger(WaveRun.class.getName());

  Report carryOut(Wave wave) {
    var outcomes = new ArrayList<Outcome>();
    for (var task : wave.finalizers()) {
      if (!isOurs(task)) {
        destination.release(live(task), Hooks.FINALIZER);
      }
    }
    outcomes.addAll(all(wave.prunes(), this::prune));
    if (failed(outcomes)) {
      return new Report(outcomes, List.of());
    }
    var deleting = new ArrayList<SyncTask>();
    for (var task : wave.hookDeletes()) {
      if (!isOurs(task) && !settings.dryRun() && destination.delete(live(task), "foreground")) {
        deleting.add(task);
      }
    }
    if (!deleting.isEmpty() && stillThere(deleting)) {
      return new Report(outcomes, deleting);
    }
    for (var group : wave.applies()) {
      outcomes.addAll(all(group, task -> apply(task, settings.dryRun())));
    }
    return new Report(outcomes, List.of());
  }

  /// What is gone at once need not be waited for.
  private boolean stillThere(List<SyncTask> deleting) {
    return deleting.stream().anyMatch(task -> destination.find(live(task)).isPresent());
  }

  private static JsonNode live(SyncTask task) {
    return Objects.requireNonNull(task.live());
  }

  private boolean isOurs(SyncTask task) {
    return task.live() != null && Annotations.of(task.live(), MARK).equals(mark);
  }

  private static boolean failed(List<Outcome> outcomes) {
    return outcomes.stream().anyMatch(outcome -> outcome.code() == ResultCode.SYNC_FAILED);
  }

  private Outcome prune(SyncTask task) {
    if (settings.dryRun()) {
      return new Outcome(task, ResultCode.PRUNED, "pruned (dry run)");
    }
    try {
      var live = live(task);
      if (!live.path("metadata").hasNonNull("deletionTimestamp")) {
        destination.delete(live, settings.propagation());
      }
      return new Outcome(task, ResultCode.PRUNED, "pruned");
    } catch (DestinationFailure e) {
      return new Outcome(task, ResultCode.SYNC_FAILED, String.valueOf(e.getMessage()));
    }
  }

  private Outcome apply(SyncTask task, boolean dryRun) {
    if (task.isHook() && isOurs(task)) {
      return new Outcome(task, ResultCode.SYNCED, task.key().name() + " created");
    }
    try {
      var object = (ObjectNode) Objects.requireNonNull(task.target());
      var written = task.isHook() ? marked(object) : object;
      var way = way(task);
      return new Outcome(
          task, ResultCode.SYNCED, destination.write(written, dryRun ? way.inDryRun() : way));
    } catch (DestinationFailure e) {
      return new Outcome(task, ResultCode.SYNC_FAILED, String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode marked(ObjectNode hook) {
    var marked = hook.deepCopy();
    marked.withObject("/metadata").withObjectProperty("annotations").put(MARK, mark);
    return marked;
  }

  private Destination.Way way(SyncTask task) {
    var target = Objects.requireNonNull(task.target());
    return new Destination.Way(
        (settings.has(SyncSettings.SERVER_SIDE_APPLY)
                || Annotations.option(target, SyncSettings.SERVER_SIDE_APPLY))
            && !Annotations.option(target, "ServerSideApply=false"),
        settings.has(SyncSettings.REPLACE) || task.hasOption(SyncSettings.REPLACE),
        settings.force() || task.hasOption(SyncSettings.FORCE),
        !settings.has("Validate=false") && !Annotations.option(target, "Validate=false"),
        false,
        settings.has(SyncSettings.NO_MIGRATION) ? "" : migrated);
  }

  /// Applies the namespace of the destination for real.
  Outcome namespace(SyncTask task) {
    return apply(task, settings.dryRun());
  }

  /// What a dry run refuses. What cannot be tried yet because its namespace or its kind comes with
  /// this sync is no failure.
  ///
  /// @param namespaces those that come with this sync
  List<Outcome> rehearse(List<SyncTask> tasks, java.util.Set<String> namespaces) {
    return all(tasks, task -> rehearse(task, namespaces)).stream()
        .filter(outcome -> outcome.code() == ResultCode.SYNC_FAILED)
        .toList();
  }

  private Outcome rehearse(SyncTask task, java.util.Set<String> namespaces) {
    var nothing = new Outcome(task, ResultCode.SYNCED, "");
    if (namespaces.contains(task.key().namespace()) || task.isHook() && isOurs(task)) {
      return nothing;
    }
    return apply(task, true);
  }

  /// Hooks that are over. What fails is done again with the next step.
  void cleanUp(List<Cleanup> cleanups) {
    for (var cleanup : cleanups) {
      var live = live(cleanup.hook());
      try {
        destination.release(live, Hooks.FINALIZER);
        if (cleanup.delete()) {
          destination.delete(live, "foreground");
        }
      } catch (DestinationFailure e) {
        LOG.log(Level.WARNING, "hook {0} is left: {1}", cleanup.hook(), e.getMessage());
      }
    }
  }

  /// Does something to each of `tasks`, several at a time.
  static <T, R> List<R> all(List<T> tasks, Function<T, R> act) {
    if (tasks.size() < 2) {
      return tasks.stream().map(act).toList();
    }
    try (var threads =
        Executors.newFixedThreadPool(
            Math.min(AT_ONCE, tasks.size()), Thread.ofVirtual().factory())) {
      var asked = tasks.stream().map(task -> threads.submit(() -> act.apply(task))).toList();
      var outcomes = new ArrayList<R>();
      for (var one : asked) {
        outcomes.add(one.get());
      }
      return outcomes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DestinationFailure(503, "interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }
}
