/// A run is over → how long it is kept: which ones are too many, which ones an archive has, and
/// which ones are gone (F190, F194, F195, F211).
///
/// [RetentionRules] decides on what there is and is pure; [Retention] hears of ends and carries it
/// out. Refused: deciding when a single run expires. That is the run's own, in the engine.
@NullMarked
package dev.tiphys.retention;

import org.jspecify.annotations.NullMarked;
