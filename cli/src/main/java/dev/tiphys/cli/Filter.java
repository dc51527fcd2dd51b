package dev.tiphys.cli;

import dev.tiphys.cli.view.WorkflowView;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which of many workflows are meant. It is asked here and not of the server, so that it means the
/// same with every server.
record Filter(FilterOptions options, @Nullable Duration older, Instant now)
    implements Predicate<WorkflowView> {
  private static final String RESUBMITTED_FROM = "workflows.argoproj.io/resubmitted-from-workflow";

  /// @throws BadInput if an option cannot be read
  static Filter of(FilterOptions options, Instant now) {
    return new Filter(options, options.older == null ? null : Spans.of(options.older), now);
  }

  @Override
  public boolean test(WorkflowView workflow) {
    return (!options.completed || workflow.isFinished())
        && (!options.resubmitted || !workflow.label(RESUBMITTED_FROM).isEmpty())
        && (options.phases.isEmpty()
            || options.phases.stream().anyMatch(workflow.phase()::equalsIgnoreCase))
        && workflow.name().startsWith(options.prefix)
        && (older == null || endedBefore(workflow, now.minus(older)));
  }

  private static boolean endedBefore(WorkflowView workflow, Instant time) {
    var end = workflow.finishedAt();
    return workflow.isFinished() && end != null && end.isBefore(time);
  }
}
