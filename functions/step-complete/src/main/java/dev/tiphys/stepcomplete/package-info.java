/// Decides what follows: every command to a run comes here, from the runners, from `timer`, from
/// locks and from people.
///
/// Refused: knowing what any command means. That is the engine's table. Start reading at
/// [StepComplete].
@NullMarked
package dev.tiphys.stepcomplete;

import org.jspecify.annotations.NullMarked;
