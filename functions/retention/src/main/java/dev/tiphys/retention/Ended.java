package dev.tiphys.retention;

import dev.tiphys.events.Phase;
import dev.tiphys.events.RunId;
import java.time.Instant;

/// A run that is over.
///
/// @param at when it ended
/// @param expired only an archive has it
public record Ended(RunId run, Phase phase, Instant at, boolean expired) {}
