/// Spans of time as users write them, and how they grow from one retry to the next.
///
/// Pure: no clock. Nothing overflows; what is out of range is refused or stops at the largest
/// duration. Start at [Durations].
@NullMarked
package dev.tiphys.language.time;

import org.jspecify.annotations.NullMarked;
