package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.CronView;
import dev.tiphys.cli.view.Documents;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// Prints definitions one after the other, in one form.
final class DefinitionPrinting {
  private final PrintWriter out;
  private final ShelfCommand.@Nullable Format format;
  private boolean first = true;

  /// @param format null for what people look at
  DefinitionPrinting(PrintWriter out, ShelfCommand.@Nullable Format format) {
    this.out = out;
    this.format = format;
  }

  void print(JsonNode definition) {
    switch (format) {
      case NAME -> out.println(Inert.text(Chosen.name(definition)));
      case JSON -> out.println(Documents.json(definition));
      case YAML -> out.print((first ? "" : "---\n") + Documents.yaml(definition));
      case null, default -> picture(definition);
    }
    first = false;
    out.flush();
  }

  private void picture(JsonNode definition) {
    if (!first) {
      out.println();
    }
    if (definition.path("kind").asText().equals("CronWorkflow")) {
      new CronView(definition, Instant.now(), ZoneId.systemDefault()).lines().forEach(out::println);
    } else {
      out.println(Inert.text(Chosen.name(definition)));
    }
  }
}
