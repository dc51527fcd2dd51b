package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells about workflows as they come, move on and go: `{type: ADDED|MODIFIED|DELETED, object}`.
///
/// A watch begins with all that is there, each as ADDED, whatever `listOptions.resourceVersion`
/// says: so nothing is missed between a list and a watch. States in between may be left out, the
/// last one never.
record WatchRoute(Workflows workflows, Limits limits) {
  private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

  Reply watch(Call call) {
    var namespace = call.namespaceOrAll();
    var filter = WorkflowFilter.of(call);
    var mask = FieldMask.parse(call.text("fields"));
    var nodes = mask.keeps("result.object.status.nodes");
    return new Reply.Stream(mask, stream -> new Watch(namespace, filter, nodes, stream).run());
  }

  private final class Watch {
    private final String namespace;
    private final WorkflowFilter filter;
    private final boolean nodes;
    private final ResultStream stream;

    /// What the client knows, as far as it takes to say that it is gone.
    private final Map<RunId, ObjectNode> known = new HashMap<>();

    Watch(String namespace, WorkflowFilter filter, boolean nodes, ResultStream stream) {
      this.namespace = namespace;
      this.filter = filter;
      this.nodes = nodes;
      this.stream = stream;
    }

    void run() throws IOException, InterruptedException {
      try (var changes =
          new Changes(workflows, run -> namespace.isEmpty() || namespace.equals(run.namespace()))) {
        for (var workflow : workflows.list(namespace)) {
          if (filter.test(workflow)) {
            tell(id(workflow));
          }
        }
        stream.flush();
        while (true) {
          var changed = changes.await(limits.heartbeat());
          if (changed.isEmpty()) {
            stream.heartbeat();
            continue;
          }
          var began = System.nanoTime();
          for (var run : changed) {
            tell(run);
          }
          stream.flush();
          // Showing a large run takes long: no watch keeps us busy more than half of the time.
          var took = Duration.ofNanos(System.nanoTime() - began);
          Thread.sleep(took.compareTo(PAUSE_MAX) < 0 ? took : PAUSE_MAX);
        }
      }
    }

    private void tell(RunId run) throws IOException {
      var workflow = show(run);
      var before = known.get(run);
      if (workflow.isPresent()) {
        var now = workflow.get();
        if (before == null || !Resources.version(before).equals(Resources.version(now))) {
          known.put(run, stub(now));
          send(before == null ? "ADDED" : "MODIFIED", now);
        }
      } else if (before != null) {
        known.remove(run);
        send("DELETED", before);
      }
    }

    private Optional<ObjectNode> show(RunId run) {
      var workflow =
          nodes
              ? workflows.get(run.namespace(), run.name())
              : workflows.summary(run.namespace(), run.name());
      return workflow.filter(found -> run.uid().equals(Resources.uid(found))).filter(filter::test);
    }

    private void send(String type, JsonNode object) throws IOException {
      var event = JsonNodeFactory.instance.objectNode().put("type", type);
      event.set("object", object);
      stream.result(event);
    }
  }

  private static ObjectNode stub(ObjectNode workflow) {
    var stub = JsonNodeFactory.instance.objectNode();
    for (var field : List.of("apiVersion", "kind", "metadata")) {
      stub.set(field, workflow.path(field));
    }
    return stub;
  }

  static RunId id(JsonNode workflow) {
    return new RunId(
        Resources.namespace(workflow), Resources.name(workflow), Resources.uid(workflow));
  }
}
