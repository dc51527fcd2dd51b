package dev.tiphys.delivery.sync;

import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.events.delivery.SyncPhase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/// In which order tasks are done (alg §9.7–§9.10).
public final class TaskOrder {
  private static final String PRUNE_LAST = "PruneLast=true";

  private static final Comparator<SyncTask> ORDER =
      Comparator.comparing(SyncTask::phase)
          .thenComparingInt(SyncTask::wave)
          .thenComparingInt(task -> KindOrder.weight(task.kind()))
          .thenComparing(SyncTask::name);

  private TaskOrder() {}

  /// `tasks` with their final phases and waves, first to last.
  ///
  /// @param pruneLast whether the application wants everything pruned at the end
  public static List<SyncTask> order(List<SyncTask> tasks, boolean pruneLast) {
    var ordered = new ArrayList<>(mirrored(tasks));
    var last = 1 + highestSyncWave(ordered);
    ordered.replaceAll(
        task ->
            task.isPrune() && (pruneLast || task.hasOption(PRUNE_LAST))
                ? task.withWave(last)
                : task);
    ordered.sort(ORDER);
    pull(
        ordered,
        task -> task.key().group().isEmpty() && task.kind().equals("Namespace"),
        (namespace, task) ->
            !namespace.name().isEmpty() && task.key().namespace().equals(namespace.name()));
    pull(
        ordered,
        task ->
            task.key().group().equals("apiextensions.k8s.io")
                && task.kind().equals("CustomResourceDefinition"),
        TaskOrder::defines);
    return List.copyOf(ordered);
  }

  private static boolean defines(SyncTask definition, SyncTask task) {
    var spec = definition.object().path("spec");
    ObjectKey key = task.key();
    return key.group().equals(spec.path("group").asText())
        && key.kind().equals(spec.path("names").path("kind").asText());
  }

  /// What was applied in the last wave is pruned in the first.
  private static List<SyncTask> mirrored(List<SyncTask> tasks) {
    var waves =
        new TreeSet<>(tasks.stream().filter(SyncTask::isPrune).map(SyncTask::wave).toList());
    Map<Integer, Integer> mirror = new HashMap<>();
    var up = List.copyOf(waves);
    for (var i = 0; i < up.size(); i++) {
      mirror.put(up.get(i), up.get(up.size() - 1 - i));
    }
    return tasks.stream()
        .map(task -> task.isPrune() ? task.withWave(mirror.get(task.wave())) : task)
        .toList();
  }

  private static int highestSyncWave(List<SyncTask> tasks) {
    return Math.max(
        0,
        tasks.stream()
            .filter(task -> task.phase() == SyncPhase.SYNC)
            .mapToInt(SyncTask::wave)
            .max()
            .orElse(0));
  }

  /// Moves what others need directly before the first that needs it, if it comes later.
  private static void pull(
      List<SyncTask> tasks, Predicate<SyncTask> isNeeded, BiPredicate<SyncTask, SyncTask> needs) {
    for (var i = 0; i < tasks.size(); i++) {
      var needed = tasks.get(i);
      if (!isNeeded.test(needed)) {
        continue;
      }
      for (var j = 0; j < i; j++) {
        var first = tasks.get(j);
        if (needs.test(needed, first)) {
          tasks.remove(i);
          tasks.add(j, needed.at(first.phase(), first.wave()));
          break;
        }
      }
    }
  }
}
