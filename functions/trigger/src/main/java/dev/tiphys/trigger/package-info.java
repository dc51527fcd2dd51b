/// How a Workflow becomes a run: from a file, a template, an earlier run or a resource that
// somebody
/// applied, to the one event that asks for it, `dev.tiphys.run.requested`.
///
/// Whatever the run will ever read of the resources around it is looked up here, once, through
/// [Resources], and pinned into that event; later edits do not reach the run. Everything that is
/// wrong is found before anything is appended and is told in one [InvalidSubmission]. Nothing here
// appends,
/// waits or retries, and time, uids and randomness come in with [Birth]. Start reading at
// [Trigger].
@NullMarked
package dev.tiphys.trigger;

import org.jspecify.annotations.NullMarked;
