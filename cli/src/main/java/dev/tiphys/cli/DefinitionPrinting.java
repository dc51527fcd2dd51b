package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.CronView;
import dev.tiphys.cli.view.Documents;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prints definitions one after the other, in one form. Only of CronWorkflows there is more to see
/// than stands in their manifests.
final class DefinitionPrinting {
  /// The forms.
  enum Format {
    NAME,
    JSON,
    YAML,
    WIDE
  }

  private final PrintWriter out;
  private final @Nullable Format format;
  private boolean first = true;

  /// @param format null for what people look at
  DefinitionPrinting(PrintWriter out, @Nullable Format format) {
    this.out = out;
    this.format = format;
  }

  void print(JsonNode definition) {
    switch (format) {
      case NAME -> out.println(Inert.text(Chosen.name(definition)));
      case JSON -> out.println(Documents.json(definition));
      case YAML -> yaml(definition);
      case null, default -> {
        if (isCron(definition)) {
          picture(definition);
        } else {
          yaml(definition);
        }
      }
    }
    first = false;
    out.flush();
  }

  /// A table of CronWorkflows, the names of others; in a form of its own, each.
  void list(List<JsonNode> definitions) {
    if (format != null && format != Format.WIDE) {
      definitions.forEach(this::print);
    } else if (definitions.stream().allMatch(DefinitionPrinting::isCron)) {
      var now = Instant.now();
      var crons =
          definitions.stream()
              .map(cron -> new CronView(cron, now, ZoneId.systemDefault()))
              .toList();
      CronView.table(crons, false).forEach(out::println);
    } else {
      definitions.forEach(definition -> out.println(Inert.text(Chosen.name(definition))));
    }
  }

  private static boolean isCron(JsonNode definition) {
    return definition.path("kind").asText().equals(DefinitionKind.CRON.toString());
  }

  private void yaml(JsonNode definition) {
    out.print((first ? "" : "---\n") + Documents.yaml(definition));
  }

  private void picture(JsonNode cron) {
    if (!first) {
      out.println();
    }
    new CronView(cron, Instant.now(), ZoneId.systemDefault()).lines().forEach(out::println);
  }
}
