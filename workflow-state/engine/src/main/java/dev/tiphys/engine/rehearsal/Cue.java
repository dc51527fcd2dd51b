package dev.tiphys.engine.rehearsal;

import dev.tiphys.events.RunCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/// Something that a person asks of the run while it goes on.
///
/// @param after the start of the run
/// @param command made of the moment at which it is asked
public record Cue(Duration after, Function<Instant, RunCommand> command) {}
