package dev.tiphys.cli.trial;

import dev.tiphys.engine.rehearsal.Cue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One test: how the workflow starts, what its steps answer, and what is expected.
///
/// @param line where it stands in its file
/// @param entrypoint another template to begin with
/// @param at when the run begins
public record TestCase(
    String name,
    int line,
    @Nullable String entrypoint,
    Map<String, String> parameters,
    Instant at,
    Answers answers,
    List<Cue> actions,
    Expected expected) {}
