package dev.tiphys.delivery.sync;

import java.util.List;

/// What a sync says while it waits.
final class RunningMessage {
  private RunningMessage() {}

  /// Of hooks, the first hook is named; else the first object.
  static String of(List<SyncTask> tasks, boolean deletion) {
    if (tasks.isEmpty()) {
      return "";
    }
    var hooks = tasks.stream().filter(SyncTask::isHook).toList();
    var first = hooks.isEmpty() ? tasks.getFirst() : hooks.getFirst();
    var what = deletion ? "deletion" : hooks.isEmpty() ? "healthy state" : "completion";
    var message = "waiting for %s of %s%s".formatted(what, hooks.isEmpty() ? "" : "hook ", first);
    var more = tasks.size() - 1;
    return more == 0
        ? message
        : "%s and %d more %s"
            .formatted(message, more, hooks.size() == tasks.size() ? "hooks" : "resources");
  }
}
