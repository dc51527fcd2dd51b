package dev.tiphys.doorway.metrics;

import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.Run;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunFact.MetricsEmitted;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeRunning;
import dev.tiphys.events.RunFact.RunFinished;
import dev.tiphys.events.RunFact.RunStarted;
import dev.tiphys.events.RunId;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Counts what was committed: runs and pods by phase, runs of templates and CronWorkflows, and the
/// metrics that workflows tell. Names and labels are Argo's (F185).
public record RunMeter(Meter meter) implements Runs.Commits {
  private static final String LABEL = "workflows.argoproj.io/";
  private static final List<Double> RUNTIME =
      List.of(1.0, 5.0, 20.0, 60.0, 300.0, 900.0, 1800.0, 3600.0);

  @Override
  public void committed(RunId run, CloudEvent cause, List<RunFact> facts, Run after) {
    facts.forEach(fact -> count(run, fact, after));
  }

  private void count(RunId run, RunFact fact, Run after) {
    switch (fact) {
      case RunStarted _ -> {
        workflow(run, Phase.PENDING);
        labelled(after, "cron-workflow")
            .ifPresent(
                name ->
                    meter.count(
                        "cronworkflows_triggered_total",
                        "A counter of the number of times a CronWorkflow has been triggered",
                        named(run, name)));
      }
      case NodeAdded added -> {
        if (added.role() == RunFact.Role.ROOT) {
          workflow(run, Phase.RUNNING);
        }
        if (added.type() == NodeType.POD) {
          pod(run, added.phase());
        }
      }
      case NodeRunning(var node, _, _, _) when after.type(node) == NodeType.POD ->
          pod(run, Phase.RUNNING);
      case NodeEnded ended when after.type(ended.node()) == NodeType.POD -> pod(run, ended.phase());
      case RunFinished(var phase, _, _) -> {
        workflow(run, phase);
        template(run, phase, after);
      }
      case MetricsEmitted(_, var samples, _) -> samples.forEach(meter::custom);
      default -> {}
    }
  }

  private void workflow(RunId run, Phase phase) {
    meter.count(
        "total_count",
        "A counter of workflows by the phase that they have come to",
        Map.of("namespace", run.namespace(), "phase", phase.toString()));
  }

  private void pod(RunId run, Phase phase) {
    meter.count(
        "pods_total_count",
        "A counter of pods by the phase that they have come to",
        Map.of("namespace", run.namespace(), "phase", phase.toString()));
  }

  private void template(RunId run, Phase phase, Run after) {
    var local = labelled(after, "workflow-template");
    var name = local.or(() -> labelled(after, "cluster-workflow-template"));
    name.ifPresent(
        template -> {
          var scope = Boolean.toString(local.isEmpty());
          meter.count(
              "workflowtemplate_triggered_total",
              "A counter of the runs of workflow templates by how they ended",
              Map.of(
                  "name",
                  template,
                  "namespace",
                  run.namespace(),
                  "phase",
                  phase.toString(),
                  "cluster_scope",
                  scope));
          var began = after.startedAt();
          var ended = after.finishedAt();
          if (began != null && ended != null) {
            meter.observe(
                "workflowtemplate_runtime",
                "A histogram of how many seconds the runs of workflow templates took",
                Map.of("name", template, "namespace", run.namespace(), "cluster_scope", scope),
                Duration.between(began, ended).toMillis() / 1000.0,
                RUNTIME);
          }
        });
  }

  private static Map<String, String> named(RunId run, String name) {
    return Map.of("name", name, "namespace", run.namespace());
  }

  private static java.util.Optional<String> labelled(Run run, String label) {
    return java.util.Optional.ofNullable(run.labels().get(LABEL + label));
  }
}
