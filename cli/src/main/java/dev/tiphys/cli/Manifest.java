package dev.tiphys.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.language.validation.Validation;
import dev.tiphys.language.workflow.MalformedResourceException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The documents of some files: workflows that are to start, and what they need.
public record Manifest(List<Document> documents) {
  private static final int SHOWN_MAX = 50;

  /// @throws BadInput if a file cannot be read, or is no YAML, or a document has not the shape of
  ///     its kind
  public static Manifest read(List<String> names, InputStream standardInput) {
    var documents = new ArrayList<Document>();
    var findings = new ArrayList<Finding>();
    for (var name : names) {
      var manifests = Manifests.read(Input.read(name, standardInput), name);
      findings.addAll(manifests.findings());
      documents.addAll(manifests.documents());
    }
    documents.forEach(document -> findings.addAll(document.findings()));
    refuse(findings);
    return new Manifest(List.copyOf(documents));
  }

  /// The documents of one kind.
  public List<ObjectNode> ofKind(String kind) {
    return documents.stream()
        .filter(document -> kind(document).equals(kind))
        .map(document -> (ObjectNode) document.json())
        .toList();
  }

  /// What is not a workflow to start.
  List<Document> others() {
    return documents.stream().filter(document -> !kind(document).equals("Workflow")).toList();
  }

  /// The same with all workflows changed.
  Manifest with(Overrides overrides) {
    return new Manifest(
        documents.stream()
            .map(
                document ->
                    kind(document).equals("Workflow") ? changed(document, overrides) : document)
            .toList());
  }

  private static Document changed(Document document, Overrides overrides) {
    try {
      return document.changed(overrides.apply((ObjectNode) document.json()));
    } catch (MalformedResourceException e) {
      throw new BadInput(e.getMessage());
    }
  }

  /// @throws BadInput with everything that is wrong
  void validate() {
    refuse(Validation.check(documents));
  }

  private static void refuse(List<Finding> findings) {
    if (findings.size() == 1) {
      throw new BadInput(findings.getFirst().toString());
    }
    if (!findings.isEmpty()) {
      throw new BadInput(
          findings.stream()
              .limit(SHOWN_MAX)
              .map(Finding::toString)
              .collect(Collectors.joining("\n  ", findings.size() + " errors:\n  ", "")));
    }
  }

  private static String kind(Document document) {
    return document.json().path("kind").asText();
  }
}
