/// What a workflow run is and how it moves. Pure: no clock, no randomness, no I/O, no Spring.
///
/// [Run#decide] turns a request into facts and [Run#evolve] turns facts into state; every function
/// image and every test runs these same two methods. Scheduling is incremental: a fact touches its
/// node, what waits for it and the counters above it, never the whole graph.
@NullMarked
package dev.tiphys.engine;

import org.jspecify.annotations.NullMarked;
