package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The little of OpenAPI that kubectl asks for before it writes: which parameters a patch of a kind
/// takes. Schemas of fields are not among it.
final class OpenApi {
  private final Kinds kinds;

  OpenApi(Kinds kinds) {
    this.kinds = kinds;
  }

  @Nullable ObjectNode at(List<String> path) {
    if (path.equals(List.of("openapi", "v2"))) {
      var document = JsonNodeFactory.instance.objectNode().put("swagger", "2.0");
      document.putObject("info").put("title", "sandbox").put("version", "1");
      document.putObject("paths");
      return document;
    }
    if (path.size() < 2 || !path.get(1).equals("v3")) {
      return null;
    }
    var rest = String.join("/", path.subList(2, path.size()));
    return rest.isEmpty() ? versions() : kindsOf(rest);
  }

  private static String place(Kind kind) {
    return (kind.group().isEmpty() ? "api/" : "apis/") + kind.apiVersion();
  }

  private ObjectNode versions() {
    var document = JsonNodeFactory.instance.objectNode();
    var paths = document.putObject("paths");
    for (var kind : kinds.all()) {
      paths.putObject(place(kind)).put("serverRelativeURL", "/openapi/v3/" + place(kind));
    }
    return document;
  }

  private @Nullable ObjectNode kindsOf(String place) {
    var document = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.0");
    document.putObject("info").put("title", "sandbox").put("version", "1");
    var paths = document.putObject("paths");
    for (var kind : kinds.all()) {
      if (place(kind).equals(place)) {
        var path =
            "/%s/%s%s/{name}"
                .formatted(
                    place, kind.namespaced() ? "namespaces/{namespace}/" : "", kind.plural());
        var patch = paths.putObject(path).putObject("patch");
        patch
            .putObject("x-kubernetes-group-version-kind")
            .put("group", kind.group())
            .put("version", kind.version())
            .put("kind", kind.kind());
        var parameters = patch.putArray("parameters");
        for (var name : List.of("dryRun", "fieldManager", "fieldValidation", "force")) {
          parameters.addObject().put("name", name).put("in", "query");
        }
        patch.putObject("responses");
      }
    }
    return paths.isEmpty() ? null : document;
  }
}
