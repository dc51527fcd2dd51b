package dev.tiphys.embedded;

import dev.tiphys.api.Refusal;
import dev.tiphys.events.RunId;
import dev.tiphys.retention.Ended;
import dev.tiphys.retention.EndedRuns;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The runs of a host that are over, as its index knows them.
record HostRetention(Host host, RunIndex index) implements EndedRuns {
  private static final System.Logger LOG = System.getLogger(HostRetention.class.getName());

  @Override
  public List<Ended> all() {
    return index.ended().stream()
        .map(
            entry ->
                new Ended(
                    entry.run(),
                    entry.phase(),
                    Objects.requireNonNull(entry.ended()),
                    entry.expired()))
        .toList();
  }

  @Override
  public Map<String, String> labels(RunId run) {
    var labels = new HashMap<String, String>();
    index
        .ended(run.uid())
        .map(index::summary)
        .ifPresent(
            workflow ->
                workflow
                    .at("/metadata/labels")
                    .properties()
                    .forEach(label -> labels.put(label.getKey(), label.getValue().asText())));
    return labels;
  }

  @Override
  public void delete(RunId run) {
    try {
      host.delete(run);
    } catch (Refusal e) {
      // It is tried again at the next sweep.
      LOG.log(Level.WARNING, "{0}", e.getMessage());
    }
  }
}
