package dev.tiphys.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Definitions of one kind on a server, in one namespace.
///
/// @param path of the kind, such as `cron-workflows`
/// @param field of a body that holds one
public record Shelf(Routes routes, String path, String field) {
  /// @return the definition as the server keeps it
  public JsonNode create(JsonNode definition) {
    return routes.send("POST", body(definition), path);
  }

  /// @return the definition as the server keeps it
  public JsonNode replace(String name, JsonNode definition) {
    return routes.send("PUT", body(definition), path, name);
  }

  /// Checks a definition and stores nothing.
  public void lint(JsonNode definition) {
    routes.send("POST", body(definition), path, "lint");
  }

  public JsonNode get(String name) {
    return routes.send("GET", null, path, name);
  }

  /// @param labels a selector; empty for all
  public List<JsonNode> list(String labels) {
    return routes.all(path, labels);
  }

  public void delete(String name) {
    routes.send("DELETE", null, path, name);
  }

  /// @param verb `suspend` or `resume`
  public JsonNode act(String name, String verb) {
    return routes.send("PUT", JsonNodeFactory.instance.objectNode(), path, name, verb);
  }

  private ObjectNode body(JsonNode definition) {
    var body = JsonNodeFactory.instance.objectNode();
    body.set(field, definition);
    return body;
  }
}
