package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.KubeEvents;
import dev.tiphys.events.FactTimes;
import dev.tiphys.events.RunId;
import dev.tiphys.log.stream.StreamName;
import java.util.ArrayList;
import java.util.List;

/// What happened to runs, read from their logs (F183).
///
/// @param ofRuns `workflowEvents.enabled` of the configuration
/// @param ofNodes `nodeEvents.enabled` of the configuration
record HostKubeEvents(Runs runs, boolean ofRuns, boolean ofNodes) {
  static HostKubeEvents of(Runs runs, JsonNode config) {
    return new HostKubeEvents(
        runs,
        config.path("workflowEvents").path("enabled").asBoolean(true),
        config.path("nodeEvents").path("enabled").asBoolean(true));
  }

  List<ObjectNode> after(RunId run, long version) {
    var view = runs.load(run);
    var told = new ArrayList<ObjectNode>();
    if (!view.state().started() || view.version() <= version) {
      return told;
    }
    var events = new KubeEvents(view.state(), ofRuns, ofNodes);
    runs.streams()
        .log()
        .history(
            new StreamName(run.stream()),
            view.version(),
            record -> {
              if (record.version() > version) {
                var at = record.time();
                var index = 0;
                for (var commit : record.commits()) {
                  for (var fact : commit.facts()) {
                    at = FactTimes.orElse(fact, at);
                    events.of(fact, record.version(), index++, at).ifPresent(told::add);
                  }
                }
              }
            });
    return told;
  }
}
