package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Finding;
import java.util.ArrayList;
import java.util.List;

/// Fields that only a cluster gives meaning to: a host of one machine takes and ignores them
/// (`docs/compatibility.md`).
final class IgnoredHere {
  private static final List<String> SPEC =
      List.of(
          "nodeSelector",
          "tolerations",
          "affinity",
          "schedulerName",
          "podPriorityClassName",
          "hostAliases",
          "hostNetwork",
          "dnsPolicy",
          "dnsConfig",
          "imagePullSecrets",
          "securityContext",
          "automountServiceAccountToken",
          "executor",
          "podSpecPatch",
          "podMetadata",
          "podDisruptionBudget",
          "podResources",
          "resourceClaims");

  /// Of the pods that would delete artifacts.
  private static final List<String> COLLECTION =
      List.of("serviceAccountName", "podMetadata", "podSpecPatch");

  private static final List<String> TEMPLATE =
      List.of(
          "nodeSelector",
          "tolerations",
          "affinity",
          "schedulerName",
          "priorityClassName",
          "hostAliases",
          "securityContext",
          "automountServiceAccountToken",
          "executor",
          "podSpecPatch",
          "podResources",
          "resourceClaims");

  private static final List<String> CONTAINER =
      List.of("resources", "securityContext", "livenessProbe", "startupProbe", "lifecycle");

  private static final String MESSAGE = "a host of one machine ignores this";

  private final Document document;
  private final List<Finding> found = new ArrayList<>();

  private IgnoredHere(Document document) {
    this.document = document;
  }

  /// Where such fields stand.
  static List<Finding> in(List<Document> documents) {
    var all = new ArrayList<Finding>();
    for (var document : documents) {
      if (document.resource() != null) {
        var ignored = new IgnoredHere(document);
        ignored.spec(document.json().path("spec"), "spec");
        ignored.spec(document.json().path("spec").path("workflowSpec"), "spec.workflowSpec");
        all.addAll(ignored.found);
      }
    }
    return all;
  }

  private void spec(JsonNode spec, String path) {
    if (!document.json().path("apiVersion").asText().startsWith("argoproj.io/")) {
      return;
    }
    fields(spec, path, SPEC);
    fields(spec.path("artifactGC"), path + ".artifactGC", COLLECTION);
    var templates = spec.path("templates");
    for (var i = 0; i < templates.size(); i++) {
      var template = templates.get(i);
      var here = path + ".templates[" + i + "]";
      fields(template, here, TEMPLATE);
      fields(template.path("container"), here + ".container", CONTAINER);
      fields(template.path("script"), here + ".script", CONTAINER);
    }
  }

  private void fields(JsonNode parent, String path, List<String> names) {
    for (var name : names) {
      if (parent.hasNonNull(name)) {
        var at = path + "." + name;
        found.add(new Finding(document.file(), document.yaml().locate(at).line(), at, MESSAGE));
      }
    }
  }
}
