/// Runs as traces (F186): who commits the end of a step tells a collector of its span.
///
/// What the spans are is the engine's to say ([dev.tiphys.engine.Spans]); this keeps them for a
/// moment and tells them together. Nothing of it is loaded unless the environment names a
/// collector.
@NullMarked
package dev.tiphys.doorway.tracing;

import org.jspecify.annotations.NullMarked;
