package dev.tiphys.delivery.health;

import com.fasterxml.jackson.databind.JsonNode;

/// What rules are found by: the API group (empty for the core) and the kind.
record GroupKind(String group, String version, String kind) {
  static GroupKind of(JsonNode object) {
    var apiVersion = object.path("apiVersion").asText();
    var slash = apiVersion.indexOf('/');
    return new GroupKind(
        slash < 0 ? "" : apiVersion.substring(0, slash),
        apiVersion.substring(slash + 1),
        object.path("kind").asText());
  }

  /// As keys of `argocd-cm` have it: `apps_Deployment`, and `Pod` for the core.
  String key() {
    return group.isEmpty() ? kind : group + "_" + kind;
  }
}
