/// Brings applications to their clusters: compares what was rendered with what lives, decides
/// whether to sync, and carries out one wave of a sync each time it is woken.
///
/// [Apply] says which event means what. Everything it decides is decided by `delivery`; this
/// package does what was decided to a [dev.tiphys.applications.Destination] and records what came
// of
/// it. Refuses to delete without proof: what may go is what [dev.tiphys.delivery.sync.PruneProof]
// lets go. Start at
/// [Apply#accept].
@NullMarked
package dev.tiphys.apply;

import org.jspecify.annotations.NullMarked;
