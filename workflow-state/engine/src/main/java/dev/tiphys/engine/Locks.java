package dev.tiphys.engine;

import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.workflow.KeyRef;
import dev.tiphys.language.workflow.Synchronization;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The names of the locks that a template or a run needs (F126–F128).
final class Locks {
  /// What the names of locks have that stand for room among other runs.
  private static final String SLOT = "/Parallelism/";

  private static final String POSTPONED =
      "Workflow processing has been postponed because too many workflows are already running";

  private Locks() {}

  /// The locks, sorted: everybody acquires them in the same order.
  static List<String> of(
      Run run, @Nullable Synchronization synchronization, Scope scope, Draft draft) {
    if (synchronization == null) {
      return List.of();
    }
    var own = run.id().namespace();
    var names = new ArrayList<String>();
    for (var mutex : synchronization.mutexes()) {
      // A mutex in a database is one of its own, even if another mutex has its name.
      var kind = mutex.database() ? "/Mutex/database/" : "/Mutex/";
      names.add(or(mutex.namespace(), own) + kind + value(mutex.name(), scope, draft));
    }
    for (var semaphore : synchronization.semaphores()) {
      var namespace = or(semaphore.namespace(), own);
      var ref = semaphore.configMapKeyRef();
      names.add(
          ref == null
              ? namespace + "/Database/" + value(or(semaphore.databaseKey(), ""), scope, draft)
              : configMap(run, namespace, ref, scope, draft));
    }
    return names.stream().sorted().distinct().toList();
  }

  /// A semaphore without a limit would make its run wait for ever; of other namespaces only the
  /// function that grants locks knows.
  private static String configMap(Run run, String namespace, KeyRef ref, Scope scope, Draft draft) {
    var name = value(ref.name(), scope, draft);
    var key = value(ref.key(), scope, draft);
    if (namespace.equals(run.id().namespace()) && run.plan().configMap(name, key) == null) {
      throw new IllegalArgumentException(
          "semaphore %s/%s: the ConfigMap was not there when the run started, or has no number of"
                  .formatted(name, key)
              + " that key");
    }
    return namespace + "/ConfigMap/" + name + "/" + key;
  }

  private static String or(@Nullable String value, String otherwise) {
    return value == null || value.isEmpty() ? otherwise : value;
  }

  private static String value(String text, Scope scope, Draft draft) {
    return Text.parse(text).substitute(scope, Policy.KEEP, draft.ambient()).toString();
  }

  /// What a node says while it waits. How many of a semaphore are free is not for a run to know.
  static @Nullable String waiting(Run run, List<String> locks) {
    if (locks.isEmpty()) {
      return null;
    }
    return locks.stream()
        .filter(lock -> !lock.contains(SLOT))
        .findFirst()
        .map(lock -> "Waiting for %s lock. Lock status: 0/%s".formatted(lock, limit(run, lock)))
        .orElse(POSTPONED);
  }

  /// The limit of a lock as far as the run knows it.
  private static String limit(Run run, String lock) {
    var parts = lock.split("/", 4);
    var known =
        parts.length == 4 && parts[1].equals("ConfigMap") && parts[0].equals(run.id().namespace())
            ? run.plan().configMap(parts[2], parts[3])
            : null;
    return known == null ? "1" : known;
  }
}
