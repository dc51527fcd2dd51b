/// Tiphys as a contender: the whole embedded host with steps that are over at once.
///
/// Refuses to reach behind the host. Start reading at [Tiphys].
@NullMarked
package dev.tiphys.benchmarks.tiphys;

import org.jspecify.annotations.NullMarked;
