package dev.tiphys.trigger;

import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Whether Workflows may only run what stands in templates (F166, `workflowRestrictions`).
public enum TemplateReferencing {
  /// Workflows may say what they like.
  OFF,
  /// A Workflow must have a `workflowTemplateRef`, and beside it only what cannot change which pods
  /// run, and how.
  STRICT,
  /// As [#STRICT]. That a template must not change under a run holds anyway: it is pinned.
  SECURE;

  /// What a Workflow may still say. Whatever is not here is refused, known to us or not.
  static final Set<String> ALLOWED =
      Set.of(
          "arguments",
          "entrypoint",
          "shutdown",
          "suspend",
          "activeDeadlineSeconds",
          "priority",
          "ttlStrategy",
          "podGC",
          "volumeClaimGC",
          "archiveLogs",
          "workflowMetadata",
          "workflowTemplateRef",
          "metrics",
          "artifactGC");

  /// Of `artifactGC`: all else is about the pods that collect.
  static final Set<String> ALLOWED_IN_ARTIFACT_GC = Set.of("strategy", "forceFinalizerRemoval");

  /// What a Workflow says that it must not. A field counts as soon as it is there, whatever its
  /// value: a `false` also replaces the `true` of a template.
  List<Finding> check(Document workflow) {
    var findings = new ArrayList<Finding>();
    if (this == OFF) {
      return findings;
    }
    var spec = workflow.json().path("spec");
    if (!spec.path("workflowTemplateRef").isObject()) {
      findings.add(
          finding(
              workflow,
              "spec",
              "workflows must use workflowTemplateRef: templateReferencing is " + text()));
    }
    spec.fieldNames()
        .forEachRemaining(
            field -> {
              if (!ALLOWED.contains(field)) {
                findings.add(forbidden(workflow, "spec." + field));
              }
            });
    spec.path("artifactGC")
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!ALLOWED_IN_ARTIFACT_GC.contains(field)) {
                findings.add(forbidden(workflow, "spec.artifactGC." + field));
              }
            });
    return findings;
  }

  private Finding forbidden(Document workflow, String path) {
    return finding(
        workflow, path, "only the template may set this: templateReferencing is " + text());
  }

  private static Finding finding(Document workflow, String path, String message) {
    return new Finding(workflow.file(), workflow.yaml().locate(path).line(), path, message);
  }

  private String text() {
    return this == STRICT ? "Strict" : "Secure";
  }

  /// Reads the name that Argo gives it; empty is [#OFF].
  ///
  /// @throws IllegalArgumentException if it is none of Argo's
  public static TemplateReferencing of(String text) {
    return switch (text) {
      case "" -> OFF;
      case "Strict" -> STRICT;
      case "Secure" -> SECURE;
      default ->
          throw new IllegalArgumentException(
              "templateReferencing: expected Strict or Secure, found " + text);
    };
  }
}
