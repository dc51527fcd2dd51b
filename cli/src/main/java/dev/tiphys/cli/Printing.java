package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Documents;
import dev.tiphys.cli.view.Look;
import dev.tiphys.cli.view.Moment;
import dev.tiphys.cli.view.NodeView;
import dev.tiphys.cli.view.Picture;
import dev.tiphys.cli.view.Picture.Detail;
import dev.tiphys.cli.view.WorkflowView;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Prints resources one after the other, in one form.
final class Printing {
  private final PrintWriter out;
  private final OutputOption.@Nullable Format format;
  private final Look look;
  private boolean first = true;

  /// @param format null for a picture
  Printing(PrintWriter out, OutputOption.@Nullable Format format, Look look) {
    this.out = out;
    this.format = format;
    this.look = look;
  }

  void print(JsonNode resource) {
    switch (format) {
      case NAME -> out.println(Inert.text(resource.path("metadata").path("name").asText()));
      case JSON -> out.println(Documents.json(resource));
      case YAML -> out.print((first ? "" : "---\n") + Documents.yaml(resource));
      case SHORT -> picture(WorkflowView.of(resource), _ -> true, Detail.SHORT);
      case WIDE -> picture(WorkflowView.of(resource), _ -> true, Detail.WIDE);
      case null -> picture(WorkflowView.of(resource), _ -> true, Detail.NORMAL);
    }
    first = false;
    out.flush();
  }

  /// The picture that the form asks for, of some nodes.
  void picture(WorkflowView workflow, Predicate<NodeView> wanted) {
    var detail =
        switch (format) {
          case SHORT -> Detail.SHORT;
          case WIDE -> Detail.WIDE;
          case null, default -> Detail.NORMAL;
        };
    picture(workflow, wanted, detail);
    first = false;
  }

  private void picture(WorkflowView workflow, Predicate<NodeView> wanted, Detail detail) {
    if (!first) {
      out.println();
    }
    new Picture(look, new Moment(Instant.now(), ZoneId.systemDefault()), wanted)
        .whole(workflow, detail)
        .forEach(out::println);
    out.flush();
  }
}
