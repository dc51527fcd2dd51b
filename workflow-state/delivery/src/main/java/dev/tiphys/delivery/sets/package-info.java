/// What is remembered of an ApplicationSet: what it generated last, or why it could not, which
/// applications are its own, and where they stand in its steps.
///
/// Pure. [SetState#decide] turns what the function `appset` found into facts, [SetState#evolve]
/// turns facts into state, and [SetStatus] shows that as people know it. What is generated and what
/// becomes of it is decided in `dev.tiphys.delivery.generators`.
@NullMarked
package dev.tiphys.delivery.sets;

import org.jspecify.annotations.NullMarked;
