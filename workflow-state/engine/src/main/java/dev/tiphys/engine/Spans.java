package dev.tiphys.engine;

import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunFact.LocksGranted;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.RunFinished;
import dev.tiphys.events.RunFact.RunRetried;
import dev.tiphys.events.RunFact.RunStarted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What facts mean to who watches a run as a trace: the run is the root, its nodes are spans that
/// hold each other as they do, and what a node waited for is a span below it. Each is told when it
/// is over, by the fact that ends it, and so once.
public final class Spans {
  private final Run run;
  private final Trace trace;
  private final Instant at;
  private final @Nullable String cause;
  private final List<Span> spans = new ArrayList<>();

  private Spans(Run run, Instant at, @Nullable String cause) {
    this.run = run;
    this.trace = Trace.of(run);
    this.at = at;
    this.cause = cause;
  }

  /// The spans that end with facts of one commit.
  ///
  /// @param run as it is after them
  /// @param at when they were decided on
  /// @param cause the `traceparent` of the event that led to them; null if it has none
  public static List<Span> of(List<RunFact> facts, Run run, Instant at, @Nullable String cause) {
    var spans = new Spans(run, at, cause);
    facts.forEach(spans::tell);
    return spans.spans;
  }

  private void tell(RunFact fact) {
    switch (fact) {
      case RunStarted started -> begin("start", run.createdAt(), started.at());
      case RunRetried retried -> begin("retry", retried.at(), retried.at());
      case NodeAdded added when added.phase().ended() -> node(run.node(added.node()));
      case NodeEnded ended -> node(run.node(ended.node()));
      case LocksGranted(var node) -> locks(node);
      case RunFinished finished -> finish(finished);
      default -> {}
    }
  }

  /// Where the trace of whoever asked for the run meets its own.
  private void begin(String what, Instant from, Instant to) {
    var elsewhere = cause == null || cause.contains(trace.id()) ? null : cause;
    spans.add(
        new Span(
            trace.id(),
            trace.span(Run.NOBODY, what),
            trace.span(Run.NOBODY),
            what,
            from,
            to,
            attributes(),
            List.of(),
            null,
            elsewhere));
  }

  private void node(Node node) {
    var attributes = attributes();
    attributes.put("node.id", RunStatus.id(run, node));
    attributes.put("node.name", node.name());
    attributes.put("node.type", node.type().toString());
    attributes.put("node.phase", node.phase().toString());
    attributes.put("node.template", RunStatus.templateName(run, node));
    if (node.role() == Role.HOOK || node.role() == Role.EXIT) {
      attributes.put("node.hook", node.added().as().replaceFirst("^[.]", ""));
    }
    if (node.role() == Role.ATTEMPT) {
      attributes.put("node.attempt", Integer.toString(node.added().spot()));
    }
    if (node.memo() != null) {
      attributes.put("node.memoized", Boolean.toString(node.memo().stage() == Memo.Stage.HIT));
    }
    if (node.host() != null) {
      attributes.put("host.name", node.host());
    }
    var events = new ArrayList<Span.Event>();
    var began = node.startedAt();
    if (began != null && began.isAfter(node.added().at())) {
      events.add(new Span.Event("running", began));
    }
    spans.add(
        new Span(
            trace.id(),
            trace.span(node.number()),
            trace.span(node.parent()),
            RunStatus.displayName(run, node),
            begun(node),
            Objects.requireNonNullElse(node.finishedAt(), at),
            attributes,
            events,
            error(node.phase(), node.message()),
            null));
  }

  /// A node that is running again was there before this trace.
  private Instant begun(Node node) {
    var added = node.added().at();
    var started = run.startedAt();
    return started != null && started.isAfter(added) ? started : added;
  }

  private void locks(int number) {
    var attributes = attributes();
    var names =
        number == Run.NOBODY
            ? run.locks.getOrElse(Run.NOBODY, List.of())
            : run.node(number).locks();
    attributes.put("locks", String.join(",", names));
    spans.add(
        new Span(
            trace.id(),
            trace.span(number, "locks"),
            trace.span(number),
            "wait for locks",
            number == Run.NOBODY ? run.createdAt() : begun(run.node(number)),
            at,
            attributes,
            List.of(),
            null,
            null));
  }

  private void finish(RunFinished finished) {
    var attributes = attributes();
    attributes.put("workflow.phase", finished.phase().toString());
    spans.add(
        new Span(
            trace.id(),
            trace.span(Run.NOBODY),
            null,
            run.id().name(),
            Objects.requireNonNullElse(run.startedAt(), finished.at()),
            finished.at(),
            attributes,
            List.of(),
            error(finished.phase(), finished.message()),
            null));
  }

  private Map<String, String> attributes() {
    var attributes = new TreeMap<String, String>();
    attributes.put("workflow.namespace", run.id().namespace());
    attributes.put("workflow.name", run.id().name());
    attributes.put("workflow.uid", run.id().uid());
    return attributes;
  }

  private static @Nullable String error(Phase phase, @Nullable String message) {
    return phase.bad() ? Objects.requireNonNullElse(message, phase.toString()) : null;
  }
}
