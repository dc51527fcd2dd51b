package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.naming.Dns1123;
import dev.tiphys.language.validation.Document;
import dev.tiphys.trigger.Resources.Kind;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The WorkflowTemplates and ClusterWorkflowTemplates that one Workflow has to do with, each looked
/// up once.
final class Catalog {
  private static final int DOCUMENTS_MAX = 1000;

  private final Resources resources;
  private final String namespace;
  private final Map<String, Optional<Document>> documents = new LinkedHashMap<>();

  Catalog(Resources resources, String namespace) {
    this.resources = resources;
    this.namespace = namespace;
  }

  /// The scope of the templates of a library, as the engine has it in its keys.
  static String owner(String name, boolean clusterScope) {
    return (clusterScope ? "cluster/" : "namespaced/") + name;
  }

  /// The library of that name, if it exists.
  Optional<Document> find(String name, boolean clusterScope) {
    var key = owner(name, clusterScope);
    var known = documents.get(key);
    if (known != null) {
      return known;
    }
    if (documents.size() >= DOCUMENTS_MAX) {
      throw InvalidSubmission.because(
          "spec",
          "the workflow refers to more than %d workflow templates (limit DOCUMENTS_MAX)"
              .formatted(DOCUMENTS_MAX));
    }
    var kind = clusterScope ? Kind.CLUSTER_WORKFLOW_TEMPLATE : Kind.WORKFLOW_TEMPLATE;
    var found =
        Dns1123.subdomainProblem(name) == null
            ? resources.document(kind, namespace, name)
            : Optional.<Document>empty();
    documents.put(key, found);
    return found;
  }

  /// All libraries that exist of those looked up so far, by owner.
  Map<String, Document> found() {
    var found = new LinkedHashMap<String, Document>();
    documents.forEach((owner, document) -> document.ifPresent(d -> found.put(owner, d)));
    return found;
  }

  /// Looks up whatever a document refers to by a plain name, and what that refers to, and so on.
  void collect(JsonNode document) {
    var trees = new ArrayDeque<JsonNode>();
    trees.add(document);
    while (!trees.isEmpty()) {
      var tree = trees.remove();
      for (var field : new String[] {"templateRef", "workflowTemplateRef"}) {
        var reference = tree.get(field);
        if (reference != null && reference.path("name").isTextual()) {
          var name = reference.get("name").textValue();
          var clusterScope = reference.path("clusterScope").asBoolean();
          if (!name.contains("{{") && !documents.containsKey(owner(name, clusterScope))) {
            find(name, clusterScope).ifPresent(found -> trees.add(found.json().path("spec")));
          }
        }
      }
      tree.forEach(
          child -> {
            if (child.isContainerNode()) {
              trees.add(child);
            }
          });
    }
  }
}
