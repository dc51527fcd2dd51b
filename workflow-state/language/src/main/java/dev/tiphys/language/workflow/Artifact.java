package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A named file or folder that goes into or comes out of a template (F052–F058).
///
/// @param from a whole tag that names another artifact
/// @param fromExpression an expression that gives one
/// @param mode file mode bits, 0 to 0777
/// @param location where it is stored: an object with one of [#LOCATIONS] as its key, or null
/// @param json the whole artifact
public record Artifact(
    String name,
    @Nullable String path,
    boolean optional,
    @Nullable String from,
    @Nullable String fromExpression,
    @Nullable String subPath,
    @Nullable Long mode,
    boolean recurseMode,
    @Nullable String globalName,
    @Nullable JsonNode archive,
    @Nullable JsonNode location,
    JsonNode json) {
  /// The field names of all storage types (F065–F074).
  public static final List<String> LOCATIONS =
      List.of("artifactory", "azure", "gcs", "git", "hdfs", "http", "oss", "plugin", "raw", "s3");

  static Artifact from(Fields fields) {
    return new Artifact(
        fields.textOrEmpty("name"),
        fields.text("path"),
        fields.flag("optional"),
        fields.text("from"),
        fields.text("fromExpression"),
        fields.text("subPath"),
        fields.integer("mode"),
        fields.flag("recurseMode"),
        fields.text("globalName"),
        fields.json("archive"),
        location(fields),
        fields.node());
  }

  private static @Nullable JsonNode location(Fields fields) {
    var location = JsonNodeFactory.instance.objectNode();
    for (var type : LOCATIONS) {
      var value = fields.json(type);
      if (value != null) {
        location.set(type, value);
      }
    }
    return location.isEmpty() ? null : location;
  }

  static @Nullable Artifact find(List<Artifact> artifacts, String name) {
    for (var artifact : artifacts) {
      if (artifact.name.equals(name)) {
        return artifact;
      }
    }
    return null;
  }
}
