/// A run wants or releases locks → who holds them, and what may go on.
///
/// Start at [Locks]. What a lock is, and who is next, is decided in
/// [dev.tiphys.engine.lock]; here its streams are loaded and appended to, and a node that wants
/// several locks is led from one to the next. How many may hold a semaphore is asked of
/// [LockLimits], which the host provides.
@NullMarked
package dev.tiphys.lock;

import org.jspecify.annotations.NullMarked;
