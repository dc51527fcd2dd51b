/// Applications from an ApplicationSet (C224–C265): [Generators] turns each entry of `generators`
/// into sets of parameters, [Generation] renders the template with each of them, [RollingSync] says
/// which applications may be synced next.
///
/// What generators read of the world comes through [Sources]; everything else is pure. An error of
/// any generator ends the whole generation: an answer that is missing is never an empty one.
@NullMarked
package dev.tiphys.delivery.generators;

import org.jspecify.annotations.NullMarked;
