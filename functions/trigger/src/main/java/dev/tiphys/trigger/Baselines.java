package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/// Earlier runs, for saying how long a new one may take (F206). Hosts implement it.
@FunctionalInterface
public interface Baselines {
  /// What a run is of; of several labels the first counts.
  List<String> LABELS =
      List.of(
          "workflows.argoproj.io/cron-workflow",
          "workflows.argoproj.io/workflow-template",
          "workflows.argoproj.io/cluster-workflow-template");

  /// Nobody knows any.
  Baselines NONE = (namespace, label, value) -> Optional.empty();

  /// The run that succeeded last among those whose label has that value, as Argo shows it, with
  /// its nodes.
  Optional<JsonNode> newest(String namespace, String label, String value);
}
