package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.view.Documents;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tiphys convert`: manifests of Argo Workflows 3 as version 4 wants them (F130).
@Command(
    name = "convert",
    description = "Prints manifests of Argo Workflows 3 as version 4 has them.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A single 'schedule', 'mutex' or 'semaphore' becomes a list. All else stays as it is, without",
      "comments.",
      "",
      "Example:",
      "  tiphys convert old.yaml > new.yaml"
    })
final class ConvertCommand implements Runnable {
  /// The forms.
  enum Format {
    YAML,
    JSON
  }

  /// What was one and became several.
  private static final Map<String, String> LISTS =
      Map.of("mutex", "mutexes", "semaphore", "semaphores", "schedule", "schedules");

  @Spec private CommandSpec spec;
  @Mixin private FilesOption files;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "YAML",
      description = "One of: yaml, json. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ConvertCommand() {}

  @Override
  public void run() {
    var converted = new ArrayList<JsonNode>();
    for (var name : files.names) {
      try {
        for (var document : YamlReader.read(Input.read(name, System.in), name)) {
          converted.add(converted(document.toJson()));
        }
      } catch (MalformedYamlException e) {
        throw new BadInput(e.getMessage());
      }
    }
    print(converted);
  }

  private void print(List<JsonNode> documents) {
    var out = spec.commandLine().getOut();
    var separator = "";
    for (var document : documents) {
      switch (format) {
        case YAML -> out.print(separator + Documents.yaml(document));
        case JSON -> out.println(Documents.json(document));
      }
      separator = "---\n";
    }
    out.flush();
  }

  /// The same in the words of version 4.
  static JsonNode converted(JsonNode document) {
    if (document instanceof ObjectNode resource
        && resource.path("apiVersion").asText().startsWith("argoproj.io/")
        && resource.path("kind").asText().toLowerCase(Locale.ROOT).contains("workflow")
        && resource.get("spec") instanceof ObjectNode spec) {
      if (resource.path("kind").asText().equals("CronWorkflow")) {
        listed(spec, "schedule");
        spec(spec.path("workflowSpec"));
      } else {
        spec(spec);
      }
    }
    return document;
  }

  private static void spec(JsonNode spec) {
    synchronised(spec);
    synchronised(spec.path("templateDefaults"));
    spec.path("templates").forEach(ConvertCommand::template);
  }

  private static void template(JsonNode template) {
    synchronised(template);
    for (var group : template.path("steps")) {
      group.forEach(step -> template(step.path("inline")));
    }
    template.path("dag").path("tasks").forEach(task -> template(task.path("inline")));
  }

  private static void synchronised(JsonNode holder) {
    if (holder.get("synchronization") instanceof ObjectNode locks) {
      listed(locks, "mutex");
      listed(locks, "semaphore");
    }
  }

  private static void listed(ObjectNode holder, String single) {
    var value = holder.remove(single);
    if (value == null || value.isNull() || value.isTextual() && value.textValue().isEmpty()) {
      return;
    }
    var several = LISTS.get(single);
    if (holder.get(several) instanceof ArrayNode list) {
      list.insert(0, value);
    } else {
      holder.putArray(several).add(value);
    }
  }
}
