/// Where logs are kept in benchmarks: stores that count, and stores that are far away.
///
/// Refuses to change what a store answers. Start reading at [Storage].
@NullMarked
package dev.tiphys.benchmarks.store;

import org.jspecify.annotations.NullMarked;
