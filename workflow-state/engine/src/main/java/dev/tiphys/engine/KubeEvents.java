package dev.tiphys.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeRunning;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.RunFinished;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What happened to a run as the Events of Kubernetes that Argo emits (F183).
///
/// @param run as it is after everything that is told
/// @param ofRun whether to tell of the run itself
/// @param ofNodes whether to tell of its nodes
public record KubeEvents(Run run, boolean ofRun, boolean ofNodes) {
  private static final String PREFIX = "workflows.argoproj.io/";

  /// The event of a fact, if there is one.
  ///
  /// @param version of the record that has the fact
  /// @param index of the fact in it; both name the event
  /// @param at when it happened
  public Optional<ObjectNode> of(RunFact fact, long version, int index, Instant at) {
    var event =
        switch (fact) {
          case NodeAdded added when added.role() == Role.ROOT && ofRun ->
              event("Normal", "WorkflowRunning", "Workflow Running", null);
          case RunFinished(var phase, var message, _) when ofRun -> finished(phase, message);
          case NodeRunning(var node, _, _, _) when ofNodes -> node(node, Phase.RUNNING, null);
          case NodeEnded ended when ofNodes && run.type(ended.node()) != NodeType.STEP_GROUP ->
              node(ended.node(), ended.phase(), ended.message());
          default -> null;
        };
    if (event != null) {
      var name = "%s.%d-%d".formatted(run.id().name(), version, index);
      event
          .withObjectProperty("metadata")
          .put("name", name)
          .put("uid", run.id().uid() + "." + version + "-" + index);
      event.withObjectProperty("metadata").put("resourceVersion", Long.toString(version));
      var time = WorkflowView.time(at);
      event.withObjectProperty("metadata").put("creationTimestamp", time);
      event.put("firstTimestamp", time).put("lastTimestamp", time);
    }
    return Optional.ofNullable(event);
  }

  private ObjectNode finished(Phase phase, @Nullable String message) {
    if (phase == Phase.SUCCEEDED) {
      return event("Normal", "WorkflowSucceeded", "Workflow completed", null);
    }
    var timedOut = Requests.DEADLINE.equals(message);
    return event("Warning", timedOut ? "WorkflowTimedOut" : "WorkflowFailed", text(message), null);
  }

  private ObjectNode node(int number, Phase phase, @Nullable String message) {
    var node = run.node(number);
    var text = "%s node %s".formatted(phase, node.name()) + (message == null ? "" : ": " + message);
    return event(phase.bad() ? "Warning" : "Normal", "WorkflowNode" + phase, text, node);
  }

  private static String text(@Nullable String message) {
    return message == null ? "" : message;
  }

  private ObjectNode event(String type, String reason, String message, @Nullable Node node) {
    var event = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Event");
    var id = run.id();
    var metadata = event.putObject("metadata").put("namespace", id.namespace());
    if (node != null) {
      metadata
          .putObject("annotations")
          .put(PREFIX + "node-id", RunStatus.id(run, node))
          .put(PREFIX + "node-name", node.name())
          .put(PREFIX + "node-type", node.type().toString());
    }
    event
        .putObject("involvedObject")
        .put("apiVersion", "argoproj.io/v1alpha1")
        .put("kind", "Workflow")
        .put("namespace", id.namespace())
        .put("name", id.name())
        .put("uid", id.uid());
    event.put("type", type).put("reason", reason).put("message", message).put("count", 1);
    event.putObject("source").put("component", "workflow-controller");
    return event;
  }
}
