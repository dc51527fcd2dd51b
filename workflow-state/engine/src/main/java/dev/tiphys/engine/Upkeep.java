package dev.tiphys.engine;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunFact.TimerSet;
import dev.tiphys.language.selector.LabelSelector;
import dev.tiphys.language.selector.MalformedSelectorException;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.language.time.Durations;
import dev.tiphys.language.workflow.PodGC;
import dev.tiphys.language.workflow.TTLStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How long a run is kept that is over, and what its steps left where they ran (F190, F191).
final class Upkeep {
  /// How long the pod of a step is kept unless anybody says otherwise.
  private static final Duration POD_DELAY = Duration.ofSeconds(5);

  /// A hundred years are as good as for ever, and as much as a moment can be away.
  private static final long SECONDS_MAX = 100L * 365 * 24 * 60 * 60;

  private Upkeep() {}

  /// Sets the timers of a run that has just ended.
  static void ofRun(Draft draft) {
    var run = draft.run();
    var spec = run.plan().spec();
    var seconds = kept(spec.ttlStrategy(), run.phase());
    if (seconds != null) {
      draft.emit(new TimerSet(Run.NOBODY, TimerKind.EXPIRY, later(draft.at(), seconds)));
    }
    var collected =
        switch (strategy(run)) {
          case "OnWorkflowCompletion" -> true;
          case "OnWorkflowSuccess" -> run.phase() == Phase.SUCCEEDED;
          default -> false;
        };
    if (collected) {
      draft.emit(new TimerSet(Run.NOBODY, TimerKind.POD_GC, draft.at().plus(delay(run))));
    }
  }

  /// Sets the timer of a pod that has just ended.
  static void ofNode(Draft draft, Node node) {
    var run = draft.run();
    var collected =
        switch (strategy(run)) {
          case "OnPodCompletion" -> true;
          case "OnPodSuccess" -> node.phase() == Phase.SUCCEEDED;
          default -> false;
        };
    var timer = new Run.Timer(node.number(), TimerKind.POD_GC);
    if (collected && collects(run, node) && !run.timers().containsKey(timer)) {
      draft.emit(new TimerSet(node.number(), TimerKind.POD_GC, draft.at().plus(delay(run))));
    }
  }

  /// The specific wins over completion.
  private static @Nullable Long kept(@Nullable TTLStrategy ttl, Phase phase) {
    if (ttl == null) {
      return null;
    }
    var specific = phase.bad() ? ttl.secondsAfterFailure() : ttl.secondsAfterSuccess();
    return specific == null ? ttl.secondsAfterCompletion() : specific;
  }

  private static Instant later(Instant at, long seconds) {
    return at.plusSeconds(Math.clamp(seconds, 0, SECONDS_MAX));
  }

  private static String strategy(Run run) {
    var gc = run.plan().spec().podGC();
    return gc == null || gc.strategy() == null ? "" : gc.strategy();
  }

  /// A delay that cannot be read is no reason to fail a run that is over.
  private static Duration delay(Run run) {
    var gc = run.plan().spec().podGC();
    var text = gc == null ? null : gc.deleteDelayDuration();
    if (text == null) {
      text = run.plan().podGcDelay();
    }
    try {
      return text == null || text.isEmpty() ? POD_DELAY : nonNegative(Durations.parse(text));
    } catch (RuntimeException e) {
      return POD_DELAY;
    }
  }

  private static Duration nonNegative(Duration delay) {
    return delay.isNegative() ? Duration.ZERO : delay;
  }

  /// Whether what a node left belongs to what `podGC` removes.
  static boolean collects(Run run, Node node) {
    var gc = run.plan().spec().podGC();
    if (gc == null || node.type() != NodeType.POD || node.removed()) {
      return false;
    }
    return gc.labelSelector() == null || matches(run, node, gc);
  }

  private static boolean matches(Run run, Node node, PodGC gc) {
    try {
      return LabelSelector.of(gc.labelSelector()).test(labels(run, node));
    } catch (MalformedSelectorException | TemplateException e) {
      // What cannot be known to be unwanted is kept.
      return false;
    }
  }

  /// The labels that the pod of a node has, as far as a run gives them (F021, F149).
  private static Map<String, String> labels(Run run, Node node) {
    var labels = new HashMap<String, String>();
    labels.put("workflows.argoproj.io/workflow", run.id().name());
    labels.put("workflows.argoproj.io/completed", "true");
    labels.putAll(run.plan().spec().podMetadata().labels());
    labels.putAll(run.templateOf(node).template().metadata().labels());
    labels.replaceAll(
        (key, value) ->
            value.contains("{{")
                ? Scopes.text(run, value, Scopes.body(run, node), Policy.KEEP, node)
                : value);
    return labels;
  }
}
