package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Fields;
import dev.tiphys.language.workflow.ObjectMeta;

/// What the applications of a team may do (C200).
public record AppProject(ObjectMeta metadata, ProjectSpec spec, JsonNode json)
    implements DeliveryResource {
  /// @throws dev.tiphys.language.workflow.MalformedResourceException when a field has the wrong
  ///     type or a needed one is absent
  public static AppProject from(JsonNode json) {
    var fields = Fields.of(json);
    return new AppProject(
        fields.objectOrEmpty("metadata", ObjectMeta::from),
        fields.objectOrEmpty("spec", ProjectSpec::from),
        json);
  }

  @Override
  public String kind() {
    return "AppProject";
  }

  /// Its name; empty when it has none.
  public String name() {
    var name = metadata.name();
    return name == null ? "" : name;
  }
}
