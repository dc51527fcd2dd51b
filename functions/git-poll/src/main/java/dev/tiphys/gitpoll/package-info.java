/// Looks at what the sources of applications mean, and what generators of sets read, and says when
/// it is something else.
///
/// [GitPoll#sweep] is woken now and then: it asks the repositories that are due, each once however
/// many applications read it, a few at a time. [PollSchedule] decides which are due; it is pure.
/// [GitPoll#refresh] is woken for one application at once. Neither fetches a file. Start reading at
/// [GitPoll].
@NullMarked
package dev.tiphys.gitpoll;

import org.jspecify.annotations.NullMarked;
