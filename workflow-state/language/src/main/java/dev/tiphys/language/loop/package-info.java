/// Loops: how `withItems`, `withParam` and `withSequence` become items, and how the outputs of the
/// items become one value again.
///
/// Refuses lists that are too long, with the limit in the message, before they take up memory.
/// Start at [Items]; [Aggregate] is the way back.
@NullMarked
package dev.tiphys.language.loop;

import org.jspecify.annotations.NullMarked;
