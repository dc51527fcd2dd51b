/// How a sync moves: which tasks there are and in which order, what one step does, when to try
/// again and when to begin by itself (cd-sync-algorithm §6–§15).
///
/// Pure. [TaskBuilder] makes tasks of what is wanted and what lives, [TaskOrder] orders them, and
/// [SyncStep#next] says what is to be done now; whoever does it tells [SyncStep#after] what came of
/// it. Refuses to touch a cluster, a clock or chance. Nothing is deleted without proof:
/// [PruneProof].
@NullMarked
package dev.tiphys.delivery.sync;

import org.jspecify.annotations.NullMarked;
