/// Locks: mutexes and semaphores across runs, each with a stream of its own (F126–F132).
///
/// Pure, as the engine is. [LockState#decide] turns asking and releasing into facts, and a grant is
/// a fact, so it survives whatever the log survives. No grant ever exceeds the limit in force
// (I10),
/// and none goes to who has released already, however late its asking arrives. Refused: facts that
/// no such history can hold. Start at [LockState].
@NullMarked
package dev.tiphys.engine.lock;

import org.jspecify.annotations.NullMarked;
