/// What arrives from outside, and the runs that it starts.
///
/// [Arrivals] makes CloudEvents of what was posted, [Outside] is how a WorkflowEventBinding sees
/// one, and [Bindings] starts what they ask for: of each event and binding one run, whose uid
/// follows from both. Refused: deciding who may post. Start reading at [Bindings].
@NullMarked
package dev.tiphys.trigger.event;

import org.jspecify.annotations.NullMarked;
