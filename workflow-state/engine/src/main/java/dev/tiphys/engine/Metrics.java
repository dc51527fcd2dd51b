package dev.tiphys.engine;

import dev.tiphys.events.MetricSample;
import dev.tiphys.events.MetricSample.Kind;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.RunFact.MetricsEmitted;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.language.condition.When;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.workflow.Prometheus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The metrics that workflows and templates declare (F184): what they are when a node or the run
/// ends, and of realtime gauges, what they are meanwhile.
final class Metrics {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
  private static final int PROBLEM_CHARS_MAX = 1000;

  private Metrics() {}

  /// Tells the metrics of a node that has just ended. The tries of a node are one with it, and what
  /// was never begun has none.
  static void ofNode(Draft draft, Node node) {
    if (node.type() == NodeType.SKIPPED || node.template().isEmpty()) {
      return;
    }
    var declared = declared(draft.run(), node);
    if (!declared.isEmpty()) {
      emit(draft, node.number(), declared, scope(draft.run(), node, draft.at()));
    }
  }

  /// Tells the metrics of a run that has just ended.
  static void ofRun(Draft draft) {
    var declared = draft.run().plan().spec().metrics();
    if (!declared.isEmpty()) {
      emit(draft, Run.NOBODY, declared, scope(draft.run(), draft.at()));
    }
  }

  private static List<Prometheus> declared(Run run, Node node) {
    return node.role() == Role.ATTEMPT || node.template().isEmpty()
        ? List.of()
        : run.templateOf(node).template().metrics();
  }

  private static void emit(Draft draft, int node, List<Prometheus> declared, Scope scope) {
    var samples = new ArrayList<MetricSample>();
    String problem = null;
    for (var metric : declared) {
      try {
        var sample = sample(draft.run(), metric, scope, draft.at());
        if (sample != null) {
          samples.add(sample);
        }
      } catch (RuntimeException e) {
        problem = "unable to compute metric '%s': %s".formatted(metric.name(), e.getMessage());
      }
    }
    if (!samples.isEmpty() || problem != null) {
      draft.emit(new MetricsEmitted(node, samples, problem == null ? null : shortened(problem)));
    }
  }

  private static String shortened(String problem) {
    return problem.substring(0, Math.min(problem.length(), PROBLEM_CHARS_MAX));
  }

  /// Null if its condition does not hold.
  private static @Nullable MetricSample sample(
      Run run, Prometheus metric, Scope scope, Instant at) {
    if (metric.when() != null && !When.evaluate(text(run, metric.when(), scope, at))) {
      return null;
    }
    var labels = new LinkedHashMap<String, String>();
    metric.labels().forEach((key, value) -> labels.put(key, text(run, value, scope, at)));
    var value = value(text(run, written(metric), scope, at));
    var kind = kind(metric);
    if (kind == Kind.COUNTER && value < 0) {
      throw new IllegalArgumentException("a counter cannot go down, and %s would".formatted(value));
    }
    var histogram = metric.histogram();
    return new MetricSample(
        metric.name(),
        metric.help(),
        kind,
        labels,
        value,
        histogram == null ? List.of() : histogram.buckets());
  }

  private static String written(Prometheus metric) {
    if (metric.gauge() != null) {
      return metric.gauge().value();
    }
    return metric.histogram() != null
        ? metric.histogram().value()
        : Objects.requireNonNullElse(metric.counter(), "");
  }

  private static Kind kind(Prometheus metric) {
    if (metric.gauge() != null) {
      return switch (Objects.requireNonNullElse(metric.gauge().operation(), "Set")) {
        case "Add" -> Kind.GAUGE_ADD;
        case "Sub" -> Kind.GAUGE_SUB;
        default -> Kind.GAUGE_SET;
      };
    }
    return metric.histogram() != null ? Kind.HISTOGRAM : Kind.COUNTER;
  }

  private static double value(String text) {
    if (!NUMBER.matcher(text.strip()).matches()) {
      throw new IllegalArgumentException("expected a number, found '%s'".formatted(text));
    }
    return Double.parseDouble(text.strip());
  }

  private static String text(Run run, String text, Scope scope, Instant at) {
    return Text.parse(text)
        .substitute(scope, Policy.FINISH, Scopes.ambient(run, run.nodes().size(), at))
        .toString();
  }

  /// What a metric of a template may speak of: the node, how it went, and the run.
  private static Scope scope(Run run, Node node, Instant at) {
    var scope = Scope.builder();
    scope.put("status", node.phase().toString());
    scope.put(
        "duration", seconds(node.startedAt(), node.finishedAt() == null ? at : node.finishedAt()));
    scope.put("exitCode", Scopes.exitCode(node, ""));
    var outputs = node.outputs();
    if (outputs.result() != null) {
      scope.put("outputs.result", outputs.result());
    }
    outputs.parameters().forEach((name, value) -> scope.put("outputs.parameters." + name, value));
    var tries = node.type() == NodeType.RETRY ? node.kids().started().size() - 1 : 0;
    scope.put("retries", Integer.toString(Math.max(0, tries)));
    var resources = Resources.of(run, node);
    scope.put("resourcesDuration.cpu", Long.toString(resources.cpu()));
    scope.put("resourcesDuration.memory", Long.toString(resources.memory()));
    return scope.build().over(Scopes.body(run, node)).over(new RunScope(run, at));
  }

  /// Whatever exit handlers have done, the run is now as it is.
  private static Scope scope(Run run, Instant at) {
    var scope = Scope.builder();
    if (run.finished()) {
      scope.put("workflow.status", run.phase().toString());
    }
    var total = run.resources();
    scope.put("workflow.resourcesDuration.cpu", Long.toString(total.cpu()));
    scope.put("workflow.resourcesDuration.memory", Long.toString(total.memory()));
    return scope.build().over(new RunScope(run, at));
  }

  private static String seconds(@Nullable Instant from, Instant to) {
    var millis = from == null ? 0 : Math.max(0, to.toEpochMilli() - from.toEpochMilli());
    return "%d.%03d000".formatted(millis / 1000, millis % 1000);
  }

  /// The gauges of what goes on now. One that cannot be computed is told at the end.
  static List<MetricSample> realtime(Run run, Instant now) {
    var samples = new ArrayList<MetricSample>();
    run.plan().spec().metrics().forEach(m -> live(run, m, scope(run, now), now, samples));
    if (!run.plan().hasRealtime()) {
      return samples;
    }
    for (var node : run.nodes()) {
      if (!node.ended() && !node.removed()) {
        declared(run, node)
            .forEach(metric -> live(run, metric, scope(run, node, now), now, samples));
      }
    }
    return samples;
  }

  private static void live(
      Run run, Prometheus metric, Scope scope, Instant now, List<MetricSample> samples) {
    if (metric.gauge() == null || !metric.gauge().realtime()) {
      return;
    }
    try {
      var sample = sample(run, metric, scope, now);
      if (sample != null) {
        samples.add(sample);
      }
    } catch (RuntimeException e) {
      // Told by the fact of the end, where it is still wrong.
      return;
    }
  }
}
