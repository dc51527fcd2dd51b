/// What is remembered of an application: what its sources mean, what was rendered from them, how it
/// compares, what was synced.
///
/// Pure. [AppState#decide] turns what functions found into facts, and [AppState#evolve] turns facts
/// into state. What comes late (a render of a revision that is no longer wanted) changes nothing.
@NullMarked
package dev.tiphys.delivery.app;

import org.jspecify.annotations.NullMarked;
