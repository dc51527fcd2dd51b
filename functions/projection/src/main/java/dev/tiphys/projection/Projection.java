package dev.tiphys.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Keeps Workflows and runs in step: what the log says becomes status, and what people write into
/// the spec, or that they delete the Workflow, becomes a command to the run.
public final class Projection {
  /// What Knative's ApiServerSource sends of a resource that was changed.
  public static final String UPDATED = "dev.knative.apiserver.resource.update";

  /// What it sends of one that is gone.
  public static final String DELETED = "dev.knative.apiserver.resource.delete";

  /// What the log announces of a run whose time to live is over: its Workflow is deleted.
  public static final String EXPIRED = "dev.tiphys.run.expired";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Runs runs;
  private final WorkflowObjects workflows;
  private final StatusWriter<RunId> writer;
  private final Pace pace;

  Projection(Runs runs, WorkflowObjects workflows, Pace pace) {
    this.runs = runs;
    this.workflows = workflows;
    this.pace = pace;
    writer = new StatusWriter<>(new RunShowing(runs, workflows), pace);
  }

  /// Over the runs of a store and the Workflows of a cluster.
  public static Projection of(Runs runs, KubernetesApi api) {
    return new Projection(runs, new WorkflowObjects(api), Pace.OF_THE_MACHINE);
  }

  /// Takes news of a run or of a Workflow, and returns what is to be asked of the run. When it
  /// returns, the status shows what the event told of.
  ///
  /// @throws IllegalArgumentException if it is neither
  /// @throws dev.tiphys.log.LogFailure.Unavailable if that cannot be done now
  public List<CloudEvent> accept(CloudEvent event) {
    return switch (event.getType()) {
      case RunEvents.CHANGED -> changed(event);
      case EXPIRED -> {
        workflows.delete(runs.events().readNews(event).run());
        yield List.of();
      }
      case UPDATED -> workflow(event).map(found -> updated(found, event)).orElse(List.of());
      case DELETED ->
          workflow(event).flatMap(Projection::run).map(run -> gone(run, event)).orElse(List.of());
      default ->
          throw new IllegalArgumentException(
              "type: expected one of %s, found '%s'"
                  .formatted(
                      List.of(RunEvents.CHANGED, EXPIRED, UPDATED, DELETED), event.getType()));
    };
  }

  private List<CloudEvent> changed(CloudEvent event) {
    var changed = RunEvents.readChanged(event);
    return writer.show(changed.run(), changed.version()) ? List.of() : gone(changed.run(), event);
  }

  private List<CloudEvent> updated(JsonNode workflow, CloudEvent cause) {
    var run = run(workflow).orElse(null);
    if (run == null) {
      return List.of();
    }
    if (!Wishes.are(workflow)) {
      writer.repair(run, workflow);
      return List.of();
    }
    var view = runs.load(run);
    if (!view.state().started()) {
      // It is about to start, with the spec as it was applied; what is wished comes after that.
      throw new Unavailable("run %s has not started yet".formatted(run));
    }
    var generation = Wishes.generation(workflow);
    var commands = new ArrayList<CloudEvent>();
    if (!view.state().finished()) {
      var shown = WorkflowView.summary(view.state(), view.version());
      for (var wish : Wishes.of(workflow, shown, pace.instant())) {
        var id = "spec-%d-%s".formatted(generation, wish.getClass().getSimpleName());
        commands.add(runs.events().request(run, id, wish, cause));
      }
    }
    heard(run, workflow, generation);
    return commands;
  }

  /// Remembers that wishes were passed on. They are published after this and before the event is
  /// answered; if that fails, the event comes again and finds them in an older copy of itself.
  private void heard(RunId run, JsonNode workflow, long generation) {
    var status = workflow.path("status").isObject() ? workflow.get("status") : null;
    if (status != null) {
      var heard = ((ObjectNode) status).deepCopy();
      heard.put(Wishes.GENERATION, generation);
      // Whoever was faster causes another update, with the same wishes.
      workflows.replaceStatus(run, workflow, heard);
    }
  }

  /// Nobody can see the run any more, so nothing of it should go on.
  private List<CloudEvent> gone(RunId run, CloudEvent cause) {
    var state = runs.load(run).state();
    if (!state.started() || state.finished()) {
      return List.of();
    }
    var stop = new StopRun(Shutdown.TERMINATE, "", "the workflow was deleted", pace.instant());
    return List.of(runs.events().request(run, "deleted", stop, cause));
  }

  private static Optional<JsonNode> workflow(CloudEvent event) {
    var data = event.getData();
    if (data == null) {
      throw new IllegalArgumentException("data: expected a Workflow, found nothing");
    }
    try {
      var json = JSON.readTree(data.toBytes());
      return json.path("kind").asText().equals("Workflow") ? Optional.of(json) : Optional.empty();
    } catch (IOException e) {
      throw new IllegalArgumentException("data: expected a Workflow in JSON", e);
    }
  }

  private static Optional<RunId> run(JsonNode workflow) {
    var metadata = workflow.path("metadata");
    try {
      return Optional.of(
          new RunId(
              metadata.path("namespace").asText(),
              metadata.path("name").asText(),
              metadata.path("uid").asText()));
    } catch (IllegalArgumentException e) {
      // A name that no run can have was refused when it was applied.
      return Optional.empty();
    }
  }
}
