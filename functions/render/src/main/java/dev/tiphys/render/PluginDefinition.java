package dev.tiphys.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// A config management plugin (C051): commands that make manifests, and what they are for.
///
/// @param version may be empty
/// @param init run first; may be empty
/// @param fileName a glob that a file of the directory has to match; or empty
/// @param findGlob a glob with `**`; or empty
/// @param findCommand prints something where the plugin is at home; may be empty
public record PluginDefinition(
    String name,
    String version,
    List<String> init,
    List<String> generate,
    String fileName,
    String findGlob,
    List<String> findCommand) {
  /// The kind of such documents.
  public static final String KIND = "ConfigManagementPlugin";

  public PluginDefinition {
    init = List.copyOf(init);
    generate = List.copyOf(generate);
    findCommand = List.copyOf(findCommand);
    if (name.isEmpty() || generate.isEmpty()) {
      throw new RenderFailure("a plugin needs metadata.name and spec.generate.command");
    }
  }

  /// Reads a document of the kind ConfigManagementPlugin.
  public static PluginDefinition of(JsonNode json) {
    var spec = json.path("spec");
    var discover = spec.path("discover");
    return new PluginDefinition(
        json.path("metadata").path("name").asText(),
        spec.path("version").asText(),
        command(spec.path("init")),
        command(spec.path("generate")),
        discover.path("fileName").asText(),
        discover.path("find").path("glob").asText(),
        command(discover.path("find")));
  }

  private static List<String> command(JsonNode json) {
    List<String> words = new ArrayList<>();
    json.path("command").forEach(word -> words.add(word.asText()));
    json.path("args").forEach(word -> words.add(word.asText()));
    return words;
  }

  /// What applications call it.
  String fullName() {
    return version.isEmpty() ? name : name + "-" + version;
  }

  boolean discovers() {
    return !fileName.isEmpty() || !findGlob.isEmpty() || !findCommand.isEmpty();
  }
}
