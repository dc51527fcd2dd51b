package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `GET /api/v1/stream/events/{namespace}`: the Events of Kubernetes that tell what happens to
/// runs, those that there were and, unless `listOptions.watch=false`, those that come.
record EventStream(Workflows workflows, Limits limits) {
  private static final String OBJECT = "involvedObject.";

  Reply watch(Call call) {
    var namespace = call.namespaceOrAll();
    var wanted = wanted(call.text("listOptions.fieldSelector"));
    var follow = call.text("listOptions.watch").isEmpty() || call.flag("listOptions.watch");
    return new Reply.Stream(
        FieldMask.parse(call.text("fields")),
        stream -> {
          try (var changes =
              new Changes<RunId>(
                  workflows::subscribe,
                  run -> namespace.isEmpty() || namespace.equals(run.namespace()))) {
            var told = new HashMap<RunId, Long>();
            var runs = new ArrayList<RunId>();
            workflows.list(namespace).forEach(workflow -> runs.add(WatchRoute.id(workflow)));
            tell(runs, wanted, told, stream);
            while (follow) {
              var changed = changes.await(limits.heartbeat());
              if (changed.isEmpty()) {
                stream.heartbeat();
              }
              tell(changed, wanted, told, stream);
            }
          }
        });
  }

  private void tell(
      List<RunId> runs, Map<String, String> wanted, Map<RunId, Long> told, ResultStream stream)
      throws IOException {
    for (var run : runs) {
      for (var event : workflows.events(run, told.getOrDefault(run, 0L))) {
        told.put(run, Long.parseLong(Resources.version(event)));
        if (meets(event, wanted)) {
          stream.result(event);
        }
      }
    }
    stream.flush();
  }

  private static boolean meets(ObjectNode event, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            field ->
                event
                    .path("involvedObject")
                    .path(field.getKey())
                    .asText()
                    .equals(field.getValue()));
  }

  /// Fields of `involvedObject`, as Argo's clients choose by.
  private static Map<String, String> wanted(String selector) {
    var wanted = new HashMap<String, String>();
    for (var term : selector.split(",")) {
      var equals = term.indexOf('=');
      if (term.isBlank()) {
        continue;
      }
      if (equals < 0 || !term.strip().startsWith(OBJECT)) {
        throw Refusal.invalid(
            "the field selector: expected involvedObject.name=… and the like, found '%s'"
                .formatted(Refusal.shown(term)));
      }
      wanted.put(
          term.substring(0, equals).strip().substring(OBJECT.length()),
          term.substring(equals + 1).strip());
    }
    return wanted;
  }
}
