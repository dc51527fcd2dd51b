package dev.tiphys.language.validation;

import dev.tiphys.language.schema.Merge;
import dev.tiphys.language.workflow.ClusterWorkflowTemplate;
import dev.tiphys.language.workflow.MalformedResourceException;
import dev.tiphys.language.workflow.Template;
import dev.tiphys.language.workflow.TemplateRef;
import dev.tiphys.language.workflow.WorkflowSpec;
import dev.tiphys.language.workflow.WorkflowTemplate;
import dev.tiphys.language.workflow.WorkflowTemplateRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The (Cluster)WorkflowTemplates among the documents, by name.
final class Library {
  private final Map<String, WorkflowSpec> namespaced = new HashMap<>();
  private final Map<String, WorkflowSpec> cluster = new HashMap<>();
  private final Set<String> unreadable = new HashSet<>();

  static Library of(List<Document> documents) {
    var library = new Library();
    for (var document : documents) {
      var name = document.json().path("metadata").path("name").asText();
      try {
        switch (document.resource()) {
          case WorkflowTemplate template ->
              library.namespaced.put(name, Merge.effective(template.spec(), null, null));
          case ClusterWorkflowTemplate template ->
              library.cluster.put(name, Merge.effective(template.spec(), null, null));
          case null -> library.unreadable.add(name);
          default -> {}
        }
      } catch (MalformedResourceException e) {
        // Its own check tells; who refers to it is not to blame.
        library.unreadable.add(name);
      }
    }
    return library;
  }

  /// All templates of all libraries.
  Stream<Template> templates() {
    return Stream.concat(namespaced.values().stream(), cluster.values().stream())
        .flatMap(spec -> spec.templates().stream());
  }

  /// The spec of a whole template, or null and a finding.
  @Nullable WorkflowSpec spec(WorkflowTemplateRef reference, Report report) {
    if (reference.name().isEmpty()) {
      report.add("name is required");
      return null;
    }
    return spec(reference.name(), reference.clusterScope(), report);
  }

  /// The template that is referred to; null where it cannot be known, with a finding where it
  /// should be.
  ///
  /// @param where how messages call the place
  @Nullable Template template(TemplateRef reference, Report report, String where) {
    if (reference.name().isEmpty() || reference.template().isEmpty()) {
      report.add(where + " " + (reference.name().isEmpty() ? "name" : "template") + " is required");
      return null;
    }
    if (reference.name().contains("{{")) {
      return null;
    }
    var spec = spec(reference.name(), reference.clusterScope(), report);
    if (spec == null || reference.template().contains("{{")) {
      return null;
    }
    for (var template : spec.templates()) {
      if (reference.template().equals(template.name())) {
        return template;
      }
    }
    report.add(
        where
            + " template reference "
            + reference.name()
            + "."
            + reference.template()
            + " not found");
    return null;
  }

  private @Nullable WorkflowSpec spec(String name, boolean clusterScope, Report report) {
    var spec = (clusterScope ? cluster : namespaced).get(name);
    if (spec == null && !unreadable.contains(name)) {
      report.add(
          (clusterScope ? "cluster workflow template" : "workflow template")
              + " '"
              + name
              + "' not found");
    }
    return spec;
  }
}
