package dev.tiphys.engine;

import dev.tiphys.events.RunFact.TimerKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that a run waits for. What was announced once may have been lost, or whoever heard it
/// may be gone: a sweep announces it again (DESIGN §7).
public sealed interface Open {
  /// A step that a runner has to execute, or is executing.
  record Step(int node) implements Open {}

  /// A timer that has not fired.
  record Due(int node, TimerKind kind, Instant due) implements Open {}

  /// A node that waits for what a cache knows under `key`.
  record Memo(int node, String cache, String key, @Nullable String maxAge) implements Open {}

  /// A node that ended at `at` and whose outputs its cache may not have yet; also of a run that is
  /// over.
  record Produced(int node, Instant at) implements Open {}

  /// Locks that a node (or the run: -1) waits for, or holds.
  record Locks(int node, List<String> names, boolean waiting) implements Open {}
}
