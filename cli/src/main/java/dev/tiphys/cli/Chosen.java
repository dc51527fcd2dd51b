package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.server.Routes;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which workflows a command is about: those named, or those that selectors choose.
final class Chosen {
  @Parameters(
      paramLabel = "WORKFLOW",
      arity = "0..*",
      description = "Their names; @latest for the newest.")
  List<String> names = List.of();

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "All whose labels meet this, such as app=web,tier!=db.")
  String labels = "";

  @Option(
      names = "--field-selector",
      paramLabel = "SELECTOR",
      description = "All whose fields meet this, such as metadata.name=hello.")
  String fields = "";

  @Option(names = "--dry-run", description = "Only prints which ones it would be.")
  boolean dryRun;

  /// @throws BadInput if nothing says which
  List<String> names(Routes routes) {
    if (labels.isEmpty() && fields.isEmpty()) {
      if (names.isEmpty()) {
        throw new BadInput("expected names of workflows, or -l or --field-selector");
      }
      return names;
    }
    if (!names.isEmpty()) {
      throw new BadInput("expected names or a selector, found both");
    }
    return routes.list(labels, fields, "metadata,items.metadata").stream()
        .map(Chosen::name)
        .toList();
  }

  static String name(JsonNode workflow) {
    return workflow.path("metadata").path("name").asText();
  }
}
