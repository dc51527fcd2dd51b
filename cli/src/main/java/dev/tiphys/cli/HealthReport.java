package dev.tiphys.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Columns;
import dev.tiphys.delivery.health.Customizations;
import dev.tiphys.delivery.health.Health;
import dev.tiphys.delivery.health.HealthRules;
import dev.tiphys.delivery.health.HealthStatus;
import dev.tiphys.delivery.lua.LuaFailure;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The health of the objects of some files.
final class HealthReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Row> rows = new ArrayList<>();

  private HealthReport() {}

  /// An object, and how it is; without a rule it has no health.
  private record Row(String file, JsonNode object, Optional<Health> health) {
    String name() {
      var metadata = object.path("metadata");
      var namespace = metadata.path("namespace").asText();
      return object.path("kind").asText()
          + "/"
          + (namespace.isEmpty() ? "" : namespace + "/")
          + metadata.path("name").asText();
    }

    String status() {
      return health.map(known -> known.status().toString()).orElse("");
    }

    String message() {
      return health.map(Health::message).orElse("");
    }
  }

  /// Judges the objects of all files, in their order; of a list, its items.
  ///
  /// @param customizations a file with a ConfigMap
  /// @throws BadInput for what cannot be read
  static HealthReport of(
      List<String> names, @Nullable String customizations, InputStream standardInput)
      throws IOException {
    var rules =
        new HealthRules(
            customizations == null
                ? Customizations.NONE
                : customizations(customizations, standardInput));
    var report = new HealthReport();
    for (var found : ObjectFiles.read(names, standardInput)) {
      report.rows.add(new Row(found.file(), found.object(), rules.assess(found.object())));
    }
    return report;
  }

  private static Customizations customizations(String name, InputStream standardInput) {
    var data = ObjectFiles.configMap(name, standardInput);
    try {
      return Customizations.of(data, older(name, data.get("resource.customizations")));
    } catch (LuaFailure e) {
      throw new BadInput(name + ": data: " + e.getMessage());
    }
  }

  private static JsonNode older(String name, @Nullable String yaml) {
    if (yaml == null) {
      return MissingNode.getInstance();
    }
    try {
      var bytes = yaml.getBytes(StandardCharsets.UTF_8);
      var documents = YamlReader.read(bytes, name);
      return documents.isEmpty() ? MissingNode.getInstance() : documents.getFirst().toJson();
    } catch (MalformedYamlException e) {
      throw new BadInput(
          "%s: data: resource.customizations: line %d: %s".formatted(name, e.line(), e.problem()));
    }
  }

  void print(HealthCommand.Format format, PrintWriter out) throws JsonProcessingException {
    switch (format) {
      case TEXT ->
          Columns.of(
                  rows.stream()
                      .map(
                          row ->
                              List.of(
                                  Inert.text(row.name()),
                                  row.status().isEmpty() ? "-" : row.status(),
                                  Inert.text(row.message())))
                      .toList())
              .forEach(out::println);
      case JSON -> {
        var list = JSON.createArrayNode();
        for (var row : rows) {
          list.addObject()
              .put("file", row.file())
              .put("apiVersion", row.object().path("apiVersion").asText())
              .put("kind", row.object().path("kind").asText())
              .put("namespace", row.object().at("/metadata/namespace").asText())
              .put("name", row.object().at("/metadata/name").asText())
              .put("status", row.status())
              .put("message", row.message());
        }
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list));
      }
    }
    out.flush();
  }

  /// Whether somebody should look at one of them.
  boolean isBad() {
    return rows.stream()
        .flatMap(row -> row.health().stream())
        .anyMatch(health -> health.status().isWorseThan(HealthStatus.PROGRESSING));
  }
}
