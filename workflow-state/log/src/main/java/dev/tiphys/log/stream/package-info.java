/// Streams of facts: load, decide, append, with group commit.
///
/// Start reading at [dev.tiphys.log.stream.Streams], which functions call; it queues on top of
/// [dev.tiphys.log.stream.Committer], the synchronous core that a simulator drives itself; below it
/// is [dev.tiphys.log.stream.EventLog], where one put is one commit. Refused: facts of an unknown
/// type, a broken hash chain, a gap. Nothing is skipped and nothing is repaired silently.
@NullMarked
package dev.tiphys.log.stream;

import org.jspecify.annotations.NullMarked;
