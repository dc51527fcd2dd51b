/// How a run would go if its steps did what a script says, in virtual time: a two-hour back-off
/// takes none.
///
/// Pure, as the engine is, and it knows no other rules than the engine's: [Rehearsal#of] carries
/// out commands through [dev.tiphys.engine.Run#decide] and grants locks by
/// [dev.tiphys.engine.lock.LockState]. It plays those who stand around a run: the runner, the
/// timer, whoever grants locks and whoever resumes what is suspended. Refused: rehearsals without
/// end (see [Rehearsal#EVENTS_MAX]). Start at [Rehearsal].
@NullMarked
package dev.tiphys.engine.rehearsal;

import org.jspecify.annotations.NullMarked;
