/// Says when it is time: back-offs, deadlines, and suspended nodes that resume by themselves.
///
/// What is due when is data ([DueTimes]); waiting for the moment is somebody else's ([Alarm]), so
/// that a simulation can keep its own time. Nothing here needs to be remembered: what the log says
/// is due can always be asked for again. Refused: deciding whether a timer still matters; the run
/// knows. Start reading at [Timer].
@NullMarked
package dev.tiphys.timer;

import org.jspecify.annotations.NullMarked;
