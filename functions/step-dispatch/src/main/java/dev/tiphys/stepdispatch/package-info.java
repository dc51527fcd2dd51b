/// Sees to it that a step which is ready is executed.
///
/// [StepDispatch] hears that a step is ready, or is not wanted any more, asks the run what there is
/// to do, and gives it to a [dev.tiphys.stepdispatch.runner.Runner]; what the runner tells goes to
/// the broker as commands to the run. It refuses to decide what follows from them. Start reading at
/// [StepDispatch].
@NullMarked
package dev.tiphys.stepdispatch;

import org.jspecify.annotations.NullMarked;
