/// How fast Tiphys is, beside others that do the same work, in one run on one machine.
///
/// A [Benchmark] has two [Contender]s; [Interleaved] has them work in turns and [Report] shows what
/// came of it, ratios first: absolute figures of a shared machine say little. This package refuses
/// to assert times. Start reading at [Benchmarks].
@NullMarked
package dev.tiphys.benchmarks;

import org.jspecify.annotations.NullMarked;
