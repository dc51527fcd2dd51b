package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Fields;
import java.util.List;

/// A config management plugin and what it is told (C050).
///
/// @param name empty to find the plugin by its discovery rules
/// @param parameters `name` and one of `string`, `array` and `map` each, as written
public record Plugin(String name, List<Variable> env, List<JsonNode> parameters) {
  /// A variable of the environment.
  public record Variable(String name, String value) {
    static Variable from(Fields fields) {
      return new Variable(fields.textOrEmpty("name"), fields.textOrEmpty("value"));
    }
  }

  static Plugin from(Fields fields) {
    return new Plugin(
        fields.textOrEmpty("name"),
        fields.objects("env", Variable::from),
        fields.jsons("parameters"));
  }
}
