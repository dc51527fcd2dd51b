package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.events.Phase;
import dev.tiphys.trigger.Baselines;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/// The runs of a host that succeeded, live or archived.
record HostBaselines(Runs runs, RunIndex index) implements Baselines {
  @Override
  public Optional<JsonNode> newest(String namespace, String label, String value) {
    return index.ended().stream()
        .filter(entry -> entry.phase() == Phase.SUCCEEDED)
        .filter(entry -> entry.run().namespace().equals(namespace))
        .filter(entry -> entry.origin().equals(label + "=" + value))
        .max(Comparator.comparing(entry -> Objects.requireNonNull(entry.ended())))
        .map(entry -> runs.load(entry.run()))
        .map(view -> WorkflowView.of(view.state(), view.version()));
  }
}
