package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cli.view.Documents;
import dev.tiphys.cli.view.Listing;
import dev.tiphys.cli.view.Moment;
import dev.tiphys.cli.view.WorkflowView;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Predicate;

/// Lists workflows.
final class Lists {
  private static final String WITHOUT_NODES = "-items.status.nodes,-items.status.storedTemplates";

  private Lists() {}

  static void print(ListCommand command, Client client) {
    var moment = new Moment(Instant.now(), ZoneId.systemDefault());
    Predicate<WorkflowView> chosen = Filter.of(command.filter, moment.now());
    if (command.running) {
      chosen = chosen.and(workflow -> !workflow.isFinished());
    }
    if (command.since != null) {
      var after = moment.now().minus(Spans.of(command.since));
      chosen =
          chosen.and(
              workflow -> workflow.createdAt() != null && workflow.createdAt().isAfter(after));
    }
    var whole =
        command.format == ListCommand.Format.JSON
            || command.format == ListCommand.Format.YAML
            || command.format == ListCommand.Format.WIDE;
    var workflows =
        client.routes().list(command.labels, command.fields, whole ? "" : WITHOUT_NODES).stream()
            .map(WorkflowView::of)
            .filter(chosen)
            .sorted(Listing.ORDER)
            .toList();
    print(command, workflows, moment, client.out());
  }

  private static void print(
      ListCommand command, List<WorkflowView> workflows, Moment moment, PrintWriter out) {
    switch (command.format) {
      case NAME -> workflows.forEach(workflow -> out.println(workflow.name()));
      case JSON -> out.println(Documents.json(array(workflows)));
      case YAML -> out.print(Documents.yaml(array(workflows)));
      case null, default -> {
        if (workflows.isEmpty()) {
          out.println("No workflows found");
          return;
        }
        var wide = command.format == ListCommand.Format.WIDE;
        new Listing(command.allNamespaces, wide, !command.noHeaders, moment)
            .lines(workflows)
            .forEach(out::println);
      }
    }
  }

  private static JsonNode array(List<WorkflowView> workflows) {
    var array = JsonNodeFactory.instance.arrayNode();
    workflows.forEach(workflow -> array.add(workflow.json()));
    return array;
  }
}
