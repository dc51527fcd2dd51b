/// Temporal as a contender: its in-memory test server with a worker in the same process.
///
/// The server keeps nothing, which is in its favour. Start reading at [Temporal].
@NullMarked
package dev.tiphys.benchmarks.temporal;

import org.jspecify.annotations.NullMarked;
