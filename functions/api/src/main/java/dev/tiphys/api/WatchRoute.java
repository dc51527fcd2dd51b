package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Tells about workflows, as [Watching] does.
record WatchRoute(Workflows workflows, Limits limits) {
  Reply watch(Call call) {
    var namespace = call.namespaceOrAll();
    var filter = WorkflowFilter.of(call);
    var mask = FieldMask.parse(call.text("fields"));
    var nodes = mask.keeps("result.object.status.nodes");
    var source = new Source(workflows, namespace, filter, nodes);
    return new Reply.Stream(
        mask,
        stream ->
            new Watching<>(
                    source,
                    run -> namespace.isEmpty() || namespace.equals(run.namespace()),
                    limits.heartbeat(),
                    stream)
                .run());
  }

  private record Source(Workflows workflows, String namespace, WorkflowFilter filter, boolean nodes)
      implements Watching.Source<RunId> {
    @Override
    public List<ObjectNode> list() {
      return workflows.list(namespace).stream().filter(filter::test).toList();
    }

    @Override
    public RunId key(JsonNode workflow) {
      return id(workflow);
    }

    @Override
    public Optional<ObjectNode> get(RunId run) {
      var workflow =
          nodes
              ? workflows.get(run.namespace(), run.name())
              : workflows.summary(run.namespace(), run.name());
      return workflow.filter(found -> run.uid().equals(Resources.uid(found))).filter(filter::test);
    }

    @Override
    public Workflows.Subscription subscribe(Consumer<RunId> changed) {
      return workflows.subscribe(changed);
    }
  }

  static RunId id(JsonNode workflow) {
    return new RunId(
        Resources.namespace(workflow), Resources.name(workflow), Resources.uid(workflow));
  }
}
