package dev.tiphys.cli.delivery;

import static dev.tiphys.cli.delivery.Fields.named;
import static dev.tiphys.cli.delivery.Fields.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the command line says to a plugin about a source.
final class PluginOptions {
  @Option(
      names = "--config-management-plugin",
      paramLabel = "NAME",
      description = "Plugin: which one.")
  private @Nullable String plugin;

  @Option(
      names = "--plugin-env",
      paramLabel = "NAME=VALUE",
      description = "Plugin: a variable of its environment. Repeatable.")
  private Map<String, String> environment = Map.of();

  void apply(ObjectNode options) {
    put(options, "name", plugin);
    named(options, "env", "value", environment, null);
  }
}
