package dev.tiphys.language.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A named text that goes into or comes out of a template (F036–F049).
///
/// @param value null when not set; on an input it acts as a default (F038)
/// @param default_ used when nothing else gives a value
/// @param globalName exported as `workflow.outputs.parameters.<globalName>` (F047)
/// @param enum_ the allowed values; null when any is, an empty list is invalid (F039)
public record Parameter(
    String name,
    @Nullable String value,
    @Nullable String default_,
    @Nullable ValueFrom valueFrom,
    @Nullable String globalName,
    @Nullable List<String> enum_,
    @Nullable String description) {
  static Parameter from(Fields fields) {
    return new Parameter(
        fields.textOrEmpty("name"),
        fields.text("value"),
        fields.text("default"),
        fields.object("valueFrom", ValueFrom::from),
        fields.text("globalName"),
        fields.has("enum") ? fields.texts("enum") : null,
        fields.text("description"));
  }

  static @Nullable Parameter find(List<Parameter> parameters, String name) {
    for (var parameter : parameters) {
      if (parameter.name.equals(name)) {
        return parameter;
      }
    }
    return null;
  }
}
