/// The benchmarks, one class for each kind of work.
///
/// Refuses to measure: a case says what is done and how it is counted. Start reading at [Cases].
@NullMarked
package dev.tiphys.benchmarks.cases;

import org.jspecify.annotations.NullMarked;
