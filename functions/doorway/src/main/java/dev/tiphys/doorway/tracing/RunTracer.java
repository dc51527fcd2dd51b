package dev.tiphys.doorway.tracing;

import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.Spans;
import dev.tiphys.engine.Trace;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunId;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells of what is committed here as spans, and gives what follows from it the trace of the run.
public record RunTracer(TraceSettings settings, SpanExport export) implements Runs.Commits {
  @Override
  public void committed(RunId run, CloudEvent cause, List<RunFact> facts, Run after) {
    if (settings.keeps(Trace.of(after).id())) {
      var at = cause.getTime() == null ? Instant.EPOCH : cause.getTime().toInstant();
      var parent = cause.getExtension("traceparent");
      export.add(Spans.of(facts, after, at, parent == null ? null : parent.toString()));
    }
  }

  @Override
  public @Nullable String traceparent(Run run, int node) {
    if (!run.started()) {
      return null;
    }
    var trace = Trace.of(run);
    return trace.parent(node, settings.keeps(trace.id()));
  }
}
