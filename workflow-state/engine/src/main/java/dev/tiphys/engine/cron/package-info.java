/// What a CronWorkflow is and how it moves. Pure: no clock, no randomness, no I/O.
///
/// [CronDecider] turns a request into facts and [CronState] turns facts into state. A moment of a
/// schedule (a tick) is decided once: it has a run, or a fact says why not. What is to be done
// about
/// it is read from the state ([CronState#open]), so that whoever was killed in the middle of it
// goes
/// on where the log stands. Refused: starting runs, and keeping the time.
@NullMarked
package dev.tiphys.engine.cron;

import org.jspecify.annotations.NullMarked;
