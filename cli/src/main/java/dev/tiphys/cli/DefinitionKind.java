package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.server.Routes;
import dev.tiphys.cli.server.Shelf;
import java.util.List;

/// A kind of definition that a server keeps.
enum DefinitionKind {
  CRON("CronWorkflow") {
    @Override
    Shelf shelf(Routes routes) {
      return routes.crons();
    }
  },
  BINDING("WorkflowEventBinding") {
    @Override
    Shelf shelf(Routes routes) {
      return routes.bindings();
    }
  },
  TEMPLATE("WorkflowTemplate") {
    @Override
    Shelf shelf(Routes routes) {
      return routes.templates();
    }
  },
  CLUSTER_TEMPLATE("ClusterWorkflowTemplate") {
    @Override
    Shelf shelf(Routes routes) {
      return routes.clusterTemplates();
    }
  };

  private final String text;

  DefinitionKind(String text) {
    this.text = text;
  }

  /// Those of a server.
  abstract Shelf shelf(Routes routes);

  /// Those in files.
  ///
  /// @throws BadInput if there is none
  List<? extends JsonNode> read(List<String> files) {
    var found = Manifest.read(files, System.in).ofKind(text);
    if (found.isEmpty()) {
      throw new BadInput("%s: no %s in there".formatted(String.join(", ", files), text));
    }
    return found;
  }

  /// As manifests write it.
  @Override
  public String toString() {
    return text;
  }
}
