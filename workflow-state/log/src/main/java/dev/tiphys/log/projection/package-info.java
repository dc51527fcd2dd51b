/// What people look at: folds of streams, each with the version that it shows.
///
/// A projection never goes back and can be deleted and rebuilt. Refused: ordering anything by a
/// clock, and being the only place where something is known. Start reading at
/// [dev.tiphys.log.projection.Projections]; [dev.tiphys.log.projection.ProjectionWriter] keeps
/// writes rare.
@NullMarked
package dev.tiphys.log.projection;

import org.jspecify.annotations.NullMarked;
