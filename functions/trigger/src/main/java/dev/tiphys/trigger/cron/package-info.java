/// Runs that begin by the clock: what is due of a CronWorkflow is decided in its stream and then
/// done.
///
/// [CronStreams] are their logs and [Crons] joins them to runs. What is done is read from the state
/// each time, so doing it again after a crash is all that recovery is. Refused: keeping the time,
/// which `timer` does.
@NullMarked
package dev.tiphys.trigger.cron;

import org.jspecify.annotations.NullMarked;
