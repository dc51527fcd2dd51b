package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The PersistentVolumeClaims of a Workflow: one for each of its volumeClaimTemplates, shared by
/// all its pods (F143).
///
/// @param step of the Workflow
record Claims(Step step) {
  /// What the claim of a template is called in the cluster.
  static String name(Step step, String template) {
    return step.run().name() + "-" + template;
  }

  /// Those that a pod of that spec needs.
  List<ObjectNode> of(JsonNode spec) {
    Set<String> needed = new HashSet<>();
    spec.path("volumes")
        .forEach(v -> needed.add(v.at("/persistentVolumeClaim/claimName").asText("")));
    List<ObjectNode> claims = new ArrayList<>();
    for (var template : step.spec().path("volumeClaimTemplates")) {
      var name = name(step, template.at("/metadata/name").asText());
      if (needed.contains(name)) {
        var claim = JsonNodeFactory.instance.objectNode();
        claim.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        var metadata = claim.putObject("metadata").put("name", name);
        for (var field : List.of("labels", "annotations")) {
          if (template.path("metadata").has(field)) {
            metadata.set(field, template.path("metadata").path(field).deepCopy());
          }
        }
        claim.set("spec", template.path("spec").deepCopy());
        claims.add(claim);
      }
    }
    return claims;
  }
}
